/**
 * What a person does to the upstreams of a service, each act a pure edit of the text of `<service>.json` for `ConfigStore.update`.
 * Acts look only at the entry they are about, so that a bad entry can be mended or removed by them; what they leave is checked as a
 * whole when it is saved.
 */

import { isObject } from '../../codec/json/is-object.ts'
import type { JsonPath } from '../../codec/json/json-text.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { RedirectRule } from '../../contract/settings.ts'
import { drop, EditError, editObject, put, renameKey, valueAt } from '../config/json-edit.ts'
import { baseUrlFault, isOn, originOf } from './upstream-entry.ts'
import { SCHEMA_KEY } from './upstreams.ts'

export interface UpstreamFields {
  readonly baseUrl?: string
  /** Null takes the key out. */
  readonly authToken?: string | null
  readonly apiKey?: string | null
  readonly weight?: number
  readonly redirects?: RedirectRule
  /** Null takes the key out: it is asked in whatever its clients speak. */
  readonly protocol?: ProtocolId | null
}

export interface NewUpstream extends UpstreamFields {
  readonly name: string
  readonly baseUrl: string
}

/** Adds an entry behind the present ones. Throws `EditError` when the name is taken or a value cannot be used. */
export const addUpstream = (text: string, upstream: NewUpstream): string =>
  act(text, (plain) => {
    checkNewName(plain, upstream.name)
    return writeFields(put(plain, [upstream.name], { base_url: upstream.baseUrl }), upstream.name, upstream)
  })

/**
 * Changes fields of an entry; fields that are absent stay, but a credential does not follow its entry to another origin: it goes unless it is
 * given again. Throws `EditError` when there is no such upstream.
 */
export const setUpstream = (text: string, name: string, fields: UpstreamFields): string =>
  actOn(text, name, (plain) => {
    const left = leftBehind(plain, name, fields)
    const stays = movesAway(plain, name, fields) ? withoutToken(plain, name) : plain
    return writeFields(stays, name, { ...Object.fromEntries(left.map((field) => [field, null])), ...fields })
  })

/** Whether setting these fields would drop a stored credential, because the entry goes to another origin without being given one. */
export const dropsCredential = (text: string, name: string, fields: UpstreamFields): boolean =>
  leftBehind(text, name, fields).length > 0

/** Whether these fields lead the entry to another origin. */
const movesAway = (text: string, name: string, { baseUrl }: UpstreamFields): boolean =>
  baseUrl !== undefined && originOf(baseUrl) !== originOf(valueAt(text, [name, 'base_url']))

/** The token by which its balance is asked for belongs to the former origin as well. */
const withoutToken = (text: string, name: string): string =>
  valueAt(text, [name, 'balance', 'token']) === undefined ? text : drop(text, [name, 'balance', 'token'])

const CREDENTIAL_KEYS = [
  ['authToken', 'auth_token'],
  ['apiKey', 'api_key'],
] as const

/** The stored credentials that do not go along with an entry that is given another origin. */
const leftBehind = (text: string, name: string, fields: UpstreamFields): readonly (keyof UpstreamFields)[] => {
  const stored = (key: string): unknown => valueAt(text, [name, key])
  if (!movesAway(text, name, fields)) return []
  return CREDENTIAL_KEYS.flatMap(([field, key]) =>
    fields[field] === undefined && (stored(key) ?? '') !== '' ? [field] : [],
  )
}

export const removeUpstream = (text: string, name: string): string =>
  act(text, (plain) => {
    if (valueAt(plain, [name]) === undefined) throw unknown(name)
    return drop(plain, [name])
  })

/** The entry keeps its place. Throws `EditError` when there is no such upstream or the new name is taken. */
export const renameUpstream = (text: string, from: string, to: string): string =>
  actOn(text, from, (plain) => {
    if (from === to) return plain
    checkNewName(plain, to)
    return renameKey(plain, [from], to)
  })

