/** What each body rule does to a body, with the surroundings of the places before and after in characters. */
import type { Work } from '../../codec/work/work.ts'
import type { FilterStep } from '../../contract/api/documents.ts'
import type { Clock } from '../../contract/clock.ts'
import type { FilterStepReason } from '../../contract/reason/filter-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { BodyFilterSettings } from '../../contract/settings.ts'
import { Problem, statusFor } from '../../edge/problem.ts'
import { readInSlices } from '../exchange/read-in-slices.ts'
import { EditedBody, type Hit } from './body-edits.ts'
import { type ByteSpan, excerptOf } from './body-excerpt.ts'
import { type CompiledBodyRule, compileBodyRule, idleReason } from './body-rule.ts'
import { type Applied, applyRule, type Found } from './body-rules.ts'
import type { Explanation, TriedRequest } from './filter.ts'
import { explained, inBothForms, NO_TEXT } from './filter-steps.ts'
import { findApart } from './find-apart.ts'

/** In slices, like the request itself: a promise where it takes long. */
export const explainBody = (
  rules: BodyFilterSettings,
  request: TriedRequest,
  clock: Clock,
): Explanation | Promise<Explanation> => readInSlices(request.body, explainRules(rules, request, clock), clock)

function* explainRules(rules: BodyFilterSettings, request: TriedRequest, clock: Clock): Work<Explanation> {
  const { service, body, protocol, headers } = request
  const steps: FilterStep[] = []
  const room = new Room()
  let edited = new EditedBody(body, findApart(protocol, headers))
  let blocked: Explanation['blocked']
  for (const [index, rule] of rules.entries()) {
    yield
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
    const outcome = yield* tryRule(compiled, edited, clock)
    if (outcome instanceof Problem) {
      const { message, reason } = outcome
      const status = statusFor(request.protocol.errors, outcome)
      const why = reason === undefined ? {} : { why: reason }
      blocked = { filter: 'body', rule: compiled.label, status, message, ...why }
      steps.push(nothing(index, { effect: 'refuse', reason: message, ...why }))
      continue
    }
    steps.push(stepOf(compiled, { before: edited, ...outcome }, room))
    edited = outcome.after
  }
  // Where a rule refused, the body as far as it came.
  return explained(steps, { ...request, body: edited.body }, blocked)
}

/** Bytes a body may have after the rules of a dry run: rules that let it grow with each other would fill all memory. */
const MOST_BODY_BYTES = 64 * 1024 * 1024

/** Runs one rule the way a request would meet it. */
function* tryRule(rule: CompiledBodyRule, before: EditedBody, clock: Clock): Work<Applied | Problem> {
  try {
    const applied = yield* applyRule(rule, before, clock)
    return applied.after.body.size > MOST_BODY_BYTES ? tooLarge() : applied
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

const tooLarge = (): Problem => {
  const reason = { code: 'body-over-limit', params: { bytes: MOST_BODY_BYTES } } as const
  return new Problem('body-too-large', inEnglish(reason), { reason })
}

/** Bytes that the excerpts of one dry run may have. */
class Room {
  #left = 2 * 1024 * 1024

  /** Bytes for the next excerpt: a page while there is room, then a line. */
  take(): number {
    const most = this.#left > 0 ? 32 * 1024 : 400
    this.#left -= most
    return most
  }
}

const notReached = (rule: string): FilterStepReason => ({ code: 'rule-not-reached', params: { rule } })

const nothing = (
  index: number,
  step: Pick<FilterStep, 'effect' | 'reason' | 'why'>,
  rule = `#${index + 1}`,
): FilterStep => ({
  filter: 'body',
  rule,
  index,
  target: 'body',
  ...NO_TEXT,
  ...step,
})

interface Step extends Applied {
  readonly before: EditedBody
}

const stepOf = (rule: CompiledBodyRule, { before, found, after }: Step, room: Room): FilterStep => {
  const { hits } = found
  const skipped = found.signed + found.opaque
  const why = inBothForms(matchReason(rule, found))
  if (hits.length === 0) return nothing(rule.index, { effect: skipped === 0 ? 'none' : 'skip', ...why }, rule.label)
  const spans = hits.map(({ start, end }): ByteSpan => [start, end])
  const old = excerptOf(before.bytes, spans, room.take())
  const made = excerptOf(after.bytes, insertedRanges(hits), room.take())
  return {
    ...nothing(rule.index, { effect: rule.op, ...why }, rule.label),
    matches: hits.length,
    hits: old.ranges,
    before: old.text,
    after: made.text,
    inserted: made.ranges,
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

/** Where the new bytes stand after the edits. */
const insertedRanges = (hits: readonly Hit[]): ByteSpan[] => {
  let shift = 0
  return hits.map(({ start, end, inserted }) => {
    const from = start + shift
    shift += inserted.byteLength - (end - start)
    return [from, from + inserted.byteLength]
  })
}
