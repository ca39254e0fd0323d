/**
 * Sets variables in a person's `.env` file in such a way that exactly these can be taken back later. Read as dotenv reads it: the last
 * of two lines counts (https://github.com/motdotla/dotenv#readme).
 */
import type { Attached, Detached, Undo } from './client-setup.ts'
import { textHash } from './json-keys.ts'

export interface Variable {
  readonly name: string
  /** One line. */
  readonly value: string
}

interface Line {
  readonly name: string
  /** Places of the whole line, its break included. */
  readonly start: number
  readonly end: number
  /** Places of the value, quotation marks included. */
  readonly valueStart: number
  readonly valueEnd: number
}

/** `text` undefined: there is no file. */
export const attachVariables = (text: string | undefined, variables: readonly Variable[]): Attached => {
  const before = text ?? ''
  const eol = before.includes('\r\n') ? '\r\n' : '\n'
  const undo: Undo = {
    existed: text !== undefined,
    blank: null,
    keys: variables.map(({ name, value }) => ({
      path: [name],
      before: sourceOf(before, name) ?? null,
      hash: textHash(quoted(value)),
    })),
    made: [],
    hollow: [],
    open: before !== '' && !before.endsWith('\n'),
  }
  return { text: variables.reduce((whole, variable) => setVariable(whole, variable, eol), before), undo }
}

export const detachVariables = (text: string, undo: Undo): Detached => {
  const left: string[] = []
  const bare = undo.keys.reduceRight((whole, { path: [name = ''], before, hash }) => {
    const line = lineOf(whole, name)
    if (line === undefined) return whole
    const present = whole.slice(line.valueStart, line.valueEnd)
    if (textHash(present) !== hash) {
      if (present !== before) left.unshift(name)
      return whole
    }
    if (before !== null) return whole.slice(0, line.valueStart) + before + whole.slice(line.valueEnd)
    const after = whole.slice(line.end)
    const rest = whole.slice(0, line.start)
    return undo.open && after === '' ? rest.replace(/\r?\n$/, '') : rest + after
  }, text)
  return { text: bare === '' && !undo.existed ? undefined : bare, left }
}

/** The value of a variable; undefined when no line sets it. */
export const variableIn = (text: string, name: string): string | undefined => {
  const source = sourceOf(text, name)
  return source === undefined ? undefined : source.replace(/^(['"`])([\s\S]*)\1$/, '$2')
}

/** As dotenv has it: a name, `=` or `:`, and a value that may be quoted and then have several lines. */
const LINES =
  /^[^\S\r\n]*(?:export\s+)?([\w.-]+)(?:[^\S\r\n]*=[^\S\r\n]*|:[^\S\r\n]+)('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]*)[^\r\n]*(?:\r?\n|$)/dgm

const linesOf = (text: string): readonly Line[] =>
  [...text.matchAll(LINES)].map((match) => {
    const [whole, name = '', value = ''] = match
    const [valueStart, end] = match.indices?.[2] ?? [match.index + whole.length, match.index + whole.length]
    const valueEnd = valueStart + (/^['"`]/.test(value) ? end - valueStart : value.trimEnd().length)
    return { name, start: match.index, end: match.index + whole.length, valueStart, valueEnd }
  })

const lineOf = (text: string, name: string): Line | undefined => linesOf(text).findLast((line) => line.name === name)

const sourceOf = (text: string, name: string): string | undefined => {
  const line = lineOf(text, name)
  return line === undefined ? undefined : text.slice(line.valueStart, line.valueEnd)
}

const setVariable = (text: string, { name, value }: Variable, eol: string): string => {
  const line = lineOf(text, name)
  if (line !== undefined) return text.slice(0, line.valueStart) + quoted(value) + text.slice(line.valueEnd)
  const open = text !== '' && !text.endsWith('\n')
  return `${text}${open ? eol : ''}${name}=${quoted(value)}${eol}`
}

/** In marks that the value does not hold: between the double ones dotenv reads `\n` as a line break. */
const quoted = (value: string): string => {
  const mark = [`'`, '"', '`'].find((one) => !value.includes(one)) ?? `'`
  return mark + value + mark
}
