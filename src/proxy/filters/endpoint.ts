/** The endpoint filter: refuses requests by method, path and query before anything else happens with them. */
import type { Outcome } from '../../contract/exchange.ts'
import type { FilterRuleReason } from '../../contract/reason/filter-reasons.ts'
import type { EndpointFilterSettings, EndpointRule } from '../../contract/settings.ts'
import { Problem } from '../../edge/problem.ts'
import { endpointFilterDocument } from '../../store/documents/endpoint-filter.ts'
import type { Identified } from '../exchange/exchange.ts'
import { type CompiledEndpointRule, DEFAULT_STATUS } from './endpoint-rule.ts'
import { compileEndpointRules } from './endpoint-rules.ts'
import { explainEndpoint } from './explain-endpoint.ts'
import type { AdmitFilter } from './filter.ts'

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
  rules: ({ enabled, rules }) =>
    rules.map((rule, index) => ({
      rule: rule.id || `#${index + 1}`,
      on: enabled && rule.enabled !== false,
      what: whatItDoes(rule),
    })),
  explain: explainEndpoint,
} as const satisfies AdmitFilter<EndpointFilterSettings>

const whatItDoes = ({ methods = [], path, prefix, regex, action }: EndpointRule): FilterRuleReason => {
  const params = { path: path ?? prefix ?? regex ?? '*', status: action?.status ?? DEFAULT_STATUS }
  return methods.length === 0
    ? { code: 'blocks-any-method', params }
    : { code: 'blocks-methods', params: { ...params, methods: methods.join(',') } }
}

const blocked = (
  { trace, head: { service } }: Identified,
  { id, label, status, hasOwnStatus, message, reason }: CompiledEndpointRule,
): Problem => {
  trace.answeredBy = 'blocked'
  const why = reason === undefined ? {} : { why: reason }
  const outcome: Outcome = { kind: 'blocked', filter: 'endpoint', rule: label, status, reason: message, ...why }
  // The members of the original's answer, beside the error object the client understands.
  const extra = { message, rule_id: id ?? null, service: service.id }
  return new Problem('endpoint-blocked', message, { ...(hasOwnStatus ? { status } : {}), outcome, extra })
}
