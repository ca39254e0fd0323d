/**
 * `<service>.json`: the upstreams of one service, by name. Shape and leniencies are those of the original, except that an entry
 * needs no `auth_token`, and that an entry which cannot be used is reported instead of passed over.
 */
import { Secret } from '../../contract/secret.ts'
import type { ServiceId } from '../../contract/service.ts'
import { type UpstreamEntry, upstreamsDocumentSchema } from '../../contract/settings.ts'
import type { Credential, Upstream } from '../../contract/upstream.ts'
import type { Document } from '../config/document.ts'
import { checkSchema, type JsonText, readJson } from '../config/json-document.ts'

/** The document of a service: id and file name are the service's id. */
export const upstreamsDocument = (service: ServiceId): Document<readonly Upstream[]> => {
  const file = `${service}.json`
  return {
    id: service,
    file,
    empty: [],
    template: '{}\n',
    // Without a text nobody knows whom to ask: that is not the same as nobody to be asked.
    whenUnreadable: 'refuse',
    schema: upstreamsDocumentSchema,
    parse: (text) => readUpstreams(service, readJson(`"${file}"`, text)),
  }
}

/** True for what the original takes as true: `true`, a number other than 0, and the texts `1`, `true`, `yes`, `on`. */
export const isOn = (value: UpstreamEntry['active']): boolean =>
  typeof value === 'string' ? ['1', 'true', 'yes', 'on'].includes(value.trim().toLowerCase()) : Boolean(value)

/** Why a text cannot be a base address, as the end of a sentence; undefined when it can. */
export const baseUrlFault = (text: string): string | undefined => {
  if (!/^https?:\/\//i.test(text)) return 'must begin with http:// or https://'
  if (/[?#]/.test(text)) return 'must not hold a query or a fragment'
  if (/[\s\\]/.test(text) || !URL.canParse(text)) return 'must be an http or https address'
  // They would end up in logs, where addresses are shown.
  const { username, password } = new URL(text)
  return username === '' && password === ''
    ? undefined
    : 'must not hold a user name or a password; use auth_token or api_key'
}

/** Not an upstream but what editors look for: the address of the file's JSON Schema. */
export const SCHEMA_KEY = '$schema'

const entriesOf = (json: JsonText): ReadonlyMap<string, UpstreamEntry> => {
  const entries = checkSchema(upstreamsDocumentSchema, withoutSchemaKey(json))
  return new Map(
    json.names.filter(isUpstreamName).map((name) => {
      // The schema itself drops the one name that would reach the prototype of the objects it builds.
      const entry = Object.hasOwn(entries, name) ? entries[name] : undefined
      if (entry === undefined) throw json.complain([name], 'is not a name that can be used here')
      return [name, entry]
    }),
  )
}

const isUpstreamName = (name: string): boolean => name !== SCHEMA_KEY

const withoutSchemaKey = (json: JsonText): JsonText => {
  if (!json.names.includes(SCHEMA_KEY)) return json
  const entries = Object.entries(json.value as object).filter(([name]) => isUpstreamName(name))
  return { ...json, value: Object.fromEntries(entries) }
}

const readUpstreams = (service: ServiceId, json: JsonText): readonly Upstream[] => {
  const found = [...entriesOf(json)].map(([name, entry]) => readEntry(service, { name, entry, json }))
  const enabled = found.filter((upstream) => upstream.enabled)
  const active = enabled.findLast((upstream) => upstream.active) ?? enabled[0]
  return found.map((upstream) => ({ ...upstream, active: upstream === active }))
}

interface Place {
  readonly name: string
  readonly entry: UpstreamEntry
  readonly json: JsonText
}

const readEntry = (service: ServiceId, place: Place): Upstream => {
  const { name, entry } = place
  const enabled = !isOn(entry.deleted)
  const pausedUntil = readInstant(place)
  return {
    service,
    name,
    baseUrl: readBaseUrl(place),
    credential: readCredential(place),
    weight: readWeight(place),
    active: isOn(entry.active),
    enabled,
    ...(!enabled && entry.deleted_at ? { disabledAt: entry.deleted_at } : {}),
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
  }
}

const readBaseUrl = ({ name, entry, json }: Place): string => {
  const text = entry.base_url.trim()
  const fault = baseUrlFault(text)
  if (fault !== undefined) throw json.complain([name, 'base_url'], fault)
  return text.replace(/\/+$/, '')
}

const readCredential = (place: Place): Credential => {
  const bearer = readSecret(place, 'auth_token')
  const apiKey = readSecret(place, 'api_key')
  return { ...(bearer === undefined ? {} : { bearer }), ...(apiKey === undefined ? {} : { apiKey }) }
}

/** An empty text is no credential. White space around it comes from pasting and cannot be sent (RFC 9110 §5.5). */
const readSecret = ({ name, entry, json }: Place, key: 'auth_token' | 'api_key'): Secret | undefined => {
  const text = entry[key]?.trim() ?? ''
  if (text === '') return undefined
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text))
    throw json.complain([name, key], 'holds characters that no header can carry')
  return new Secret(text)
}

const readWeight = ({ name, entry, json }: Place): number => {
  const { weight } = entry
  const value = typeof weight === 'string' ? Number(weight) : (weight ?? 0)
  if (!Number.isFinite(value)) throw json.complain([name, 'weight'], 'must be a number')
  return value
}

/** RFC 3339 with a zone: a time of day alone would mean something else on another machine. */
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i

const readInstant = ({ name, entry, json }: Place): number | undefined => {
  const text = entry.manualDisabledUntil?.trim() ?? ''
  if (text === '') return undefined
  const instant = INSTANT.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN
  if (Number.isNaN(instant)) {
    throw json.complain(
      [name, 'manualDisabledUntil'],
      'must be a time with its zone, for example "2026-01-31T18:00:00Z"',
    )
  }
  return instant
}
