/** The endpoint filter: refuses requests by method, path and query before anything else happens with them. */
import type { Outcome } from '../../contract/exchange.ts'
import type { EndpointFilterSettings } from '../../contract/settings.ts'
import { Problem } from '../../edge/problem.ts'
import { endpointFilterDocument } from '../../store/documents/endpoint-filter.ts'
import type { Identified } from '../exchange/exchange.ts'
import { pathForms } from './endpoint-path.ts'
import { type CompiledEndpointRule, compileEndpointRule, idleReason } from './endpoint-rule.ts'
import type { AdmitFilter } from './filter.ts'

/** The parts of a request that endpoint rules look at. */
export interface RequestHead {
  readonly service: string
  readonly method: string
  /** Raw. */
  readonly path: string
  /** Raw, without `?`. */
  readonly query: string
}

/** The first rule that hits, in the order of the document. */
export type EndpointMatcher = (head: RequestHead) => CompiledEndpointRule | undefined

/** Rules with an exact path are looked up, so that their number costs nothing. Throws `PatternError`. */
export const compileEndpointRules = (settings: EndpointFilterSettings): EndpointMatcher => {
  if (!settings.enabled) return () => undefined
  const rules = settings.rules.flatMap((rule, index) =>
    idleReason(rule) === undefined ? [compileEndpointRule(rule, index)] : [],
  )
  if (rules.length === 0) return () => undefined
  const exact = new Map<string, CompiledEndpointRule[]>()
  const tested: { readonly rule: CompiledEndpointRule; readonly matches: (path: string) => boolean }[] = []
  for (const rule of rules) {
    const { path } = rule
    if (path.kind === 'test') tested.push({ rule, matches: path.matches })
    else exact.set(path.path, [...(exact.get(path.path) ?? []), rule])
  }
  return (head) => {
    const applies = (rule: CompiledEndpointRule): boolean => rule.appliesTo(head.service, head.method, head.query)
    let first: CompiledEndpointRule | undefined
    for (const path of pathForms(head.path)) {
      const byPath = exact.get(path)?.find(applies)
      const byTest = tested.find(({ rule, matches }) => matches(path) && applies(rule))?.rule
      for (const hit of [byPath, byTest]) if (hit !== undefined && hit.index < (first?.index ?? Infinity)) first = hit
    }
    return first
  }
}

export const endpoint = {
  id: 'endpoint',
  stage: 'admit',
  document: endpointFilterDocument,
  compile: (settings) => {
    const find = compileEndpointRules(settings)
    return (input) => {
      const { service, method, path, query } = input.head
      const rule = find({ service: service.id, method, path, query })
      if (rule !== undefined) throw blocked(input, rule)
    }
  },
} as const satisfies AdmitFilter<EndpointFilterSettings>

const blocked = (
  { trace, head: { service } }: Identified,
  { id, label, status, message, reason }: CompiledEndpointRule,
): Problem => {
  trace.answeredBy = 'blocked'
  const why = reason === undefined ? {} : { why: reason }
  const outcome: Outcome = { kind: 'blocked', filter: 'endpoint', rule: label, status, reason: message, ...why }
  // The members of the original's answer, beside the error object the client understands.
  const extra = { message, rule_id: id ?? null, service: service.id }
  return new Problem('endpoint-blocked', message, { status, outcome, extra })
}
