/** Edits of Codex's `config.toml` that leave every other byte as it is, and can be taken back after edits of the person's own. */
import {
  readTomlString,
  samePath,
  scanToml,
  type TomlEntry,
  TomlTextError,
  tomlString,
} from '../../codec/text/toml-text.ts'
import { type Attached, ClientFileError, type Detached, type Point, type Undo } from '../attach/client-setup.ts'
import { textHash } from '../attach/json-keys.ts'
import { valueAt } from '../attach/override.ts'
import { ADDRESS, BUILT_IN, CHOICE, ID, PROVIDER, providerIn, TOKEN_HEADER, valuesOf } from './config-values.ts'

const MARK = '# Written by "clp attach"; "clp detach" takes it out.'

const scan = (text: string): readonly TomlEntry[] => {
  try {
    return scanToml(text)
  } catch (error) {
    if (error instanceof TomlTextError)
      throw new ClientFileError({ code: 'client-file-broken', params: { line: error.line } })
    throw error
  }
}

const keyAt = (entries: readonly TomlEntry[], path: readonly string[]): TomlEntry | undefined =>
  entries.find((entry) => entry.kind === 'key' && samePath(entry.path, path))

const isInProvider = ({ path }: TomlEntry): boolean => samePath(path.slice(0, PROVIDER.length), PROVIDER)

const sourceOf = (text: string, { valueStart, valueEnd }: TomlEntry): string => text.slice(valueStart, valueEnd)

/** Whether Codex keeps its own provider: see the head of this file. */
export const keepsProvider = ({ token, ownLogin = false, signedIn = false }: Point): boolean =>
  token === undefined && (ownLogin || signedIn)

/** The provider's settings; `header` is how the token is shown, if there is one. */
export const settings = (
  { address, ownLogin = false }: Point,
  header?: readonly [string, string],
): readonly (readonly [string, string])[] => [
  ['name', tomlString('CLP')],
  ['base_url', tomlString(address)],
  ['wire_api', tomlString('responses')],
  ...(ownLogin ? [['requires_openai_auth', 'true'] as const] : []),
  ['supports_websockets', 'false'],
  ...(header === undefined ? [] : [header]),
]

export const headerTable = (value: string): string => `{ ${tomlString(TOKEN_HEADER)} = ${tomlString(value)} }`

const written = (point: Point): string[] => {
  const { token } = point
  const header = token === undefined ? undefined : (['http_headers', headerTable(token)] as const)
  return settings(point, header).map(([key, value]) => `${key} = ${value}`)
}

/** A key at the top of the file, and the word it is to say. */
interface Choice {
  readonly path: readonly string[]
  readonly value: string
}

export const attach = (given: string | undefined, point: Point): Attached => {
  const text = given ?? ''
  const values = valuesOf(text)
  const taken = ['model_providers', 'model_providers.clp'].find((key) => isTaken(valueAt(values, key.split('.')), key))
  if (taken !== undefined) throw new ClientFileError({ code: 'client-key-taken', params: { key: taken } })
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const own = keepsProvider(point)
  const choices = own ? ownChoices(values, point) : [{ path: CHOICE, value: ID }]
  const chosen = choices.reduce((whole, choice) => choose(whole, choice, eol), text)
  const open = chosen !== '' && !chosen.endsWith('\n')
  const lines = [MARK, `[${PROVIDER.join('.')}]`, ...written(point), '']
  return {
    text: own ? chosen : `${chosen}${open ? eol : ''}${lines.join(eol)}`,
    undo: {
      existed: given !== undefined,
      blank: null,
      keys: choices.map(({ path, value }) => ({
        path,
        before: sourceAt(text, path),
        hash: textHash(tomlString(value)),
      })),
      made: own ? [] : [PROVIDER],
      hollow: [],
      open: !own && open,
    },
  }
}

