/** Under which names CLP may be asked, and which web pages may ask it. Pure: the answer to DNS rebinding and to foreign pages. */
import { isIP } from 'node:net'

export interface HostRules {
  /** Names the user gave: CLP may be asked by them, and pages on them may ask it. */
  readonly names: readonly HostName[]
  /** Names the machine itself goes by, lower case: CLP may be asked by them, but other pages may live there as well. */
  readonly own: readonly string[]
  /** Origins that are let in on the proxy ports, serialised as browsers do: `https://chat.example.org`, `app://obsidian.md`. */
  readonly origins: ReadonlySet<string>
}

export interface HostName {
  /** `clp.example.org`, or `.example.org` for every name below it. */
  readonly name: string
  /** Undefined: whatever port the name is asked on. */
  readonly port?: string
}

export interface Authority {
  /** Lower case, without brackets and trailing dot. */
  readonly name: string
  /** Empty when none is written. */
  readonly port: string
}

/**
 * Reads `CLP_ALLOWED_HOSTS`: names separated by commas or spaces, with a port if wanted, `*.` for everything below a name; an
 * entry with `://` is an origin. Throws for an entry that is none of these. `own` are the names the machine itself goes by.
 */
export const parseHostRules = (text: string, own: readonly string[] = []): HostRules => {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '')
  const origins = entries.filter((entry) => entry.includes('://'))
  const names = entries.filter((entry) => !entry.includes('://'))
  return {
    names: names.map(parseName),
    own: own.filter((name) => name !== '').map((name) => name.toLowerCase()),
    origins: new Set(origins.map((origin) => origin.toLowerCase().replace(/\/+$/, ''))),
  }
}

const parseName = (entry: string): HostName => {
  const authority = parseAuthority(entry.replace(/^\*(?=\.)/, ''))
  if (authority === undefined) {
    throw new Error(
      `Cannot use "${entry}" from CLP_ALLOWED_HOSTS: give a name such as "clp.example.org", "clp.lan:8443" or "*.example.org"`,
    )
  }
  return { name: authority.name, ...(authority.port === '' ? {} : { port: authority.port }) }
}

/** Name and port of a `Host` header, or undefined when it is not one. */
export const parseAuthority = (text: string): Authority | undefined => {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::(\d{1,5}))?$/i.exec(text)
  if (match === null) return undefined
  const [, literal, name = '', port = ''] = match
  if (literal !== undefined) return isIP(literal) === 6 ? { name: plainHost(`[${literal}]`), port } : undefined
  return { name: plainHost(name.toLowerCase().replace(/(?<=.)\.$/, '')), port }
}

/** An authority as it stands in a `Host` header. */
export const writeAuthority = ({ name, port }: Authority): string =>
  `${name.includes(':') ? `[${name}]` : name}${port === '' ? '' : `:${port}`}`

/** The one spelling of a host: `127.1`, `[::ffff:127.0.0.1]` and `2130706433` are `127.0.0.1`, `[0:0:0:0:0:0:0:1]` is `::1`. */
export const plainHost = (host: string): string => {
  // Only what ends in a number can be an address in another spelling (WHATWG URL, "ends in a number").
  if (!/^\[|(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(host) || !URL.canParse(`http://${host}`)) return host
  const plain = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain)
  if (mapped === null) return plain
  const [high, low] = [mapped[1], mapped[2]].map((group) => Number.parseInt(group ?? '', 16)) as [number, number]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/**
 * Whether a request may name this host. IP addresses always: a page that was rebound by DNS has a name in its address bar, and so
 * in `Host`. `localhost` always: no name server is asked for it (RFC 6761 §6.3).
 */
export const isHostAllowed = (host: Authority, rules: HostRules): boolean =>
  isIP(host.name) !== 0 ||
  isLocalName(host.name) ||
  rules.own.includes(host.name) ||
  rules.names.some((rule) => matches(rule, host))

/** Whether an origin is a page that CLP's user has named: an origin as such, or one on an allowed name and its port. */
export const isOriginNamed = (origin: string, rules: HostRules): boolean => {
  if (rules.origins.has(origin.toLowerCase())) return true
  const page = parseOrigin(origin)
  // Without a port in the rule only the standard ports are meant: another port of the same machine is another program.
  return page !== undefined && rules.names.some((rule) => matches(rule, page) && (rule.port ?? '') === page.port)
}

/** Host part of an `http` or `https` origin, its standard port left out; undefined for `null` and everything else. */
export const parseOrigin = (origin: string): Authority | undefined => {
  const match = /^(https?):\/\/([^/?#@\s]+)$/i.exec(origin)
  const authority = parseAuthority(match?.[2] ?? '')
  if (match === null || authority === undefined) return undefined
  const standard = match[1]?.toLowerCase() === 'https' ? '443' : '80'
  return authority.port === standard ? { ...authority, port: '' } : authority
}

/** Whether an origin is the very page that `host` serves. CLP itself speaks only HTTP; `https` is a reverse proxy before it. */
export const isSameAuthority = (origin: string, host: Authority): boolean => {
  const page = parseOrigin(origin)
  if (page === undefined || page.name !== host.name) return false
  const standard = /^https/i.test(origin) ? '443' : '80'
  return (page.port || standard) === (host.port || standard)
}

const isLocalName = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost')

const matches = (rule: HostName, host: Authority): boolean =>
  (rule.name.startsWith('.') ? host.name.endsWith(rule.name) : host.name === rule.name) &&
  (rule.port === undefined || host.port === '' || rule.port === host.port)
