/** One endpoint rule made ready: to whom it applies, what it matches, what it answers. */
import { compilePattern } from '../../codec/pattern/pattern.ts'
import type { FilterStepReason, RefusalReason } from '../../contract/reason/filter-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { EndpointRule } from '../../contract/settings.ts'
import { withoutTrailingSlash } from './endpoint-path.ts'

export type PathMatcher =
  | { readonly kind: 'exact'; readonly path: string }
  | { readonly kind: 'test'; readonly matches: (path: string) => boolean }

export interface CompiledEndpointRule {
  /** Position in the document, from 0. */
  readonly index: number
  /** The rule's own id, or none. */
  readonly id: string | undefined
  /** What a person looks for: the id, or `#` and the position from 1. */
  readonly label: string
  readonly path: PathMatcher
  readonly appliesTo: (service: string, method: string, query: string) => boolean
  readonly status: number
  /** Whether the user has set it; else clients are told with the status that they understand best. */
  readonly hasOwnStatus: boolean
  readonly message: string
  /** What the message says, unless a person has written it. */
  readonly reason?: RefusalReason
}

export const DEFAULT_STATUS = 403

/** What is answered by a rule without a message of its own. */
const BLOCKED: RefusalReason = { code: 'endpoint-blocked-by-rule', params: {} }

/** Why a rule can never act, or undefined when it can. */
export const idleReason = (rule: EndpointRule): FilterStepReason | undefined => {
  if (rule.enabled === false) return { code: 'rule-off', params: {} }
  if (!rule.path && !rule.prefix && !rule.regex) return { code: 'rule-without-matcher', params: {} }
  const type = (rule.action?.type ?? 'block').toLowerCase()
  return type === '' || type === 'block' ? undefined : { code: 'rule-action-unknown', params: { action: type } }
}

/** Throws `PatternError` for an expression that cannot be run. */
export const compileEndpointRule = (rule: EndpointRule, index: number): CompiledEndpointRule => {
  const services = listOf(rule.services, (name) => name.toLowerCase())
  const methods = listOf(rule.methods, (name) => name.toUpperCase())
  const query = Object.entries(rule.query ?? {})
  const status = rule.action?.status ?? DEFAULT_STATUS
  return {
    index,
    id: rule.id || undefined,
    label: rule.id || `#${index + 1}`,
    path: matcherOf(rule),
    appliesTo: (service, method, search) =>
      (services.length === 0 || services.includes(service)) &&
      (methods.length === 0 || methods.includes('*') || methods.includes(method.toUpperCase())) &&
      (query.length === 0 || queryHolds(query, search)),
    // Only a final status can be answered with.
    status: status >= 200 ? status : DEFAULT_STATUS,
    hasOwnStatus: status >= 200 && rule.action?.status !== undefined,
    ...(rule.action?.message ? { message: rule.action.message } : { message: inEnglish(BLOCKED), reason: BLOCKED }),
  }
}

const listOf = (names: readonly string[] | undefined, form: (name: string) => string): readonly string[] =>
  (names ?? []).filter((name) => name !== '').map(form)

/** Of several matchers `path` goes first, then `prefix`, then `regex`, as in the original. */
const matcherOf = (rule: EndpointRule): PathMatcher => {
  if (rule.path) {
    switch (rule.pathMatchType ?? 'exact') {
      case 'exact':
        return { kind: 'exact', path: withoutTrailingSlash(rule.path) }
      case 'prefix':
        return prefixed(rule.path)
      case 'regex':
        return expression(rule.path)
    }
  }
  return rule.prefix ? prefixed(rule.prefix) : expression(rule.regex ?? '')
}

const prefixed = (prefix: string): PathMatcher => ({ kind: 'test', matches: (path) => path.startsWith(prefix) })

/** Searched anywhere in the path, as in the original. */
const expression = (source: string): PathMatcher => {
  const { literal, test } = compilePattern(source)
  return { kind: 'test', matches: (path) => (literal === undefined || path.includes(literal)) && test(path) }
}

type QueryCondition = readonly [string, string | number | boolean | null]

/** Of a repeated parameter any value may be the one the upstream takes. `;` stands between parameters for some servers. */
const queryHolds = (conditions: readonly QueryCondition[], search: string): boolean => {
  const readings = search.includes(';') ? [search, search.replaceAll(';', '&')] : [search]
  const parameters = readings.map((reading) => new URLSearchParams(reading))
  return conditions.every(([name, wanted]) =>
    parameters.some((given) => given.getAll(name).some((value) => isWanted(wanted, value))),
  )
}

const isWanted = (wanted: QueryCondition[1], value: string): boolean => {
  if (wanted === null || wanted === '*') return true
  // The original compares with Python's spelling of booleans.
  if (typeof wanted === 'boolean') return value.toLowerCase() === String(wanted)
  return value === String(wanted)
}