/** Afterwards exactly this entry says `active`. Throws `EditError` when there is no such upstream or it is disabled. */
export const activateUpstream = (text: string, name: string): string =>
  actOn(text, name, (plain) => {
    if (isDisabled(plain, name)) throw new EditError('disabled', { code: 'upstream-disabled', params: { name } })
    const others = namesIn(plain).filter((other) => other !== name && isOn(rawFlag(plain, [other, 'active'])))
    return others.reduce((less, other) => put(less, [other, 'active'], false), put(plain, [name, 'active'], true))
  })

/** Puts an upstream away; which one is active then follows from the rest. The same text when it is disabled already. */
export const disableUpstream = (text: string, name: string, now: number): string =>
  actOn(text, name, (plain) => {
    if (isDisabled(plain, name)) return plain
    const deletedAt = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z')
    const marked = put(put(plain, [name, 'deleted'], true), [name, 'deleted_at'], deletedAt)
    return put(marked, [name, 'active'], false)
  })

/** Takes `deleted` and `deleted_at` out; `active` stays as it is. The same text when it is enabled already. */
export const enableUpstream = (text: string, name: string): string =>
  actOn(text, name, (plain) =>
    isDisabled(plain, name) ? drop(drop(plain, [name, 'deleted']), [name, 'deleted_at']) : plain,
  )

/** No traffic from balancing policies before `until`, in ms since 1970. */
export const pauseUpstream = (text: string, name: string, until: number): string =>
  actOn(text, name, (plain) => put(plain, [name, 'manualDisabledUntil'], new Date(until).toISOString()))

export const resumeUpstream = (text: string, name: string): string =>
  actOn(text, name, (plain) => drop(plain, [name, 'manualDisabledUntil']))

const act = (text: string, edit: (plain: string) => string): string => editObject('the present upstreams', text, edit)

const actOn = (text: string, name: string, edit: (plain: string) => string): string =>
  act(text, (plain) => {
    if (!isObject(valueAt(plain, [name]))) throw unknown(name)
    return edit(plain)
  })

const unknown = (name: string): EditError => new EditError('unknown', { code: 'upstream-unknown', params: { name } })

const writeFields = (text: string, name: string, fields: UpstreamFields): string => {
  const { baseUrl, authToken, apiKey, weight, redirects, protocol } = fields
  const fault = baseUrl === undefined ? undefined : baseUrlFault(baseUrl.trim())
  if (fault !== undefined) throw new EditError('invalid', fault, `Cannot use this base address: it ${inEnglish(fault)}`)
  const wanted = {
    base_url: baseUrl?.trim(),
    auth_token: authToken,
    api_key: apiKey,
    weight,
    // Without the key redirects are refused.
    redirects: redirects === 'refuse' ? null : redirects,
    protocol,
  }
  return Object.entries(wanted).reduce((changed, [key, value]) => {
    if (value === undefined) return changed
    return value === null ? drop(changed, [name, key]) : put(changed, [name, key], value)
  }, text)
}

const MAX_NAME_LENGTH = 200

const checkNewName = (text: string, name: string): void => {
  if (valueAt(text, [name]) !== undefined) throw new EditError('taken', { code: 'upstream-taken', params: { name } })
  const reserved = name === '' || name === '__proto__' || name === SCHEMA_KEY
  const usable = name.trim() === name && !reserved && !/\p{Cc}/u.test(name)
  if (usable && name.length <= MAX_NAME_LENGTH) return
  const params = { characters: MAX_NAME_LENGTH }
  throw new EditError('invalid', { code: 'upstream-name-unusable', params })
}

const namesIn = (text: string): readonly string[] => Object.keys(valueAt(text, []) ?? {})

const isDisabled = (text: string, name: string): boolean => isOn(rawFlag(text, [name, 'deleted']))

/** A flag as it is written; of a type that no flag has, it does not count. */
const rawFlag = (text: string, path: JsonPath): boolean | string | number | null => {
  const value = valueAt(text, path)
  return typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number' ? value : null
}
