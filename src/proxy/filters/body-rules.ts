/**
 * The rules of the body filter at work: edits are spliced, so that every byte outside them stays; what an upstream has signed is never
 * altered.
 */

import type { Body } from '../../codec/bytes/body.ts'
import { isJson } from '../../codec/json/json-valid.ts'
import { limited, type Work } from '../../codec/work/work.ts'
import type { Clock } from '../../contract/clock.ts'
import type { RefusalReason } from '../../contract/reason/filter-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { BodyFilterSettings } from '../../contract/settings.ts'
import { Problem, problemFor } from '../../edge/problem.ts'
import type { SetApart } from '../../protocol/common/protocol.ts'
import { breaks, EditedBody, type FindApart, type Hit, touches } from './body-edits.ts'
import { type CompiledBodyRule, compileBodyRule, idleReason } from './body-rule.ts'
import { createRuleGate, type RuleGate } from './rule-gate.ts'

/** Rules that can act, in order. Throws `PatternError`. */
export const compileBodyRules = (settings: BodyFilterSettings): readonly CompiledBodyRule[] =>
  settings.flatMap((rule, index) => (idleReason(rule) === undefined ? [compileBodyRule(rule, index)] : []))

export interface ApplyOptions {
  readonly clock: Clock
  /** Finds what must be left alone. */
  readonly apart: FindApart
  /** Called for each rule that changes something, with the body before it. */
  readonly applied: (rule: CompiledBodyRule, hits: readonly Hit[]) => void
}

export interface BodyRules {
  readonly count: number
  /** The edited body, or the same object when no rule hits. Throws `Problem`. */
  readonly apply: (body: Body, options: ApplyOptions) => Work<Body>
}

/** The rules of one service. */
export const createBodyRules = (rules: readonly CompiledBodyRule[]): BodyRules => {
  const gate = createRuleGate(rules)
  return {
    count: rules.length,
    *apply(body, options) {
      return rules.length === 0 || body.size === 0 ? body : yield* applyRules(rules, gate, { body, options })
    },
  }
}

interface Task {
  readonly body: Body
  readonly options: ApplyOptions
}

/** A body in more pieces than this is joined: so many writes cost more than one copy. */
const MANY_PIECES = 64

function* applyRules(rules: readonly CompiledBodyRule[], gate: RuleGate, { body, options }: Task): Work<Body> {
  const candidates = (edited: EditedBody, from: number): Work<readonly number[]> =>
    limited(gate.candidates(edited, from), {
      clock: options.clock,
      limitMs: budgetFor(edited.body.size),
      tooLong: () => tooSlow(),
    })
  let edited = new EditedBody(body, options.apart)
  const queue = [...(yield* candidates(edited, 0))]
  for (let position = queue.shift(); position !== undefined; position = queue.shift()) {
    const rule = rules[position]
    if (rule === undefined) break
    const { found, after } = yield* applyRule(rule, edited, options.clock)
    if (found.hits.length === 0) continue
    options.applied(rule, found.hits)
    edited = after
    // What this rule wrote may be what a later one looks for.
    const later = position + 1 < rules.length ? yield* candidates(edited, position + 1) : []
    queue.splice(0, queue.length, ...later)
  }
  if (edited.body === body) return body
  return edited.body.chunks.length > MANY_PIECES ? edited.body.inOnePiece() : edited.body
}

export interface Applied {
  readonly found: Found
  /** The body after the rule; the same when it hits nothing. */
  readonly after: EditedBody
}

/** One rule over a body as it stands. Throws `Problem` when the rule refuses it, when it takes too long, and when JSON would break. */
export function* applyRule(rule: CompiledBodyRule, before: EditedBody, clock: Clock): Work<Applied> {
  const found = yield* hitsOf(rule, before, clock)
  if (found.hits.length === 0) return { found, after: before }
  const after = before.with(found.hits)
  if (found.hits.some((hit) => hit.structural === true)) yield* refuseBrokenJson(rule, before, after)
  return { found, after }
}

/** Longest time one rule may take on a small body, in ms. */
const RULE_BUDGET_MS = 1000
/** And for each MB of a large one: several times of what any expression takes whose automaton is not pressed to its limits. */
const RULE_BUDGET_MS_PER_MB = 100

const budgetFor = (size: number): number => RULE_BUDGET_MS + (size / 2 ** 20) * RULE_BUDGET_MS_PER_MB

/** What a rule finds in a body. */
export interface Found {
  /** The hits that are to be acted on. */
  readonly hits: readonly Hit[]
  /** How many hits were left alone: inside something signed, and in the middle of bytes that are no text. */
  readonly signed: number
  readonly opaque: number
}

/** Throws `Problem` when one must not be, or when finding them takes too long. */
const hitsOf = (rule: CompiledBodyRule, edited: EditedBody, clock: Clock): Work<Found> =>
  limited(collectHits(rule, edited), {
    clock,
    limitMs: budgetFor(edited.body.size),
    tooLong: () => tooSlow(rule.label),
  })

/** Hits after which the search pauses where it does not do so by itself. */
const HITS_A_PAUSE = 64
/** Hits that are acted on in one body: each takes some hundred bytes until the body is written anew. */
const MOST_HITS = 250_000

function* collectHits(rule: CompiledBodyRule, edited: EditedBody): Work<Found> {
  const hits: Hit[] = []
  const left = { signed: 0, opaque: 0 }
  let seen = 0
  let apart: SetApart | undefined
  for (const hit of rule.hits(edited)) {
    seen += 1
    if (hit === undefined || seen % HITS_A_PAUSE === 0) yield
    if (hit === undefined) continue
    apart ??= yield* edited.apart()
    if (breaks(apart.opaque, hit)) left.opaque += 1
    else if (!touches(apart.signed, hit)) hits.push(hit)
    else if (rule.inSigned === 'refuse') throw signedHit(rule)
    else left.signed += 1
    if (hits.length > MOST_HITS) throw tooManyHits(rule)
  }
  return { hits, ...left }
}

const tooManyHits = ({ label }: CompiledBodyRule): Problem =>
  refused({ code: 'too-many-matches', params: { rule: label, most: MOST_HITS } })

const signedHit = ({ label }: CompiledBodyRule): Problem => refused({ code: 'signed-match', params: { rule: label } })

function* refuseBrokenJson({ label }: CompiledBodyRule, before: EditedBody, after: EditedBody): Work<void> {
  if (!(yield* isJson(before.bytes)) || (yield* isJson(after.bytes))) return
  throw refused({ code: 'json-would-break', params: { rule: label } })
}

type BodyRefusal = Extract<RefusalReason, { readonly code: 'signed-match' | 'json-would-break' | 'too-many-matches' }>

const refused = (reason: BodyRefusal): Problem => {
  const message = inEnglish(reason)
  const { rule } = reason.params
  const outcome = { kind: 'blocked', filter: 'body', rule, status: 403, reason: message, why: reason } as const
  return new Problem('content-refused', message, { reason, outcome })
}

/** `rule` is undefined for the search of all rules at once. */
const tooSlow = (rule?: string): Problem => {
  const reason =
    rule === undefined
      ? ({ code: 'rules-too-slow', params: {} } as const)
      : ({ code: 'rule-too-slow', params: { rule } } as const)
  return problemFor('filter-failed', reason)
}
