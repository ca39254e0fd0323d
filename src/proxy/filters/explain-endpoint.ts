/** What each endpoint rule does to a request, and which one would refuse it. */
import type { FilterStep } from '../../contract/api/documents.ts'
import type { FilterStepReason } from '../../contract/reason/filter-reasons.ts'
import type { EndpointFilterSettings } from '../../contract/settings.ts'
import { statusFor } from '../../edge/problem.ts'
import { type CompiledEndpointRule, idleReason } from './endpoint-rule.ts'
import { compileEndpointRules } from './endpoint-rules.ts'
import type { Explanation, TriedRequest } from './filter.ts'
import { explained, inBothForms, NO_TEXT } from './filter-steps.ts'

const ENDPOINT_FILTER_OFF: FilterStepReason = { code: 'endpoint-filter-off', params: {} }

const blockReason = (status: number, { message, reason }: CompiledEndpointRule): FilterStepReason =>
  reason === undefined
    ? { code: 'rule-blocks-saying', params: { status, message } }
    : { code: 'rule-blocks', params: { status } }

export const explainEndpoint = (settings: EndpointFilterSettings, request: TriedRequest): Explanation => {
  const mark = request.path.indexOf('?')
  const head = {
    service: request.service,
    method: request.method,
    path: mark === -1 ? request.path : request.path.slice(0, mark),
    query: mark === -1 ? '' : request.path.slice(mark + 1),
  }
  let blocked: Explanation['blocked']
  const steps = settings.rules.map((rule, index): FilterStep => {
    const label = rule.id || `#${index + 1}`
    const step = { filter: 'endpoint', rule: label, index, target: 'path', ...NO_TEXT } as const
    const idle = settings.enabled ? idleReason(rule) : ENDPOINT_FILTER_OFF
    if (idle !== undefined) return { ...step, effect: 'off', ...inBothForms(idle) }
    const hit = compileEndpointRules({ ...settings, rules: [rule] })(head)
    if (hit === undefined) return { ...step, effect: 'none', ...inBothForms({ code: 'rule-differs', params: {} }) }
    if (blocked !== undefined) {
      return { ...step, effect: 'none', ...inBothForms({ code: 'blocked-before', params: { rule: blocked.rule } }) }
    }
    const { message, reason } = hit
    const status = statusFor(request.protocol.errors, { ...hit, code: 'endpoint-blocked' })
    blocked = { filter: 'endpoint', rule: label, status, message, ...(reason === undefined ? {} : { why: reason }) }
    return { ...step, effect: 'block', ...inBothForms(blockReason(status, hit)) }
  })
  return explained(steps, request, blocked)
}
