/** What each body rule does to a body, with the places before and after in characters. */
import { finish, type Work } from '../../codec/work/work.ts'
import type { FilterStep } from '../../contract/api/documents.ts'
import type { Clock } from '../../contract/clock.ts'
import type { FilterStepReason } from '../../contract/reason/filter-reasons.ts'
import type { BodyFilterSettings } from '../../contract/settings.ts'
import { Problem } from '../../edge/problem.ts'
import { EditedBody, type Hit } from './body-edits.ts'
import { type CompiledBodyRule, compileBodyRule, idleReason } from './body-rule.ts'
import { createBodyRules, type Found, hitsOf } from './body-rules.ts'
import type { Explanation, TriedRequest } from './filter.ts'
import { explained, inBothForms } from './filter-steps.ts'
import { findApart } from './find-apart.ts'

export const explainBody = (rules: BodyFilterSettings, request: TriedRequest, clock: Clock): Explanation => {
  const { service, body, protocol, headers } = request
  const steps: FilterStep[] = []
  let edited = new EditedBody(body, findApart(protocol, headers))
  let blocked: Explanation['blocked']
  for (const [index, rule] of rules.entries()) {
    const idle = blocked === undefined ? idleReason(rule) : notReached(blocked.rule)
    if (idle !== undefined) {
      steps.push(nothing(index, { effect: blocked === undefined ? 'off' : 'none', ...inBothForms(idle) }))
      continue
    }
    const compiled = compileBodyRule(rule, index)
    if (!compiled.appliesTo(service)) {
      steps.push(nothing(index, { effect: 'off', ...inBothForms({ code: 'service-not-meant', params: { service } }) }))
      continue
    }
    const outcome = tryRule(compiled, edited, clock)
    if (outcome instanceof Problem) {
      const { status, message, reason } = outcome
      const why = reason === undefined ? {} : { why: reason }
      blocked = { filter: 'body', rule: compiled.label, status, message, ...why }
      steps.push(nothing(index, { effect: 'refuse', reason: message, ...why }))
      continue
    }
    steps.push(stepOf(compiled, edited, outcome))
    edited = outcome.after
  }
  // Where a rule refused, the body as far as it came.
  return explained(steps, { ...request, body: edited.body }, blocked)
}

interface Applied {
  readonly found: Found
  readonly after: EditedBody
}

/** Runs one rule the way a request would meet it. */
const tryRule = (rule: CompiledBodyRule, before: EditedBody, clock: Clock): Applied | Problem => {
  try {
    const found = finish(hitsOf(rule, before, clock))
    const apart = finish(before.apart())
    // The rules of a request see to it that a text rule does not break JSON.
    finish(createBodyRules([rule]).apply(before.body, { clock, apart: () => settled(apart), applied: () => undefined }))
    return { found, after: found.hits.length === 0 ? before : before.with(found.hits) }
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

const notReached = (rule: string): FilterStepReason => ({ code: 'rule-not-reached', params: { rule } })

const nothing = (index: number, step: Pick<FilterStep, 'effect' | 'reason' | 'why'>): FilterStep => ({
  filter: 'body',
  rule: `#${index + 1}`,
  index,
  target: 'body',
  before: null,
  after: null,
  hits: [],
  inserted: [],
  ...step,
})

/** Work that is done already. */
// biome-ignore lint/correctness/useYield: nothing is left to pause for.
function* settled<T>(value: T): Work<T> {
  return value
}

const stepOf = (rule: CompiledBodyRule, before: EditedBody, { found, after }: Applied): FilterStep => {
  const { hits } = found
  const skipped = found.signed + found.opaque
  const why = inBothForms(matchReason(rule, found))
  const step = { filter: 'body', rule: rule.label, index: rule.index, target: 'body' } as const
  const beforeText = before.bytes.toString('utf8')
  if (hits.length === 0) {
    const effect = skipped === 0 ? 'none' : 'skip'
    return { ...step, effect, ...why, hits: [], before: beforeText, after: beforeText, inserted: [] }
  }
  return {
    ...step,
    effect: rule.op,
    ...why,
    hits: charRanges(
      before.bytes,
      hits.map(({ start, end }) => [start, end]),
    ),
    before: beforeText,
    after: after.bytes.toString('utf8'),
    inserted: charRanges(after.bytes, insertedRanges(hits)),
  }
}

const matchReason = ({ reads }: CompiledBodyRule, { hits, signed, opaque }: Found): FilterStepReason => {
  const count = hits.length
  if (opaque > 0) return { code: 'matches-but-apart', params: { count, reads, signed, opaque } }
  if (count === 0) {
    return signed === 0 ? { code: 'no-match', params: { reads } } : { code: 'only-signed-matches', params: { signed } }
  }
  return signed === 0
    ? { code: 'matches', params: { count, reads } }
    : { code: 'matches-but-signed', params: { count, reads, signed } }
}

type ByteSpan = readonly [number, number]

/** Where the new bytes stand after the edits. */
const insertedRanges = (hits: readonly Hit[]): ByteSpan[] => {
  let shift = 0
  return hits.map(({ start, end, inserted }) => {
    const from = start + shift
    shift += inserted.byteLength - (end - start)
    return [from, from + inserted.byteLength]
  })
}

/** Ascending byte ranges as UTF-16 ranges. */
const charRanges = (bytes: Buffer, spans: readonly ByteSpan[]): { start: number; end: number }[] => {
  let byte = 0
  let unit = 0
  const unitAt = (offset: number): number => {
    unit += bytes.toString('utf8', byte, offset).length
    byte = offset
    return unit
  }
  return spans.map(([start, end]) => ({ start: unitAt(start), end: unitAt(end) }))
}
