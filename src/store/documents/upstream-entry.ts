/**
 * One entry of `<service>.json`. What nobody can be asked by, or what forbids traffic and cannot be read, makes it unusable; what only
 * ranks or describes counts as not written. Either way the other entries work.
 */

import { isObject } from '../../codec/json/is-object.ts'
import type { BalanceSettings } from '../../contract/balance-settings.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { ClaimReason } from '../../contract/reason/document-reasons.ts'
import { Secret } from '../../contract/secret.ts'
import type { ServiceId } from '../../contract/service.ts'
import { type UpstreamEntry, upstreamEntrySchema } from '../../contract/settings.ts'
import type { BalanceQuery, Credential, Upstream } from '../../contract/upstream.ts'
import { complaintOf } from '../config/json-complaint.ts'

/** What is wrong with an entry; `path` begins below its name. */
export interface EntryComplaint {
  readonly path: readonly (string | number)[]
  readonly claim: ClaimReason
  /** The JSON value that a value counts as; absent: the entry cannot be used. */
  readonly instead?: string
}

/** Whose upstreams are read: a service, and what its clients speak. */
export interface UpstreamOwner {
  readonly service: ServiceId
  readonly protocol: ProtocolId
  /** Whether an address leads back to CLP. */
  readonly isOwn: (address: string) => boolean
}

/** Undefined when the entry cannot be used. Every complaint is told; the first that makes it unusable is the last. */
export const readEntry = (
  { service, protocol, isOwn }: UpstreamOwner,
  name: string,
  value: unknown,
  complain: (complaint: EntryComplaint) => void,
): Upstream | undefined => {
  const entry = readFields(value, complain)
  if (entry === undefined) return undefined
  const unusable = faultIn(entry, isOwn)
  if (unusable !== undefined) {
    complain(unusable)
    return undefined
  }
  const enabled = !isOn(entry.deleted)
  const pausedUntil = instantIn(entry)
  return {
    service,
    name,
    protocol: entry.protocol ?? protocol,
    ...(entry.protocol ? { translates: true as const } : {}),
    baseUrl: entry.base_url.trim().replace(/\/+$/, ''),
    credential: credentialIn(entry),
    weight: readWeight(entry, complain),
    active: isOn(entry.active),
    enabled,
    ...(!enabled && entry.deleted_at ? { disabledAt: entry.deleted_at } : {}),
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
    ...(entry.redirects === 'pass' ? { passRedirects: true as const } : {}),
    ...(entry.balance ? { balance: balanceIn(entry.balance) } : {}),
  }
}

/** True for what the original takes as true: `true`, a number other than 0, and the texts `1`, `true`, `yes`, `on`. */
export const isOn = (value: UpstreamEntry['active']): boolean =>
  typeof value === 'string' ? ['1', 'true', 'yes', 'on'].includes(value.trim().toLowerCase()) : Boolean(value)

