/**
 * Which outgoing proxy a target is reached by: `HTTP_PROXY` and its kin, read as curl and Node read them. Own code, because
 * `proxy-from-env` reads nothing but the environment of its own process and knows no ranges of addresses.
 */
import { noProxyOf } from './no-proxy.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface OutgoingProxy {
  readonly url: URL
  /** The variable that names it. */
  readonly variable: string
}

export interface OutgoingProxies {
  /** undefined: the target is reached directly. */
  readonly proxyFor: (target: URL) => OutgoingProxy | undefined
  /** Whether any variable names a proxy. */
  readonly named: boolean
  /** Entries of `NO_PROXY` that cannot be read, and so except nothing. */
  readonly unreadable: readonly string[]
}

/** A variable holds what cannot be the address of a proxy. */
export class ProxyAddressError extends Error {
  readonly variable: string

  constructor(variable: string, message: string) {
    super(message)
    this.name = 'ProxyAddressError'
    this.variable = variable
  }
}

/** Throws `ProxyAddressError` when a variable holds something that cannot be the address of a proxy. Upper or lower case; lower case goes first. */
export const readOutgoingProxies = (environment: Environment): OutgoingProxies => {
  const all = proxyFrom(environment, 'all_proxy')
  const http = proxyFrom(environment, 'http_proxy') ?? all
  const https = proxyFrom(environment, 'https_proxy') ?? all
  const { excepts, unreadable } = noProxyOf(variableOf(environment, 'no_proxy')?.value ?? '')
  return {
    named: http !== undefined || https !== undefined,
    unreadable,
    proxyFor: (target) => {
      const proxy = target.protocol === 'https:' ? https : http
      return proxy === undefined || excepts(target) ? undefined : proxy
    },
  }
}

const variableOf = (environment: Environment, name: string) =>
  [name, name.toUpperCase()]
    .map((variable) => ({ variable, value: environment[variable]?.trim() ?? '' }))
    .find(({ value }) => value !== '')

const proxyFrom = (environment: Environment, name: string): OutgoingProxy | undefined => {
  const found = variableOf(environment, name)
  if (found === undefined) return undefined
  const { variable, value } = found
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`
  if (URL.canParse(whole)) {
    const url = new URL(whole)
    if (SCHEMES.has(url.protocol) && url.hostname !== '') return { url, variable }
  }
  throw new ProxyAddressError(
    variable,
    `Cannot use "${withoutUser(value)}" from ${variable} as the address of a proxy: give http://, https:// or socks5:// with host and port`,
  )
}

const SCHEMES: ReadonlySet<string> = new Set([
  'http:',
  'https:',
  'socks:',
  'socks4:',
  'socks4a:',
  'socks5:',
  'socks5h:',
])

/**
 * The address of a proxy without the name and password that may stand in it. A password may hold any character where it was written
 * without escapes, so all before the last `@` goes.
 */
export const withoutUser = (address: string): string => address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1')
