/**
 * Finds a text that every match of a regular expression must contain. Careful rather than clever: where it is not certain it says
 * nothing, and the engine is asked.
 */

/** Shorter texts occur everywhere and sort nothing out. */
const SHORTEST = 2
/** A longer one sorts out no better. */
const LONGEST = 32

export interface RequiredText {
  /** The longest text that every match contains, cut to 32 characters. */
  readonly anywhere?: string
  /** The text that every match begins with. */
  readonly first?: string
}

/** Empty where nothing is certain, or only texts of fewer than two characters. */
export const requiredText = (source: string): RequiredText => {
  // Flags may make case or white space meaningless; quoting changes how everything after it reads.
  if (/\(\?(?!:|P?<)/.test(source) || source.includes('\\Q')) return {}
  const runs: string[] = ['']
  let index = 0
  while (index < source.length) {
    const atom = atomAt(source, index)
    if (atom === 'alternation') return {}
    const repeat = repeatAt(source, atom.end)
    if (atom.literal !== undefined && !repeat.optional) runs.push((runs.pop() ?? '') + atom.literal)
    if (atom.literal === undefined || repeat.end !== atom.end) runs.push('')
    index = repeat.end
  }
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  const [first = ''] = runs
  return {
    ...(longest.length < SHORTEST ? {} : { anywhere: longest.slice(0, LONGEST) }),
    ...(first.length < SHORTEST ? {} : { first: first.slice(0, LONGEST) }),
  }
}

interface Atom {
  readonly end: number
  /** The one character it stands for, if it stands for exactly one. */
  readonly literal?: string
}

const atomAt = (source: string, index: number): Atom | 'alternation' => {
  const character = String.fromCodePoint(source.codePointAt(index) ?? 0)
  switch (character) {
    case '|':
      return 'alternation'
    case '\\':
      return escapeAt(source, index)
    case '(':
      return { end: endOfGroup(source, index) }
    case '[':
      return { end: endOfClass(source, index) }
    case '.':
    case '^':
    case '$':
      return { end: index + 1 }
    default:
      return { end: index + character.length, literal: character }
  }
}

/** `\.` is a dot; every escape of a letter or digit means something else. */
const escapeAt = (source: string, index: number): Atom => {
  const next = source[index + 1] ?? ''
  if (/[^A-Za-z0-9]/.test(next) && next.charCodeAt(0) < 0x80) return { end: index + 2, literal: next }
  const long = /^\\(?:[pP]\{[^}]*\}|[pP].|x\{[^}]*\}|x..|[0-7]{1,3}|.)/s.exec(source.slice(index))
  return { end: index + (long?.[0].length ?? 2) }
}

const endOfGroup = (source: string, index: number): number => {
  let depth = 0
  let at = index
  while (at < source.length) {
    const character = source[at]
    if (character === '\\') at += 2
    else if (character === '[') at = endOfClass(source, at)
    else {
      at += 1
      if (character === '(') depth += 1
      if (character === ')') depth -= 1
      if (depth === 0) return at
    }
  }
  return source.length
}

const endOfClass = (source: string, index: number): number => {
  let at = index + 1
  if (source[at] === '^') at += 1
  if (source[at] === ']') at += 1
  while (at < source.length && source[at] !== ']') {
    if (source[at] === '\\') at += 2
    else if (source.startsWith('[:', at) && source.includes(':]', at)) at = source.indexOf(':]', at) + 2
    else at += 1
  }
  return Math.min(at + 1, source.length)
}

/** What repeats the atom before `index`: how far it reaches, and whether none at all would do. */
const repeatAt = (source: string, index: number): { readonly end: number; readonly optional: boolean } => {
  const repeat = /^(?:[*?]|\+|\{(\d+)(?:,\d*)?\})\??/.exec(source.slice(index))
  if (repeat === null) return { end: index, optional: false }
  const optional = repeat[0].startsWith('*') || repeat[0].startsWith('?') || Number(repeat[1] ?? 1) === 0
  return { end: index + repeat[0].length, optional }
}
