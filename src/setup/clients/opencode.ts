/**
 * opencode: the address and the key of its provider `anthropic` in its `opencode.json` (https://opencode.ai/docs/config). Tried with
 * 1.18.33: a key there wins over the login that opencode holds and over the shell, comments are read, and the address ends with `/v1`.
 */
import { dirname, join } from 'node:path'
import type { ClientContext, ClientSetup, Override, Point } from '../attach/client-setup.ts'
import { attachKeys, detachKeys, type KeyValue, readableJson } from '../attach/json-keys.ts'
import {
  foldersUpwards,
  isOurs,
  jsonValue,
  loginOf,
  managedFolder,
  NOBODY,
  type OverridingKey,
  overridesIn,
} from '../attach/override.ts'
import { TOKEN_HEADER } from '../attach/token-header.ts'

const OPTIONS = ['provider', 'anthropic', 'options']
const ADDRESS = [...OPTIONS, 'baseURL']
const KEY = [...OPTIONS, 'apiKey']
const HEADER = [...OPTIONS, 'headers', TOKEN_HEADER]
/** A whole configuration in a variable, which is laid over that of the files. */
const CONTENT = 'OPENCODE_CONFIG_CONTENT'

const entries = ({ address, token, ownLogin = false }: Point): readonly KeyValue[] => {
  const where = { path: ADDRESS, value: `${address}/v1` }
  if (!ownLogin) return [where, { path: KEY, value: token ?? NOBODY }]
  return token === undefined ? [where] : [where, { path: HEADER, value: token }]
}

const textAt = (text: string, path: readonly string[]): string | undefined => {
  const value = jsonValue(text, path)
  return typeof value === 'string' ? value : undefined
}

const ABOVE: readonly OverridingKey[] = [
  { path: ADDRESS, kind: 'address' },
  { path: KEY, kind: 'credential' },
]

const NAMES = ['opencode.json', 'opencode.jsonc']

/** Everything that opencode lays over its own file: a second one beside it, one that is named, those of projects, that of the machine. */
const filesAbove = ({ file, folder, environment }: ClientContext): readonly string[] => {
  const managed = managedFolder({
    darwin: ['/Library', 'Application Support', 'opencode'],
    win32: ['C:\\ProgramData', 'opencode'],
    other: ['/etc', 'opencode'],
  })
  const named = environment['OPENCODE_CONFIG']
  const projects = foldersUpwards(folder).flatMap((one) => [one, join(one, '.opencode')])
  const folders = [managed, dirname(file), ...projects]
  return [...(named ? [named] : []), ...folders.flatMap((one) => NAMES.map((name) => join(one, name)))]
}

const overrides = (context: ClientContext): readonly Override[] =>
  filesAbove(context)
    .filter((path) => path !== context.file)
    .flatMap((path) => overridesIn(jsonValue(context.read(path), []), path, { keys: ABOVE, isMeant: isOurs(context) }))

const nested = (list: readonly KeyValue[]): string =>
  list.reduce((whole, entry) => attachKeys(whole, [entry]).text, '{}').replaceAll(/\n\s*/g, '')

export const opencode = {
  id: 'opencode',
  name: 'opencode',
  service: 'claude',
  program: 'opencode',
  file: { variable: 'XDG_CONFIG_HOME', folder: '.config', name: 'opencode/opencode.json' },
  attach: (text, point) => attachKeys(text, entries(point), 'comments'),
  detach: (text, undo) => detachKeys(text, undo, 'comments'),
  read: (text) => {
    const plain = readableJson(text, 'comments')
    const key = textAt(plain, KEY)
    const address = textAt(plain, ADDRESS)?.replace(/\/v1\/?$/, '')
    return { address, token: textAt(plain, HEADER) ?? key, login: loginOf(key), faults: [] }
  },
  process: (point) => ({ variables: { [CONTENT]: nested(entries(point)) }, args: [] }),
  overriddenBy: [CONTENT],
  loginVariables: [],
  overrides,
  addressVariable: undefined,
  fileWins: false,
} as const satisfies ClientSetup
