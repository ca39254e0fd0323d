/**
 * Gemini CLI: variables in the `.env` of its folder (https://geminicli.com/docs/reference/configuration). Tried with 0.61.0: variables
 * of the shell win over the file, one `.env` hides all others, none below a `.gemini` is read in a folder that is not trusted, and
 * without `security.auth.selectedType` in `settings.json` it does not start in a script.
 */
import { dirname, join } from 'node:path'
import type { ClientContext, ClientSetup, Override, Point } from '../attach/client-setup.ts'
import { attachVariables, detachVariables, type Variable, variableIn } from '../attach/env-keys.ts'
import { foldersUpwards, jsonValue, loginOf, managedFolder, NOBODY } from '../attach/override.ts'
import { shownIn, withHeader } from '../attach/token-header.ts'

const ADDRESS = 'GOOGLE_GEMINI_BASE_URL'
const KEY = 'GEMINI_API_KEY'
const HEADERS = 'GEMINI_CLI_CUSTOM_HEADERS'
const SIGN_IN = ['security', 'auth', 'selectedType']
/** Ways of signing in that use the address. */
const WITH_KEY: readonly unknown[] = ['gemini-api-key']

const variablesOf = ({ address, token, ownLogin = false }: Point): readonly Variable[] => {
  const where = { name: ADDRESS, value: address }
  if (!ownLogin) return [where, { name: KEY, value: token ?? NOBODY }]
  return token === undefined ? [where] : [where, { name: HEADERS, value: withHeader(undefined, token) }]
}

/** The `.env` that is read in this folder in place of Gemini CLI's own, if there is one. */
const hiding = ({ folder, file, read }: ClientContext): string | undefined => {
  const places = foldersUpwards(folder).flatMap((one) => [join(one, '.gemini', '.env'), join(one, '.env')])
  const found = places.find((path) => path === file || read(path) !== undefined)
  return found === file ? undefined : found
}

const overrides = (context: ClientContext): readonly Override[] => {
  const { file, folder, read } = context
  const hider = hiding(context)
  const managed = managedFolder({
    darwin: ['/Library', 'Application Support', 'GeminiCli'],
    win32: ['C:\\ProgramData', 'gemini-cli'],
    other: ['/etc', 'gemini-cli'],
  })
  const own = join(dirname(file), 'settings.json')
  const settings = [
    join(managed, 'settings.json'),
    ...(folder === undefined ? [] : [join(folder, '.gemini', 'settings.json')]),
    own,
  ]
  const chooser = settings.find((path) => jsonValue(read(path), SIGN_IN) !== undefined)
  const signIn = chooser === undefined ? undefined : jsonValue(read(chooser), SIGN_IN)
  return [
    ...(hider === undefined ? [] : [{ kind: 'address' as const, file: hider, key: '.env' }]),
    ...(WITH_KEY.includes(signIn) ? [] : [{ kind: 'sign-in' as const, file: chooser ?? own, key: SIGN_IN.join('.') }]),
  ]
}

export const geminiCli = {
  id: 'gemini',
  name: 'Gemini CLI',
  service: 'gemini',
  program: 'gemini',
  file: { variable: 'GEMINI_CLI_HOME', folder: '', name: '.gemini/.env' },
  attach: (text, point) => attachVariables(text, variablesOf(point)),
  detach: detachVariables,
  read: (text) => {
    const key = variableIn(text, KEY)
    const token = shownIn(variableIn(text, HEADERS)) ?? key
    return { address: variableIn(text, ADDRESS), token, login: loginOf(key), faults: [] }
  },
  process: (point) => ({
    variables: Object.fromEntries(variablesOf(point).map(({ name, value }) => [name, value])),
    args: [],
  }),
  overriddenBy: [ADDRESS, KEY, 'GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_GENAI_USE_GCA'],
  loginVariables: [KEY],
  overrides,
  addressVariable: ADDRESS,
  fileWins: false,
} as const satisfies ClientSetup
