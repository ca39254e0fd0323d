/**
 * Claude Code: variables under `env` of its `settings.json` (https://docs.anthropic.com/en/docs/claude-code/settings), of which it
 * takes the address and the credential. The file is strict JSON here because it is so there: 2.1.330 throws a file with a comment or a
 * trailing comma away as a whole; a byte order mark is fine.
 */
import { dirname, join } from 'node:path'
import { findJson } from '../../codec/json/json-text.ts'
import { looksLikeToken } from '../../codec/text/token.ts'
import type { ClientContext, ClientSetup, Override, Point } from '../attach/client-setup.ts'
import { inGatewayShape, withoutGatewayShape } from '../attach/gateway-shape.ts'
import { attachKeys, detachKeys, type KeyValue, readableJson } from '../attach/json-keys.ts'
import {
  isOurs,
  jsonValue,
  loginOf,
  managedFolder,
  NOBODY,
  type OverridingKey,
  overridesIn,
  valueAt,
} from '../attach/override.ts'
import { shownIn, withHeader } from '../attach/token-header.ts'

const ADDRESS = ['env', 'ANTHROPIC_BASE_URL'] as const
const TOKEN = ['env', 'ANTHROPIC_AUTH_TOKEN'] as const
/** Lines of `name: value`. */
const HEADERS = ['env', 'ANTHROPIC_CUSTOM_HEADERS'] as const

/** Own login: tried with 2.1.332, which sends it to any base URL. A variable with a credential would take its place. */
const entries = (
  { address, token, ownLogin = false, limits = false }: Point,
  headers: string | undefined,
): readonly KeyValue[] => {
  const where = { path: ADDRESS, value: address }
  const shown = token ?? NOBODY
  // Its own login shows limits by itself.
  if (!ownLogin) return [where, { path: TOKEN, value: limits ? inGatewayShape(shown) : shown }]
  return token === undefined ? [where] : [where, { path: HEADERS, value: withHeader(headers, token) }]
}

const textAt = (text: string, path: readonly string[]): string | undefined => {
  const value: unknown = findJson(text, path)?.value
  return typeof value === 'string' ? value : undefined
}

const SWITCHES = [
  'CLAUDE_CODE_USE_BEDROCK',
  'CLAUDE_CODE_USE_VERTEX',
  'CLAUDE_CODE_USE_FOUNDRY',
  'CLAUDE_CODE_USE_MANTLE',
  'CLAUDE_CODE_USE_ANTHROPIC_AWS',
  'CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD',
]

/** In its own file, too. */
const EVERYWHERE: readonly OverridingKey[] = [
  { path: ['env', 'ANTHROPIC_API_KEY'], kind: 'credential' },
  { path: ['apiKeyHelper'], kind: 'credential' },
  ...SWITCHES.map((name) => ({ path: ['env', name], kind: 'address' as const })),
]

/** In files that win over its own. */
const ABOVE: readonly OverridingKey[] = [
  { path: ADDRESS, kind: 'address' },
  { path: TOKEN, kind: 'credential' },
  ...EVERYWHERE,
]

/** Files whose settings win over those of the user, the strongest first (https://code.claude.com/docs/en/settings#settings-precedence). */
const filesAbove = ({ folder }: ClientContext): readonly string[] => {
  const managed = managedFolder({
    darwin: ['/Library', 'Application Support', 'ClaudeCode'],
    win32: ['C:\\Program Files', 'ClaudeCode'],
    other: ['/etc', 'claude-code'],
  })
  const project =
    folder === undefined ? [] : ['settings.local.json', 'settings.json'].map((name) => join(folder, '.claude', name))
  return [join(managed, 'managed-settings.json'), ...project]
}

const overrides = (context: ClientContext): readonly Override[] => {
  const above = filesAbove(context).filter((file) => file !== context.file)
  return [...above, context.file].flatMap((file) => {
    const whole = jsonValue(context.read(file), [])
    const keys = file === context.file ? EVERYWHERE : ABOVE
    return [
      ...overridesIn(whole, file, { keys, isMeant: isOurs(context) }),
      ...(showsCredential(valueAt(whole, HEADERS))
        ? [{ kind: 'credential' as const, file, key: HEADERS.join('.') }]
        : []),
    ]
  })
}

/** Whether lines of headers show a credential that is none of CLP's tokens. */
const showsCredential = (headers: unknown): boolean =>
  typeof headers === 'string' &&
  headers.split('\n').some((line) => {
    const [, value = ''] = /^\s*(?:authorization|x-api-key)\s*:\s*(.*?)\s*$/i.exec(line) ?? []
    return value !== '' && !looksLikeToken(value.replace(/^bearer\s+/i, ''))
  })

/** Where the login is kept (macOS keeps it in its key chain, but the account in the same file). */
const signedIn = ({ environment, userHome, file, read }: ClientContext): boolean => {
  const general = join(environment['CLAUDE_CONFIG_DIR'] || userHome, '.claude.json')
  return (
    jsonValue(read(join(dirname(file), '.credentials.json')), ['claudeAiOauth']) !== undefined ||
    ['oauthAccount', 'primaryApiKey'].some((key) => Boolean(jsonValue(read(general), [key]))) ||
    Boolean(environment['ANTHROPIC_API_KEY'] || environment['CLAUDE_CODE_OAUTH_TOKEN']) ||
    EVERYWHERE.some(({ path, kind }) => kind === 'credential' && Boolean(jsonValue(read(file), path)))
  )
}

export const claudeCode = {
  id: 'claude',
  name: 'Claude Code',
  service: 'claude',
  program: 'claude',
  file: { variable: 'CLAUDE_CONFIG_DIR', folder: '.claude', name: 'settings.json' },
  attach: (text, point) => {
    const headers = point.ownLogin === true && text !== undefined ? textAt(readableJson(text), HEADERS) : undefined
    return attachKeys(text, entries(point, headers))
  },
  detach: detachKeys,
  read: (text) => {
    const plain = readableJson(text)
    const written = textAt(plain, TOKEN)
    const token = written === undefined ? undefined : withoutGatewayShape(written)
    const shown = shownIn(textAt(plain, HEADERS)) ?? token
    return { address: textAt(plain, ADDRESS), token: shown, login: loginOf(token), faults: [] }
  },
  process: (point) => ({
    variables: Object.fromEntries(entries(point, undefined).map(({ path, value }) => [path[1], value])),
    args: [],
  }),
  // Tried with 2.1.330: its file wins over the shell's address and token, not over these.
  overriddenBy: ['ANTHROPIC_API_KEY', ...SWITCHES],
  loginVariables: ['ANTHROPIC_API_KEY'],
  overrides,
  signedIn,
  showsLimits: true,
  addressVariable: ADDRESS[1],
  fileWins: true,
} as const satisfies ClientSetup
