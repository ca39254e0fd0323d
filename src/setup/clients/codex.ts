/**
 * Codex: one provider in its `config.toml`, and the line that chooses it. The id of the provider is the same for ever, since Codex
 * files its conversations under it. `auth.json` is never touched. Keys: https://github.com/openai/codex/blob/main/docs/config.md
 */
import {
  readTomlString,
  samePath,
  scanToml,
  type TomlEntry,
  TomlTextError,
  tomlString,
} from '../../codec/text/toml-text.ts'
import {
  type Attached,
  type ClientFault,
  ClientFileError,
  type ClientSetup,
  type Detached,
  type Point,
  type Undo,
} from '../attach/client-setup.ts'
import { textHash } from '../attach/json-keys.ts'

const ID = 'clp'
const CHOICE = ['model_provider']
const PROVIDER = ['model_providers', ID]
const MARK = '# Written by "clp attach"; "clp detach" takes it out.'
const TOKEN_HEADER = 'X-API-Key'
const TOKEN_VARIABLE = 'CLP_TOKEN'

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

const isOurs = ({ path }: TomlEntry): boolean => samePath(path.slice(0, PROVIDER.length), PROVIDER)

const sourceOf = (text: string, { valueStart, valueEnd }: TomlEntry): string => text.slice(valueStart, valueEnd)

const valueAt = (text: string, entries: readonly TomlEntry[], path: readonly string[]): string | undefined => {
  const entry = keyAt(entries, path)
  return entry === undefined ? undefined : readTomlString(sourceOf(text, entry))
}

/** The provider's settings; `header` is how the token is shown, if there is one. */
const settings = (address: string, header?: readonly [string, string]): readonly (readonly [string, string])[] => [
  ['name', tomlString('CLP')],
  ['base_url', tomlString(address)],
  ['wire_api', tomlString('responses')],
  ['supports_websockets', 'false'],
  ...(header === undefined ? [] : [header]),
]

const headerTable = (value: string): string => `{ ${tomlString(TOKEN_HEADER)} = ${tomlString(value)} }`

const written = ({ address, token }: Point): string[] => {
  const header = token === undefined ? undefined : (['http_headers', headerTable(token)] as const)
  return settings(address, header).map(([key, value]) => `${key} = ${value}`)
}

const attach = (given: string | undefined, point: Point): Attached => {
  const text = given ?? ''
  const entries = scan(text)
  const taken = entries.find(
    (entry) => isOurs(entry) || (entry.kind === 'key' && samePath(entry.path, ['model_providers'])),
  )
  if (taken !== undefined)
    throw new ClientFileError({ code: 'client-key-taken', params: { key: taken.path.slice(0, 2).join('.') } })
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const choice = keyAt(entries, CHOICE)
  const chosen = choose(text, choice, eol)
  const open = chosen !== '' && !chosen.endsWith('\n')
  const lines = [MARK, `[${PROVIDER.join('.')}]`, ...written(point), '']
  return {
    text: `${chosen}${open ? eol : ''}${lines.join(eol)}`,
    undo: {
      existed: given !== undefined,
      blank: null,
      keys: [
        {
          path: CHOICE,
          before: choice === undefined ? null : sourceOf(text, choice),
          hash: textHash(tomlString(ID)),
        },
      ],
      made: [PROVIDER],
      hollow: [],
      open,
    },
  }
}

const choose = (text: string, choice: TomlEntry | undefined, eol: string): string => {
  if (choice !== undefined) return text.slice(0, choice.valueStart) + tomlString(ID) + text.slice(choice.valueEnd)
  const start = text.startsWith('\uFEFF') ? 1 : 0
  return `${text.slice(0, start)}${CHOICE.join('.')} = ${tomlString(ID)}${eol}${text.slice(start)}`
}

const detach = (text: string, undo: Undo): Detached => {
  const { text: less, left } = unchoose(text, undo)
  const bare = withoutProvider(less, undo)
  if (!undo.existed && bare.trim() === '') return { text: undefined, left }
  return { text: bare, left }
}

const unchoose = (text: string, undo: Undo): { readonly text: string; readonly left: readonly string[] } => {
  const choice = keyAt(scan(text), CHOICE)
  const [key] = undo.keys
  if (choice === undefined || key === undefined) return { text, left: [] }
  const present = sourceOf(text, choice)
  if (readTomlString(present) !== ID) return { text, left: present === key.before ? [] : key.path }
  if (key.before !== null) {
    return { text: text.slice(0, choice.valueStart) + key.before + text.slice(choice.valueEnd), left: [] }
  }
  const start = choice.start === 0 && text.startsWith('\uFEFF') ? 1 : choice.start
  return { text: text.slice(0, start) + text.slice(choice.end), left: [] }
}

/** Cuts the tables of our provider, each from its mark to its last key: comments behind that belong to what follows. */
const withoutProvider = (text: string, undo: Undo): string => {
  const entries = scan(text)
  const ranges = entries
    .filter((entry) => entry.kind === 'table' && isOurs(entry))
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

const faultsIn = (text: string, entries: readonly TomlEntry[]): readonly ClientFault[] => {
  const faults: ClientFault[] = []
  const provider = valueAt(text, entries, CHOICE)
  if (provider !== ID) faults.push({ kind: 'other-provider', value: provider ?? '' })
  const profile = valueAt(text, entries, ['profile'])
  const inProfile = profile === undefined ? undefined : valueAt(text, entries, ['profiles', profile, ...CHOICE])
  if (inProfile !== undefined && inProfile !== ID) faults.push({ kind: 'profile', value: profile ?? '' })
  const sockets = keyAt(entries, [...PROVIDER, 'supports_websockets'])
  if (sockets !== undefined && sourceOf(text, sockets) === 'true') faults.push({ kind: 'websockets', value: ID })
  return faults
}

const tokenIn = (text: string, entries: readonly TomlEntry[]): string | undefined => {
  const headers = keyAt(entries, [...PROVIDER, 'http_headers'])
  if (headers === undefined) return undefined
  const [, raw = ''] = new RegExp(`"${TOKEN_HEADER}"\\s*=\\s*("[^"]*")`).exec(sourceOf(text, headers)) ?? []
  return readTomlString(raw)
}

export const codex = {
  service: 'codex',
  program: 'codex',
  file: { variable: 'CODEX_HOME', folder: '.codex', name: 'config.toml' },
  attach,
  detach,
  read: (text) => {
    const entries = scan(text)
    const address = valueAt(text, entries, [...PROVIDER, 'base_url'])
    const token = tokenIn(text, entries)
    return { address, token, faults: address === undefined ? [] : faultsIn(text, entries) }
  },
  process: ({ address, token }) => {
    // A token on the command line could be read by every user of the machine.
    const header = token === undefined ? undefined : (['env_http_headers', headerTable(TOKEN_VARIABLE)] as const)
    const provider = settings(address, header).map(([key, value]) => `${key} = ${value}`)
    return {
      variables: token === undefined ? {} : { [TOKEN_VARIABLE]: token },
      args: [
        ['-c', `${CHOICE.join('.')}=${tomlString(ID)}`],
        ['-c', `${PROVIDER.join('.')}={ ${provider.join(', ')} }`],
      ].flat(),
    }
  },
  overriddenBy: [],
  addressVariable: undefined,
  fileWins: false,
} as const satisfies ClientSetup
