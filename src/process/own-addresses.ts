/** Which addresses lead back to this CLP: its own ports, on any address or name of this machine. */
import { hostname, networkInterfaces } from 'node:os'
import { plainHost } from '../edge/host-rules.ts'
import { isLoopback } from '../store/access/access-control.ts'

export interface OwnAddresses {
  /** Adds a port of ours. 0 is none yet: the system chooses one, which is added once it is known. */
  readonly add: (port: number) => void
  /** Whether one of our listeners answers at an address. Asks for the addresses of the machine each time: they change. */
  readonly has: (address: string) => boolean
}

export const createOwnAddresses = (): OwnAddresses => {
  const ports = new Set<number>()
  return {
    add: (port) => {
      if (port !== 0) ports.add(port)
    },
    has: (address) => {
      if (!URL.canParse(address)) return false
      const url = new URL(address)
      const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
      return ports.has(port) && isOwnHost(plainHost(url.hostname.replace(/\.$/, '')))
    },
  }
}

/** Addresses that stand for every address of the machine; a connection to them leads to loopback. */
const UNSPECIFIED: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

const isOwnHost = (host: string): boolean => {
  if (host === 'localhost' || host.endsWith('.localhost') || isLoopback(host) || UNSPECIFIED.has(host)) return true
  const name = hostname().toLowerCase()
  if (host === name || host === `${name}.local`) return true
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === host))
}