/** Why a text cannot be a base address; undefined when it can. */
export const baseUrlFault = (text: string): ClaimReason | undefined => {
  if (!/^https?:\/\//i.test(text)) return { code: 'address-without-scheme', params: {} }
  if (/[?#]/.test(text)) return { code: 'address-with-query', params: {} }
  if (/[\s\\]/.test(text) || !URL.canParse(text)) return { code: 'address-unusable', params: {} }
  // They would end up in logs, where addresses are shown.
  const { username, password } = new URL(text)
  return username === '' && password === '' ? undefined : { code: 'address-with-user', params: {} }
}

/** Scheme, host and port that a base address leads to, which is where its credential may go; undefined for what is no address. */
export const originOf = (baseUrl: unknown): string | undefined => {
  const text = typeof baseUrl === 'string' ? baseUrl.trim() : ''
  return baseUrlFault(text) === undefined ? new URL(text).origin : undefined
}

/** Values that rank or describe, and what each counts as when it has a wrong type. */
const MINOR: Readonly<Record<string, string>> = {
  weight: '0',
  active: 'false',
  deleted_at: 'null',
  redirects: '"refuse"',
  balance: 'null',
}

const readFields = (value: unknown, complain: (complaint: EntryComplaint) => void): UpstreamEntry | undefined => {
  const result = upstreamEntrySchema.safeParse(withPlainProtocol(value))
  if (result.success) return result.data
  const { issues } = result.error
  const major = issues.filter(({ path: [field] }) => instead(field) === undefined)
  if (major.length > 0 || !isObject(value)) {
    complain(complaintOf(major))
    return undefined
  }
  const wrong = [...new Set(issues.map(({ path: [field] }) => String(field)))]
  for (const field of wrong) {
    const about = issues.filter(({ path }) => path[0] === field)
    complain({ ...complaintOf(about), path: [field], instead: instead(field) ?? 'null' })
  }
  const rest = Object.entries(value).filter(([field]) => !wrong.includes(field))
  return upstreamEntrySchema.parse(withPlainProtocol(Object.fromEntries(rest)))
}

/** Protocols are named in any case; editors offer the one of the schema. */
const withPlainProtocol = (value: unknown): unknown => {
  const protocol = isObject(value) ? value['protocol'] : undefined
  return isObject(value) && typeof protocol === 'string' ? { ...value, protocol: protocol.trim().toLowerCase() } : value
}

const instead = (field: PropertyKey | undefined): string | undefined =>
  typeof field === 'string' && Object.hasOwn(MINOR, field) ? MINOR[field] : undefined

/** The first thing that makes an entry of the right types unusable. */
const faultIn = (entry: UpstreamEntry, isOwn: UpstreamOwner['isOwn']): EntryComplaint | undefined => {
  const address = baseUrlFault(entry.base_url.trim())
  if (address !== undefined) return { path: ['base_url'], claim: address }
  if (isOwn(entry.base_url.trim())) return { path: ['base_url'], claim: { code: 'address-of-clp', params: {} } }
  for (const key of ['auth_token', 'api_key'] as const) {
    if (!isHeaderText(secretText(entry[key]))) return { path: [key], claim: { code: 'not-for-headers', params: {} } }
  }
  // A pause without an end that can be read forbids traffic all the same.
  if (!Number.isNaN(instantIn(entry))) return undefined
  const claim = { code: 'instant-without-zone', params: { example: '2026-01-31T18:00:00Z' } } as const
  return { path: ['manualDisabledUntil'], claim }
}

const balanceIn = ({ token, ...settings }: BalanceSettings): BalanceQuery =>
  secretText(token) === '' ? { settings } : { settings, token: new Secret(secretText(token)) }

const credentialIn = (entry: UpstreamEntry): Credential => {
  const [bearer, apiKey] = [secretText(entry.auth_token), secretText(entry.api_key)]
  return {
    ...(bearer === '' ? {} : { bearer: new Secret(bearer) }),
    ...(apiKey === '' ? {} : { apiKey: new Secret(apiKey) }),
  }
}

/** An empty text is no credential. White space around it comes from pasting and cannot be sent (RFC 9110 §5.5). */
const secretText = (value: string | null | undefined): string => value?.trim() ?? ''

const isHeaderText = (text: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(text)

const readWeight = ({ weight }: UpstreamEntry, complain: (complaint: EntryComplaint) => void): number => {
  const value = typeof weight === 'string' ? Number(weight) : (weight ?? 0)
  if (Number.isFinite(value)) return value
  complain({ path: ['weight'], claim: { code: 'must-be-number', params: {} }, instead: '0' })
  return 0
}

/** RFC 3339 with a zone: a time of day alone would mean something else on another machine. */
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i

/** ms since 1970; undefined when none is written, NaN when it is none. */
const instantIn = ({ manualDisabledUntil }: UpstreamEntry): number | undefined => {
  const text = manualDisabledUntil?.trim() ?? ''
  if (text === '') return undefined
  return INSTANT.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN
}
