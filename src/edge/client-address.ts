/** Whose address and scheme count: the peer's, or those a trusted reverse proxy says it speaks for. Pure. */
import { BlockList, isIP } from 'node:net'
import type { RawHeaders } from '../contract/exchange.ts'

/** Tells whether a peer is a proxy whose `x-forwarded-*` may be believed. */
export type TrustedProxies = (address: string) => boolean

/**
 * Reads `CLP_TRUSTED_PROXIES`: addresses and networks (`10.0.0.0/8`, `fd00::/8`) separated by commas or spaces, or `loopback`.
 * Throws for anything else.
 */
export const parseTrustedProxies = (text: string): TrustedProxies => {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '')
  if (entries.length === 0) return () => false
  const list = new BlockList()
  for (const entry of entries.flatMap((one) => (one === 'loopback' ? ['127.0.0.0/8', '::1'] : [one]))) add(list, entry)
  return (address) => {
    const plain = plainAddress(address)
    const family = isIP(plain)
    return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4')
  }
}

const add = (list: BlockList, entry: string): void => {
  const [address = '', bits, rest] = entry.split('/')
  const family = isIP(address)
  const prefix = bits === undefined ? Number.NaN : Number(bits)
  const longest = family === 6 ? 128 : 32
  const isNetwork = /^\d{1,3}$/.test(bits ?? '') && prefix <= longest
  if (family === 0 || rest !== undefined || (bits !== undefined && !isNetwork)) {
    throw new Error(
      `Cannot use "${entry}" from CLP_TRUSTED_PROXIES: give an address such as "10.0.0.5", a network such as "10.0.0.0/8", or "loopback"`,
    )
  }
  const type = family === 6 ? 'ipv6' : 'ipv4'
  if (bits === undefined) list.addAddress(address, type)
  else list.addSubnet(address, prefix, type)
}

/**
 * The client's address. From a trusted peer the last entry of `x-forwarded-for` that is not itself a trusted proxy; everything
 * left of it could have been written by anybody.
 */
export const clientAddress = (peer: string, headers: RawHeaders, trusted: TrustedProxies): string => {
  const near = plainAddress(peer)
  if (!trusted(near)) return near
  const chain = forwardedFor(headers)
  let client = near
  for (const address of chain.reverse()) {
    if (isIP(address) === 0) return client
    client = address
    if (!trusted(address)) return client
  }
  return client
}

/** Whether the client speaks TLS to the trusted proxy it came by. CLP itself speaks only HTTP, so without such a proxy it does not. */
export const isSecureClient = (peer: string, headers: RawHeaders, trusted: TrustedProxies): boolean =>
  trusted(plainAddress(peer)) && valuesOf(headers, 'x-forwarded-proto').join(',').trim().toLowerCase() === 'https'

const valuesOf = (headers: RawHeaders, name: string): readonly string[] =>
  headers.filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name)

const forwardedFor = (headers: RawHeaders): string[] =>
  valuesOf(headers, 'x-forwarded-for')
    .join(',')
    .split(',')
    .map((part) => plainAddress(part.trim()))
    .filter((part) => part !== '')

/** Without brackets, port and the IPv6 dress of an IPv4 address. */
const plainAddress = (address: string): string =>
  address
    .replace(/^\[([^\]]+)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
