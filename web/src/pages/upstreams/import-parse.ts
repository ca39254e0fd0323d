/** Finds upstreams in a pasted text: the document's own JSON, a list, one object, or lines of environment variables. Pure. */
import type { UpstreamAdd } from '../../../../src/contract/api/upstreams.ts'
import { PROTOCOL_IDS } from '../../../../src/contract/protocol.ts'
import { urlFault } from './form-checks.ts'

const MOST = 200

/** Upstreams in the order of the text; names that are taken get a number. */
export const parseImport = (text: string, taken: readonly string[]): readonly UpstreamAdd[] => {
  const found = fromJson(text) ?? fromEnvironment(text)
  const names = new Set(taken)
  return found.slice(0, MOST).map((upstream) => {
    const name = freeName(upstream.name, names)
    names.add(name)
    return { ...upstream, name }
  })
}

const freeName = (wanted: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(wanted)) return wanted
  let number = 2
  while (taken.has(`${wanted}-${number}`)) number += 1
  return `${wanted}-${number}`
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fromJson = (text: string): readonly UpstreamAdd[] | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (Array.isArray(value)) return value.flatMap((entry) => (isObject(entry) ? fromEntry('', entry) : []))
  if (!isObject(value)) return []
  const single = fromEntry('', value)
  if (single.length > 0) return single
  if (isObject(value['env'])) return fromVariables(value['env'])
  const variables = fromVariables(value)
  if (variables.length > 0) return variables
  return Object.entries(value).flatMap(([name, entry]) => (isObject(entry) ? fromEntry(name, entry) : []))
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

const first = (entry: Readonly<Record<string, unknown>>, ...keys: readonly string[]): string =>
  keys.map((key) => text(entry[key])).find((value) => value !== '') ?? ''

const fromEntry = (name: string, entry: Readonly<Record<string, unknown>>): readonly UpstreamAdd[] => {
  const baseUrl = first(entry, 'base_url', 'baseUrl', 'url')
  if (urlFault(baseUrl) !== undefined) return []
  const weight = Number(entry['weight'] ?? 0)
  return [
    {
      name: first(entry, 'name') || name || new URL(baseUrl).hostname,
      baseUrl,
      ...credential('authToken', first(entry, 'auth_token', 'authToken', 'token')),
      ...credential('apiKey', first(entry, 'api_key', 'apiKey', 'key')),
      ...(weight > 0 ? { weight } : {}),
      ...(entry['redirects'] === 'pass' ? { redirects: 'pass' } : {}),
      ...protocolIn(entry),
    },
  ]
}

const protocolIn = ({ protocol }: Readonly<Record<string, unknown>>): Pick<UpstreamAdd, 'protocol'> => {
  const named = text(protocol).toLowerCase()
  const known = PROTOCOL_IDS.find((id) => id === named)
  return known === undefined ? {} : { protocol: known }
}

/** Masks are not secrets: what was exported without its secrets comes in without any. */
const credential = (key: 'authToken' | 'apiKey', value: string) =>
  value === '' || value === '-' || value.includes('…') || value.includes('•') ? {} : { [key]: value }

const fromEnvironment = (lines: string): readonly UpstreamAdd[] => {
  const variables: Record<string, string> = {}
  for (const match of lines.matchAll(/^\s*(?:export\s+|set\s+|\$env:)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*;?\s*$/gm)) {
    variables[match[1] ?? ''] = (match[2] ?? '').replace(/^(["'])(.*)\1$/, '$2')
  }
  return fromVariables(variables)
}

/** `<ANYTHING>_BASE_URL` with its `_AUTH_TOKEN` or `_API_KEY`, as clients name them. */
const fromVariables = (variables: Readonly<Record<string, unknown>>): readonly UpstreamAdd[] =>
  Object.keys(variables)
    .filter((key) => key.endsWith('_BASE_URL'))
    .flatMap((key) => {
      const prefix = key.slice(0, -'_BASE_URL'.length)
      return fromEntry('', {
        base_url: variables[key],
        auth_token: variables[`${prefix}_AUTH_TOKEN`],
        api_key: variables[`${prefix}_API_KEY`],
      })
    })
