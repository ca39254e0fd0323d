/** The body filter: replaces or removes text in request bodies. */
import type { Body } from '../../codec/bytes/body.ts'
import type { BodyFilterSettings, BodyRule } from '../../contract/settings.ts'
import { bodyFilterDocument } from '../../store/documents/body-filter.ts'
import type { Budgeted } from '../exchange/exchange.ts'
import type { ExchangeTrace } from '../exchange/exchange-trace.ts'
import { readInSlices } from '../exchange/read-in-slices.ts'
import type { Hit } from './body-edits.ts'
import type { CompiledBodyRule } from './body-rule.ts'
import { type BodyRules, compileBodyRules, createBodyRules } from './body-rules.ts'
import { explainBody } from './explain-body.ts'
import type { RewriteFilter, Rewritten, RuleView } from './filter.ts'
import { findApart } from './find-apart.ts'

export const body = {
  id: 'body',
  stage: 'rewrite',
  document: bodyFilterDocument,
  compile: (settings, clock) => {
    const compiled = compileBodyRules(settings)
    const byService = new Map<string, BodyRules>()
    const rulesFor = ({ head: { service } }: Budgeted): BodyRules => {
      const known = byService.get(service.id) ?? createBodyRules(compiled.filter((rule) => rule.appliesTo(service.id)))
      byService.set(service.id, known)
      return known
    }
    return {
      idle: compiled.length === 0,
      reads: (input) => input.body.size > 0 && rulesFor(input).count > 0,
      apply: (input) => {
        const rules = rulesFor(input)
        if (rules.count === 0 || input.body.size === 0) return { request: input }
        const pass = (body: Body): Rewritten => ({ request: body === input.body ? input : { ...input, body } })
        const apart = findApart(input.head.protocol, input.head.headers)
        const edited = readInSlices(
          input.body,
          rules.apply(input.body, { clock, apart, applied: recordOn(input.trace) }),
          clock,
        )
        return edited instanceof Promise ? edited.then(pass) : pass(edited)
      },
    }
  },
  rules: (settings) =>
    settings.map((rule, index) => ({ rule: `#${index + 1}`, on: rule.enabled !== false, what: whatItDoes(rule) })),
  explain: explainBody,
} as const satisfies RewriteFilter<BodyFilterSettings>

const whatItDoes = ({ op, source, target = '', in: place }: BodyRule): RuleView['what'] => {
  const inStrings = place === 'strings'
  return op === 'remove'
    ? { code: inStrings ? 'removes-text-in-strings' : 'removes-text', params: { source } }
    : { code: inStrings ? 'replaces-text-in-strings' : 'replaces-text', params: { source, target } }
}

/** Edits kept one by one on an exchange; the rest is summed up per rule. */
const RECORDED_EDITS = 500

const recordOn =
  (trace: ExchangeTrace) =>
  ({ label }: CompiledBodyRule, hits: readonly Hit[]): void => {
    const room = Math.max(0, RECORDED_EDITS - trace.changes.length)
    for (const { start, end, inserted } of hits.slice(0, room)) {
      const sizes = { removed: end - start, inserted: inserted.byteLength }
      trace.change({ by: 'body', rule: label, target: 'body', offset: start, ...sizes })
    }
    const rest = hits.slice(room)
    if (rest.length === 0) return
    const removed = rest.reduce((sum, { start, end }) => sum + end - start, 0)
    const inserted = rest.reduce((sum, hit) => sum + hit.inserted.byteLength, 0)
    trace.change({ by: 'body', rule: label, target: `body (${rest.length} further edits)`, removed, inserted })
  }
