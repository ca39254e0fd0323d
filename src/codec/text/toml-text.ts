/**
 * Finds tables and keys in the text of a TOML file with the places they stand at, so that an edit can leave every other byte as it
 * is (https://toml.io/en/v1.0.0). Values are passed over, not read: whoever needs one reads the text between its places.
 */

/** A table header or a key with its value, on one or more lines of its own. */
export interface TomlEntry {
  readonly kind: 'table' | 'key'
  /** Whole path, that of the table included. */
  readonly path: readonly string[]
  /** Path of the table it stands in; empty at the top. For a header, its own. */
  readonly table: readonly string[]
  /** From the beginning of its first line to behind the end of its last one. */
  readonly start: number
  readonly end: number
  /** The value of a key; both the end of the header for a table. */
  readonly valueStart: number
  readonly valueEnd: number
}

/** The text cannot be read as TOML. */
export class TomlTextError extends Error {
  /** 1-based. */
  readonly line: number

  constructor(line: number) {
    super(`The text is not TOML (line ${line})`)
    this.name = 'TomlTextError'
    this.line = line
  }
}

/** Every header and key in the order of the file. A byte order mark is passed over. Throws `TomlTextError`. */
export const scanToml = (text: string): readonly TomlEntry[] => {
  const entries: TomlEntry[] = []
  let table: readonly string[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    const start = at
    const first = skipBlanks(text, at)
    if (isLineEnd(text, first) || text[first] === '#') {
      at = lineEnd(text, first)
      continue
    }
    const entry = text[first] === '[' ? readHeader(text, first) : readKey(text, first, table)
    table = entry.table
    at = lineEnd(text, endOfLine(text, entry.valueEnd))
    entries.push({ ...entry, start, end: at })
  }
  return entries
}

/** Whether two paths are the same. */
export const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((part, index) => part === b[index])

/** The text that stands for a string value: a basic string (TOML 1.0.0, "String"). */
export const tomlString = (value: string): string => JSON.stringify(value)

/** The value of a one-line string, basic or literal; undefined for everything else. */
export const readTomlString = (raw: string): string | undefined => {
  if (/^'[^'\r\n]*'$/.test(raw)) return raw.slice(1, -1)
  if (!/^"(?:[^"\\\r\n]|\\.)*"$/.test(raw)) return undefined
  try {
    return JSON.parse(raw.replaceAll(/\\U([0-9a-fA-F]{8})/g, (_, code: string) => escapeOf(code))) as string
  } catch {
    return undefined
  }
}

const escapeOf = (code: string): string => JSON.stringify(String.fromCodePoint(Number.parseInt(code, 16))).slice(1, -1)

type Found = Omit<TomlEntry, 'start' | 'end'>

const readHeader = (text: string, at: number): Found => {
  const width = text.startsWith('[[', at) ? 2 : 1
  const { path, end } = readPath(text, at + width)
  if (!text.startsWith(']'.repeat(width), end)) throw faultAt(text, end)
  return { kind: 'table', path, table: path, valueStart: end + width, valueEnd: end + width }
}

const readKey = (text: string, at: number, table: readonly string[]): Found => {
  const { path, end } = readPath(text, at)
  if (text[end] !== '=') throw faultAt(text, end)
  const valueStart = skipBlanks(text, end + 1)
  return { kind: 'key', path: [...table, ...path], table, valueStart, valueEnd: skipValue(text, valueStart) }
}

/** A dotted key with the blanks around it. */
const readPath = (text: string, from: number): { readonly path: readonly string[]; readonly end: number } => {
  const path: string[] = []
  let at = from
  for (;;) {
    at = skipBlanks(text, at)
    const end = text[at] === '"' || text[at] === "'" ? skipString(text, at) : skipBare(text, at)
    const raw = text.slice(at, end)
    path.push(readTomlString(raw) ?? raw)
    at = skipBlanks(text, end)
    if (text[at] !== '.') return { path, end: at }
    at += 1
  }
}

const skipBare = (text: string, at: number): number => {
  const [word = ''] = match(/[A-Za-z0-9_-]+/y, text, at)
  if (word === '') throw faultAt(text, at)
  return at + word.length
}

const skipValue = (text: string, at: number): number => {
  const first = text[at]
  if (first === '"' || first === "'") return skipString(text, at)
  if (first === '[' || first === '{') return skipNested(text, at)
  const [word = ''] = match(/[\w.:+-]+(?: \d[\d.:Z+-]*)?/y, text, at)
  if (word === '') throw faultAt(text, at)
  return at + word.length
}

/** An array or an inline table, to behind its closing bracket. */
const skipNested = (text: string, from: number): number => {
  let depth = 0
  let at = from
  while (at < text.length) {
    const sign = text[at]
    if (sign === '"' || sign === "'") {
      at = skipString(text, at)
      continue
    }
    if (sign === '#') {
      at = endOfComment(text, at)
      continue
    }
    if (sign === '[' || sign === '{') depth += 1
    if (sign === ']' || sign === '}') depth -= 1
    at += 1
    if (depth === 0) return at
  }
  throw faultAt(text, from)
}

const STRINGS = [
  /"""(?:[^\\]|\\[\s\S])*?"""(?:"{0,2})/y,
  /'''[\s\S]*?'''(?:'{0,2})/y,
  /"(?:[^"\\\r\n]|\\[^\r\n])*"/y,
  /'[^'\r\n]*'/y,
] as const

const skipString = (text: string, at: number): number => {
  for (const pattern of STRINGS) {
    const [found = ''] = match(pattern, text, at)
    // Two quotation marks are an empty string only where no third one follows.
    if (found !== '' && !(found.length === 2 && text[at + 2] === text[at])) return at + found.length
  }
  throw faultAt(text, at)
}

/** What the sticky pattern finds at this very place. */
const match = (pattern: RegExp, text: string, at: number): readonly string[] => {
  const sticky = new RegExp(pattern)
  sticky.lastIndex = at
  return sticky.exec(text) ?? []
}

const skipBlanks = (text: string, at: number): number => at + (match(/[ \t]*/y, text, at)[0] ?? '').length

const isLineEnd = (text: string, at: number): boolean =>
  at >= text.length || text[at] === '\n' || text.startsWith('\r\n', at)

const endOfComment = (text: string, at: number): number => at + (match(/[^\r\n]*/y, text, at)[0] ?? '').length

/** The end of the line behind a value: nothing but blanks and a comment may stand there. */
const endOfLine = (text: string, from: number): number => {
  const at = skipBlanks(text, from)
  const end = text[at] === '#' ? endOfComment(text, at) : at
  if (!isLineEnd(text, end)) throw faultAt(text, end)
  return end
}

/** Behind the line break. */
const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end + 1
}

const faultAt = (text: string, at: number): TomlTextError => new TomlTextError(text.slice(0, at).split('\n').length)