/** The person has a provider of our name, or says `model_providers` in a form that no table can be added to. */
const isTaken = (value: unknown, key: string): boolean =>
  key === 'model_providers' ? value !== undefined && Object.keys(value as object).length === 0 : value !== undefined

const ownChoices = (values: unknown, { address }: Point): readonly Choice[] => [
  { path: ADDRESS, value: address },
  ...(providerIn(values) === BUILT_IN ? [] : [{ path: CHOICE, value: BUILT_IN }]),
]

const sourceAt = (text: string, path: readonly string[]): string | null => {
  const entry = keyAt(scan(text), path)
  return entry === undefined ? null : sourceOf(text, entry)
}

const choose = (text: string, { path, value }: Choice, eol: string): string => {
  const present = keyAt(scan(text), path)
  if (present !== undefined) return text.slice(0, present.valueStart) + tomlString(value) + text.slice(present.valueEnd)
  const start = text.startsWith('\uFEFF') ? 1 : 0
  return `${text.slice(0, start)}${path.join('.')} = ${tomlString(value)}${eol}${text.slice(start)}`
}

export const detach = (text: string, undo: Undo): Detached => {
  const left: string[] = []
  const less = undo.keys.reduceRight((whole, key) => {
    const { text: next, isLeft } = unchoose(whole, key)
    if (isLeft) left.unshift(key.path.join('.'))
    return next
  }, text)
  const bare = withoutProvider(less, undo)
  if (!undo.existed && bare.trim() === '') return { text: undefined, left }
  return { text: bare, left }
}

/** Whatever quotation marks the word has got since, it is the one that was written. */
const isWritten = (source: string, hash: string): boolean => textHash(tomlString(readTomlString(source) ?? '')) === hash

const unchoose = (
  text: string,
  { path, before, hash }: Undo['keys'][number],
): { readonly text: string; readonly isLeft: boolean } => {
  const choice = keyAt(scan(text), path)
  if (choice === undefined) return { text, isLeft: false }
  const present = sourceOf(text, choice)
  if (!isWritten(present, hash)) return { text, isLeft: present !== before }
  if (before !== null) {
    return { text: text.slice(0, choice.valueStart) + before + text.slice(choice.valueEnd), isLeft: false }
  }
  const start = choice.start === 0 && text.startsWith('\uFEFF') ? 1 : choice.start
  return { text: text.slice(0, start) + text.slice(choice.end), isLeft: false }
}

/** Cuts the tables of our provider, each from its mark to its last key: comments behind that belong to what follows. */
const withoutProvider = (text: string, undo: Undo): string => {
  if (undo.made.length === 0) return text
  const entries = scan(text)
  const ranges = entries
    .filter((entry) => entry.kind === 'table' && isInProvider(entry))
    .map((header) => {
      const last = entries.findLast(
        (entry) => entry.kind === 'key' && entry.start > header.start && isIn(entry, header, entries),
      )
      return { start: markStart(text, header.start), end: (last ?? header).end }
    })
  return ranges.reduceRight((whole, { start, end }) => cut(whole, { start, end, open: undo.open }), text)
}

/** Whether the key stands under this very header: no other header stands between them. */
const isIn = (entry: TomlEntry, header: TomlEntry, entries: readonly TomlEntry[]): boolean =>
  !entries.some(({ kind, start }) => kind === 'table' && start > header.start && start < entry.start)

/** The beginning of the line with our mark, where that is the line before. */
const markStart = (text: string, at: number): number => {
  const before = text.lastIndexOf('\n', at - 2) + 1
  const start = before === 0 && text.startsWith('\uFEFF') ? 1 : before
  return text.slice(start, at).trim() === MARK ? start : at
}

const cut = (text: string, { start, end, open }: { start: number; end: number; open: boolean }): string => {
  const before = text.slice(0, start)
  const after = text.slice(end)
  return open && after === '' ? before.replace(/\r?\n$/, '') : before + after
}
