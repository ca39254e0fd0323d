/** What Codex's `config.toml` says, read as values: where Codex goes, what it shows there, and what keeps it from CLP. */
import { parse, TomlError } from 'smol-toml'
import { type ClientFault, ClientFileError, type ClientState } from '../attach/client-setup.ts'
import { valueAt } from '../attach/override.ts'

/** Of CLP's provider, for ever: Codex files conversations under it. */
export const ID = 'clp'
/** Id of Codex's own provider, which is in force where no other is chosen. */
export const BUILT_IN = 'openai'
export const CHOICE = ['model_provider']
/** The address of Codex's own provider. */
export const ADDRESS = ['openai_base_url']
export const PROVIDER = ['model_providers', ID]
export const TOKEN_HEADER = 'X-API-Key'

/** What the file says, as values. Throws `ClientFileError`. */
export const valuesOf = (text: string): unknown => {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof TomlError)
      throw new ClientFileError({ code: 'client-file-broken', params: { line: error.line } })
    throw error
  }
}

export const wordAt = (values: unknown, path: readonly string[]): string | undefined => {
  const value = valueAt(values, path)
  return typeof value === 'string' ? value : undefined
}

export const providerIn = (values: unknown): string => wordAt(values, CHOICE) ?? BUILT_IN

/** Nothing where the file cannot be read: somebody else says so. */
export const tolerantly = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : valuesOf(text)
  } catch (error) {
    if (error instanceof ClientFileError) return undefined
    throw error
  }
}

export const read = (text: string): ClientState => {
  const values = valuesOf(text)
  const direct = wordAt(values, ADDRESS)
  if (valueAt(values, PROVIDER) === undefined || (direct !== undefined && providerIn(values) === BUILT_IN)) {
    return {
      address: direct,
      token: undefined,
      login: 'own',
      faults: direct === undefined ? [] : faultsIn(values, BUILT_IN),
    }
  }
  const address = wordAt(values, [...PROVIDER, 'base_url'])
  const login = valueAt(values, [...PROVIDER, 'requires_openai_auth']) === true ? 'own' : 'replaced'
  return { address, token: tokenIn(values), login, faults: address === undefined ? [] : faultsIn(values, ID) }
}

const faultsIn = (values: unknown, wanted: string): readonly ClientFault[] => {
  const faults: ClientFault[] = []
  const provider = providerIn(values)
  if (provider !== wanted) faults.push({ kind: 'other-provider', value: provider })
  const profile = wordAt(values, ['profile'])
  const inProfile = profile === undefined ? undefined : wordAt(values, ['profiles', profile, ...CHOICE])
  if (inProfile !== undefined && inProfile !== wanted) faults.push({ kind: 'profile', value: profile ?? '' })
  const sockets = valueAt(values, [...PROVIDER, 'supports_websockets'])
  if (wanted === ID && sockets === true) faults.push({ kind: 'websockets', value: ID })
  return faults
}

/** From the table of headers, however it is written. */
const tokenIn = (values: unknown): string | undefined => {
  const headers = Object.entries((valueAt(values, [...PROVIDER, 'http_headers']) ?? {}) as object)
  const [, value] = headers.find(([name]) => name.toLowerCase() === TOKEN_HEADER.toLowerCase()) ?? []
  return typeof value === 'string' ? value : undefined
}
