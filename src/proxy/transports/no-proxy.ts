/**
 * What `NO_PROXY` excepts: `*`, a host, `.suffix` and `*.suffix` (the hosts below it), each with or without a port, an IPv4 or IPv6 address,
 * and a range of addresses such as `10.0.0.0/8`. Entries are separated by commas or blanks. This machine itself is always excepted.
 */
import { BlockList, isIP } from 'node:net'
import { domainToASCII } from 'node:url'

export interface NoProxy {
  readonly excepts: (target: URL) => boolean
  /** Entries that cannot be read. */
  readonly unreadable: readonly string[]
}

interface Target {
  /** Lower case, without brackets and without a dot at its end. */
  readonly host: string
  readonly port: number
}

type Exception = (target: Target) => boolean

/** From the value of `NO_PROXY`; never throws. */
export const noProxyOf = (text: string): NoProxy => {
  const entries = text
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .map((entry) => ({ entry, exception: exceptionOf(entry) }))
  const exceptions = [isThisMachine, ...entries.flatMap(({ exception }) => exception ?? [])]
  return {
    excepts: (url) => {
      const target = targetOf(url)
      return exceptions.some((excepts) => excepts(target))
    },
    unreadable: entries.filter(({ exception }) => exception === undefined).map(({ entry }) => entry),
  }
}

const targetOf = ({ hostname, port, protocol }: URL): Target => ({
  host: withoutBrackets(hostname.toLowerCase()).replace(/\.$/, ''),
  port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
})

const withoutBrackets = (host: string): string => /^\[(.*)\]$/.exec(host)?.[1] ?? host

/** Nobody else's proxy can reach what listens on this machine's loopback addresses (RFC 6761 §6.3, RFC 1122 §3.2.1.3). */
const isThisMachine: Exception = ({ host }) =>
  host === 'localhost' || host.endsWith('.localhost') || isWithin(THIS_MACHINE, host)

const THIS_MACHINE = new BlockList()
THIS_MACHINE.addSubnet('127.0.0.0', 8, 'ipv4')
THIS_MACHINE.addAddress('0.0.0.0', 'ipv4')
THIS_MACHINE.addAddress('::1', 'ipv6')
THIS_MACHINE.addAddress('::', 'ipv6')

const isWithin = (list: BlockList, host: string): boolean => {
  const family = isIP(host)
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

/** undefined: the entry cannot be read. */
const exceptionOf = (entry: string): Exception | undefined => {
  if (entry === '*') return () => true
  if (entry.includes('/')) return rangeOf(entry)
  const { name, port } = nameAndPort(entry)
  const matches = isIP(name) === 0 ? nameException(name) : addressException(name)
  if (matches === undefined) return undefined
  return port === undefined ? matches : (target) => target.port === port && matches(target)
}

const rangeOf = (entry: string): Exception | undefined => {
  const [, address = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? []
  const plain = withoutBrackets(address)
  const family = isIP(plain)
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined
  const list = new BlockList()
  list.addSubnet(plain, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  return ({ host }) => isWithin(list, host)
}

/** An IPv6 address is full of colons: only behind brackets a port can follow. */
const nameAndPort = (entry: string): { readonly name: string; readonly port?: number } => {
  if (isIP(entry) === 6) return { name: entry }
  const [, name = entry, port] = /^(.+?)(?::(\d{1,5}))?$/.exec(entry) ?? []
  return { name: withoutBrackets(name), ...(port === undefined ? {} : { port: Number(port) }) }
}

/** By its value, not its spelling: `::1` has many. */
const addressException = (address: string): Exception => {
  const list = new BlockList()
  list.addAddress(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
  return ({ host }) => isWithin(list, host)
}

/** A name excepts itself; behind a dot or `*` it excepts what ends with it. */
const nameException = (entry: string): Exception | undefined => {
  const [, lead = '', rest = ''] = /^(\*?\.?)(.*?)\.?$/.exec(entry) ?? []
  // As addresses of upstreams are written: in ASCII.
  const name = domainToASCII(rest)
  if (!/^[\w.-]+$/.test(name)) return undefined
  if (lead === '') return ({ host }) => host === name
  const suffix = `${lead.replace('*', '')}${name}`
  return ({ host }) => host.endsWith(suffix)
}
