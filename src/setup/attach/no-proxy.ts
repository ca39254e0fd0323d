/**
 * Keeps CLP reachable from clients where the shell names an outgoing proxy: many clients send requests to this machine through it, too
 * (Gemini CLI 0.61.0 does), and a proxy elsewhere cannot reach what listens here.
 */
type Environment = Readonly<Record<string, string | undefined>>

/** CLP listens at `http://`, so that `HTTPS_PROXY` alone does not matter. */
const PROXIES = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']
/** Programs read one or the other. */
const EXCEPTIONS = ['NO_PROXY', 'no_proxy']
const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

/** The variable that names a proxy which requests to `address` would be sent through; undefined: they go directly. */
export const proxyInTheWay = (environment: Environment, address: string): string | undefined => {
  if (!isLoopback(address) || exceptionsIn(environment).every(([, value]) => missing(value).length === 0))
    return undefined
  return PROXIES.find((name) => environment[name])
}

/** Variables that send requests to this machine directly, with what they except already; none where nothing is in the way. */
export const directVariables = (environment: Environment, address: string): Readonly<Record<string, string>> => {
  if (proxyInTheWay(environment, address) === undefined) return {}
  const values = exceptionsIn(environment).map(([name, value]) => {
    return [name, [...(value === '' ? [] : [value]), ...missing(value)].join(',')] as const
  })
  return Object.fromEntries(values)
}

/** Where one of the two is not set, programs take the other. */
const exceptionsIn = (environment: Environment): readonly (readonly [string, string])[] => {
  const known = EXCEPTIONS.map((name) => environment[name]).find((value) => value) ?? ''
  return EXCEPTIONS.map((name) => [name, environment[name] || known] as const)
}

const missing = (exceptions: string): readonly string[] => {
  const entries = exceptions.toLowerCase().split(/[,\s]+/)
  return entries.includes('*') ? [] : LOOPBACK.filter((host) => !entries.includes(host))
}

const isLoopback = (address: string): boolean =>
  URL.canParse(address) && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(new URL(address).hostname)
