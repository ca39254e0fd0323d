/**
 * Qwen Code: the address and the key of an OpenAI-compatible server in its `settings.json`
 * (https://qwenlm.github.io/qwen-code-docs/en/users/configuration/settings). It asks by Chat Completions. Tried with 0.24.4: variables of
 * the shell and of a `.env` win over the file, comments are read, and without a chosen way of signing in it does not start in a script.
 */
import { dirname, join } from 'node:path'
import type { ClientContext, ClientSetup, Override, Point } from '../attach/client-setup.ts'
import { variableIn } from '../attach/env-keys.ts'
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

const AUTH = ['security', 'auth']
const CHOICE = [...AUTH, 'selectedType']
const ADDRESS = [...AUTH, 'baseUrl']
const KEY = [...AUTH, 'apiKey']
/** The way of signing in that uses an address and a key. */
const OPENAI = 'openai'
const ADDRESS_VARIABLE = 'OPENAI_BASE_URL'
const KEY_VARIABLE = 'OPENAI_API_KEY'

/** It shows a token in no other place than its own key, so that a key of the person's own only passes while CLP asks for none. */
const entries = ({ address, token, ownLogin = false }: Point): readonly KeyValue[] => [
  { path: CHOICE, value: OPENAI },
  { path: ADDRESS, value: `${address}/v1` },
  ...(ownLogin && token === undefined ? [] : [{ path: KEY, value: token ?? NOBODY }]),
]

const textAt = (text: string, path: readonly string[]): string | undefined => {
  const value = jsonValue(text, path)
  return typeof value === 'string' ? value : undefined
}

const ABOVE: readonly OverridingKey[] = [
  { path: ADDRESS, kind: 'address' },
  { path: KEY, kind: 'credential' },
  { path: CHOICE, kind: 'sign-in' },
]

const VARIABLES = [
  { name: ADDRESS_VARIABLE, kind: 'address' as const },
  { name: KEY_VARIABLE, kind: 'credential' as const },
]

const overrides = (context: ClientContext): readonly Override[] => {
  const { file, folder, read } = context
  const managed = managedFolder({
    darwin: ['/Library', 'Application Support', 'QwenCode'],
    win32: ['C:\\ProgramData', 'qwen-code'],
    other: ['/etc', 'qwen-code'],
  })
  const isMeant = (value: string): boolean => value === OPENAI || isOurs(context)(value)
  const above = [
    join(managed, 'settings.json'),
    ...(folder === undefined ? [] : [join(folder, '.qwen', 'settings.json')]),
  ]
  const environments = [
    ...foldersUpwards(folder).flatMap((one) => [join(one, '.qwen', '.env'), join(one, '.env')]),
    join(dirname(file), '.env'),
  ]
  return [
    ...above
      .filter((path) => path !== file)
      .flatMap((path) => overridesIn(jsonValue(read(path), []), path, { keys: ABOVE, isMeant })),
    ...[...new Set(environments)].flatMap((path) =>
      VARIABLES.filter(({ name }) => {
        const value = variableIn(read(path) ?? '', name)
        return value !== undefined && value !== '' && !isMeant(value)
      }).map(({ name, kind }) => ({ kind, file: path, key: name })),
    ),
  ]
}

export const qwenCode = {
  id: 'qwen',
  name: 'Qwen Code',
  service: 'codex',
  program: 'qwen',
  file: { variable: 'QWEN_HOME', folder: '.qwen', name: 'settings.json' },
  attach: (text, point) => attachKeys(text, entries(point), 'comments'),
  detach: (text, undo) => detachKeys(text, undo, 'comments'),
  read: (text) => {
    const plain = readableJson(text, 'comments')
    const token = textAt(plain, KEY)
    return { address: textAt(plain, ADDRESS)?.replace(/\/v1\/?$/, ''), token, login: loginOf(token), faults: [] }
  },
  process: ({ address, token, ownLogin = false }) => ({
    variables: {
      [ADDRESS_VARIABLE]: `${address}/v1`,
      ...(ownLogin && token === undefined ? {} : { [KEY_VARIABLE]: token ?? NOBODY }),
    },
    args: ['--auth-type', OPENAI],
  }),
  overriddenBy: [ADDRESS_VARIABLE, KEY_VARIABLE],
  loginVariables: [KEY_VARIABLE],
  overrides,
  addressVariable: ADDRESS_VARIABLE,
  fileWins: false,
} as const satisfies ClientSetup
