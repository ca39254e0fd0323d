/** What wins over that which attaching writes for Codex, and whether Codex holds a login. */
import { dirname, join } from 'node:path'
import { looksLikeToken } from '../../codec/text/token.ts'
import type { ClientContext, Override } from '../attach/client-setup.ts'
import { isOurs, jsonValue, managedFolder, type OverridingKey, overridesIn, valueAt } from '../attach/override.ts'
import { ADDRESS, CHOICE, PROVIDER, providerIn, tolerantly, wordAt } from './config-values.ts'

/** In its own file: what shows something else than CLP's token beside or instead of it. */
const IN_PROVIDER: readonly OverridingKey[] = ['env_key', 'experimental_bearer_token', 'gateway_oauth', 'aws'].map(
  (key) => ({ path: [...PROVIDER, key], kind: 'credential' }),
)
const ABOVE: readonly OverridingKey[] = [
  { path: CHOICE, kind: 'address' },
  { path: ADDRESS, kind: 'address' },
  { path: [...PROVIDER, 'base_url'], kind: 'address' },
  ...IN_PROVIDER,
]

/**
 * A profile is a file of its own beside `config.toml` (since 0.134), and what an owner manages wins over all. Projects cannot set
 * providers or addresses: 0.171 ignores that, and says so.
 */
export const overrides = (context: ClientContext): readonly Override[] => {
  const { file, read: readFile, names } = context
  const own = tolerantly(readFile(file))
  const chosen = providerIn(own)
  const isMeant = (value: string): boolean => value === chosen || isOurs(context)(value)
  const folder = dirname(file)
  const managed = managedFolder({
    darwin: ['/etc', 'codex'],
    win32: ['C:\\ProgramData', 'OpenAI', 'Codex'],
    other: ['/etc', 'codex'],
  })
  const above = [
    ...names(folder)
      .filter((name) => name.endsWith('.config.toml'))
      .map((name) => join(folder, name)),
    ...[managed, folder].map((place) => join(place, 'managed_config.toml')),
  ]
  return [
    ...above.flatMap((path) => overridesIn(tolerantly(readFile(path)), path, { keys: ABOVE, isMeant })),
    ...overridesIn(own, file, { keys: IN_PROVIDER, isMeant }),
    ...ownHeaders(own).map((key) => ({ kind: 'credential' as const, file, key })),
  ]
}

/** Headers of our provider that show a credential which is none of CLP's tokens. */
const ownHeaders = (values: unknown): readonly string[] =>
  Object.entries((valueAt(values, [...PROVIDER, 'http_headers']) ?? {}) as object)
    .filter(
      ([name, value]) =>
        /^(?:authorization|x-api-key)$/i.test(name) && !looksLikeToken(String(value).replace(/^bearer\s+/i, '')),
    )
    .map(([name]) => [...PROVIDER, 'http_headers', name].join('.'))

/** Where Codex keeps its login in the key ring of the system nobody can tell, and it is taken for signed in. */
export const signedIn = ({ file, read: readFile }: ClientContext): boolean => {
  const login = readFile(join(dirname(file), 'auth.json'))
  const store = wordAt(tolerantly(readFile(file)), ['cli_auth_credentials_store'])
  return store === 'keyring' || ['OPENAI_API_KEY', 'tokens'].some((key) => Boolean(jsonValue(login, [key])))
}
