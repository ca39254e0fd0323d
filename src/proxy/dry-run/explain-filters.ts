/** "What would the filters do to this request?": every rule in order, with what it hits. Runs the very rules; sends nothing. */
import { Body } from '../../codec/bytes/body.ts'
import { seenName } from '../../codec/http/header-name.ts'
import { withoutHeaders } from '../../codec/http/headers.ts'
import type { FilterStep, FilterTryAnswer } from '../../contract/api/documents.ts'
import type { Clock } from '../../contract/clock.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { FilterStepReason } from '../../contract/reason/filter-reasons.ts'
import type { BodyFilterSettings, EndpointFilterSettings, HeaderFilterSettings } from '../../contract/settings.ts'
import type { Protocol } from '../../protocol/common/protocol.ts'
import { compileEndpointRules } from '../filters/endpoint.ts'
import { type CompiledEndpointRule, idleReason } from '../filters/endpoint-rule.ts'
import { findApart } from '../filters/find-apart.ts'
import { blockedNames } from '../filters/header.ts'
import { explainBodyRules } from './explain-body.ts'
import { inBothForms } from './reason-forms.ts'

export interface TriedRequest {
  readonly service: string
  readonly method: string
  /** Raw; may hold a query. */
  readonly path: string
  readonly headers: RawHeaders
  readonly body: string
  /** The protocol of its service: it says what rules must leave alone. */
  readonly protocol: Pick<Protocol, 'apart'>
}

export interface FilterRules {
  readonly endpoint: EndpointFilterSettings
  readonly header: HeaderFilterSettings
  readonly body: BodyFilterSettings
}

/** Throws `PatternError` when a rule of a draft cannot be run. */
export const explainFilters = (request: TriedRequest, rules: FilterRules, clock: Clock): FilterTryAnswer => {
  const endpoint = explainEndpoint(request, rules.endpoint)
  const header = explainHeaders(request, rules.header)
  const { service, protocol, headers } = request
  const body = explainBodyRules({
    service,
    body: Body.from(request.body),
    rules: rules.body,
    clock,
    apart: findApart(protocol, headers),
  })
  const blocked = endpoint.blocked ?? body.blocked
  return {
    steps: [...endpoint.steps, ...header.steps, ...body.steps],
    blocked: blocked ?? null,
    headers: [...header.headers],
    body: body.body.joined().toString('utf8'),
  }
}

const ENDPOINT_FILTER_OFF: FilterStepReason = { code: 'endpoint-filter-off', params: {} }

const blockReason = ({ status, message, reason }: CompiledEndpointRule): FilterStepReason =>
  reason === undefined
    ? { code: 'rule-blocks-saying', params: { status, message } }
    : { code: 'rule-blocks', params: { status } }

const NO_TEXT = { before: null, after: null, hits: [], inserted: [] } as const

interface EndpointExplanation {
  readonly steps: readonly FilterStep[]
  readonly blocked: NonNullable<FilterTryAnswer['blocked']> | undefined
}

const explainEndpoint = (request: TriedRequest, settings: EndpointFilterSettings): EndpointExplanation => {
  const mark = request.path.indexOf('?')
  const head = {
    service: request.service,
    method: request.method,
    path: mark === -1 ? request.path : request.path.slice(0, mark),
    query: mark === -1 ? '' : request.path.slice(mark + 1),
  }
  let blocked: EndpointExplanation['blocked']
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
    const { status, message, reason } = hit
    blocked = { filter: 'endpoint', rule: label, status, message, ...(reason === undefined ? {} : { why: reason }) }
    return { ...step, effect: 'block', ...inBothForms(blockReason(hit)) }
  })
  return { steps, blocked }
}

interface HeaderExplanation {
  readonly steps: readonly FilterStep[]
  readonly headers: RawHeaders
}

const explainHeaders = ({ headers }: TriedRequest, settings: HeaderFilterSettings): HeaderExplanation => {
  const names = blockedNames(settings)
  const sent = new Set(headers.filter((_, index) => index % 2 === 0).map((name) => seenName(name.toLowerCase())))
  const steps = settings.blocked_headers.map((written, index): FilterStep => {
    const name = written.toLowerCase()
    const step = { filter: 'header', rule: written, index, target: `header:${name}`, ...NO_TEXT } as const
    if (!settings.enabled) return { ...step, effect: 'off', ...inBothForms({ code: 'header-filter-off', params: {} }) }
    return sent.has(seenName(name))
      ? { ...step, effect: 'remove', ...inBothForms({ code: 'header-there', params: {} }) }
      : { ...step, effect: 'none', ...inBothForms({ code: 'header-missing', params: {} }) }
  })
  return { steps, headers: withoutHeaders(headers, (_, seen) => names.has(seen)) }
}
