/** One body rule made ready: what it looks for in the bytes, and what it puts there. */
import { cutsEscape, stringAround } from '../../codec/json/json-strings.ts'
import { compilePattern, type Pattern, patternOrText } from '../../codec/pattern/pattern.ts'
import { compileTemplate } from '../../codec/pattern/template.ts'
import type { FilterStepReason } from '../../contract/reason/filter-reasons.ts'
import type { BodyRule } from '../../contract/settings.ts'
import type { EditedBody, Hit } from './body-edits.ts'

export interface CompiledBodyRule {
  /** Position in the document, from 0. */
  readonly index: number
  /** What a person looks for: `#` and the position from 1. */
  readonly label: string
  readonly op: 'replace' | 'remove'
  /** How the rule reads its source. */
  readonly reads: 'text' | 'regex'
  /** What a hit inside something signed does. */
  readonly inSigned: 'refuse' | 'skip'
  /** Bytes of which every hit contains at least one; undefined when that cannot be said. */
  readonly needles: readonly Buffer[] | undefined
  /** Whether it may hit at all, for rules without needles. */
  readonly pattern?: Pattern
  readonly appliesTo: (service: string) => boolean
  /** Hits from left to right that do not overlap; an empty match is none. Undefined in between, where the search may be paused. */
  readonly hits: (body: EditedBody) => Iterable<Hit | undefined>
}

/** Why a rule can never act, or undefined when it can. */
export const idleReason = (rule: BodyRule): FilterStepReason | undefined => {
  if (rule.enabled === false) return { code: 'rule-off', params: {} }
  return rule.source === '' ? { code: 'rule-without-source', params: {} } : undefined
}

/** Throws `PatternError` for an expression or replacement that cannot be run. */
export const compileBodyRule = (rule: BodyRule, index: number): CompiledBodyRule => {
  const services = rule.services ?? []
  const target = rule.op === 'remove' ? '' : (rule.target ?? '')
  return {
    index,
    label: `#${index + 1}`,
    op: rule.op,
    inSigned: rule.inSigned ?? 'refuse',
    appliesTo: (service) => services.length === 0 || services.includes(service),
    ...finderOf(rule, target),
  }
}

type Finder = Pick<CompiledBodyRule, 'reads' | 'needles' | 'pattern' | 'hits'>

const finderOf = (rule: BodyRule, target: string): Finder => {
  if (rule.match === 'text') return textFinder(rule.source, target)
  if (rule.match === 'regex') return patternFinder(compilePattern(rule.source), target)
  const check = patternOrText(rule.source)
  return check.kind === 'pattern' ? patternFinder(check.pattern, target) : plainFinder(rule.source, target)
}

const patternFinder = (pattern: Pattern, target: string): Finder => {
  const template = compileTemplate(target, pattern)
  return {
    reads: 'regex',
    needles: pattern.literal === undefined ? undefined : [Buffer.from(pattern.literal, 'utf8')],
    pattern,
    *hits({ bytes }) {
      for (const match of pattern.matches(bytes)) {
        if (match === undefined) yield
        else if (match.end > match.start)
          yield { start: match.start, end: match.end, inserted: template.expand(match, bytes) }
      }
    },
  }
}

/** A source that is no expression and says nothing about its meaning: its bytes, wherever they stand, as in the original. */
const plainFinder = (source: string, target: string): Finder => {
  const needle = Buffer.from(source, 'utf8')
  const inserted = Buffer.from(target, 'utf8')
  return {
    reads: 'text',
    needles: [needle],
    *hits({ bytes }) {
      for (let start = bytes.indexOf(needle); start !== -1; start = bytes.indexOf(needle, start + needle.length)) {
        yield { start, end: start + needle.length, inserted }
      }
    },
  }
}

/**
 * Text as a person means it. Inside JSON strings it is also found in its escaped spellings and replaced in escaped form, and never
 * found where it would cut an escape in two: JSON that was valid stays valid.
 */
const textFinder = (source: string, target: string): Finder => {
  const needles = spellings(source).map((spelling) => Buffer.from(spelling, 'utf8'))
  const [plain = Buffer.alloc(0)] = needles
  const raw = Buffer.from(target, 'utf8')
  const effects = {
    text: { inserted: raw },
    structure: { inserted: raw, structural: true },
    inside: { inserted: Buffer.from(escapedText(target), 'utf8') },
  } as const
  return {
    reads: 'text',
    needles,
    *hits(body) {
      const search = new NeedleSearch(body.bytes, needles)
      for (let found = search.next(0); found !== undefined; found = search.next(found.resume)) {
        const place = placeOf(body, found)
        if (place === 'escape') found.resume = found.start + 1
        else if (place === 'inside' || found.needle === plain) {
          yield { start: found.start, end: found.end, ...effects[place] }
        }
      }
    },
  }
}

/** `inside`: in the content of one JSON string. `escape`: there too, but it would cut an escape in two. */
const placeOf = (body: EditedBody, { start, end }: Found): 'text' | 'structure' | 'inside' | 'escape' => {
  if (!body.looksLikeJson) return 'text'
  const around = stringAround(body.strings, start, end)
  if (around === undefined) return 'structure'
  const cuts = cutsEscape(body.bytes, around[0], start) || cutsEscape(body.bytes, around[0], end)
  return cuts ? 'escape' : 'inside'
}

interface Found {
  readonly start: number
  readonly end: number
  readonly needle: Buffer
  /** Where the search goes on. */
  resume: number
}

/** Finds the leftmost of several needles, the longest where two begin together. Each part of the text is searched once per needle. */
class NeedleSearch {
  readonly #bytes: Buffer
  readonly #needles: readonly Buffer[]
  readonly #places: number[]

  constructor(bytes: Buffer, needles: readonly Buffer[]) {
    this.#bytes = bytes
    this.#needles = needles
    this.#places = needles.map(() => -1)
  }

  next(from: number): Found | undefined {
    let best: Found | undefined
    for (const [index, needle] of this.#needles.entries()) {
      const start = this.#placeOf(index, needle, from)
      const end = start + needle.length
      const better = best === undefined || start < best.start || (start === best.start && end > best.end)
      if (start < Number.POSITIVE_INFINITY && better) best = { start, end, needle, resume: end }
    }
    return best
  }

  #placeOf(index: number, needle: Buffer, from: number): number {
    const known = this.#places[index] ?? -1
    if (known >= from) return known
    const found = this.#bytes.indexOf(needle, from)
    const place = found === -1 ? Number.POSITIVE_INFINITY : found
    this.#places[index] = place
    return place
  }
}

/** The text itself, then the ways JSON writers spell it: with necessary escapes, with all non-ASCII escaped, with `\/`. */
const spellings = (text: string): readonly string[] => {
  const escaped = escapedText(text)
  const ascii = escaped.replace(/[\u0080-\uffff]/g, (unit) => `\\u${hex(unit)}`)
  const upper = escaped.replace(/[\u0080-\uffff]/g, (unit) => `\\u${hex(unit).toUpperCase()}`)
  const slashed = [escaped, ascii].map((form) => form.replaceAll('/', '\\/'))
  return [...new Set([text, escaped, ascii, upper, ...slashed])]
}

const hex = (unit: string): string => unit.charCodeAt(0).toString(16).padStart(4, '0')

const escapedText = (text: string): string => JSON.stringify(text).slice(1, -1)
