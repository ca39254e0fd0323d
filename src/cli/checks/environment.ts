/** Checks of what surrounds CLP: Node, the variables of this shell. */

import { isBrotliSafe } from '../../codec/encoding/brotli.ts'
import { withoutUser } from '../../proxy/transports/outgoing-proxy.ts'
import { type CheckContext, defineCheck } from './check.ts'

/** Oldest Node that CLP runs on: `engines` in package.json. */
const OLDEST = [20, 19] as const

export const nodeVersion = defineCheck('node-version', ({ nodeVersion: version }, found) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
  if (old) return [found('error', 'old', { version, oldest: OLDEST.join('.') })]
  return isBrotliSafe(version) ? [] : [found('info', 'brotli', { version })]
})

const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']

export const proxyLoop = defineCheck('proxy-loop', (context, found) =>
  PROXY_VARIABLES.flatMap((variable) => {
    const value = context.cli.environment[variable] ?? ''
    return leadsHere(context, value) ? [found('error', 'loops', { variable, value: withoutUser(value) })] : []
  }),
)

const LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/i

/** Whether an address leads to one of CLP's own ports on this machine. */
export const leadsHere = ({ places }: Pick<CheckContext, 'places'>, address: string): boolean => {
  const whole = /^[a-z0-9]+:\/\//i.test(address) ? address : `http://${address}`
  if (!URL.canParse(whole)) return false
  const { hostname, port } = new URL(whole)
  return LOCAL.test(hostname) && places.some((place) => place.port !== 0 && String(place.port) === port)
}
