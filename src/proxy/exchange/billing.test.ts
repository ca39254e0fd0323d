import { expect, it } from 'vitest'
import { upstreamOf } from '../../../test/kit/exchange.ts'
import { Body } from '../../codec/bytes/body.ts'
import type { AttemptOutcome } from '../../contract/exchange.ts'
import { NO_USAGE } from '../../contract/usage.ts'
import type { Operation } from '../../protocol/common/protocol.ts'
import { pricesDocument } from '../../store/documents/prices.ts'
import { priceBookOf } from '../../store/prices/price-book-of.ts'
import { AttemptTrace } from './attempt-trace.ts'
import { attemptCost, billedOf } from './billing.ts'

const MODEL = 'claude-opus-5-5'
const COUNTS = { usage: { ...NO_USAGE, uncachedInput: 1000, output: 10, total: 1010 }, raw: {}, partial: false }

const contextOf = ({ operation = 'generate' as Operation, method = 'POST', prices = {} } = {}) => ({
  book: priceBookOf(pricesDocument.parse(JSON.stringify(prices))),
  service: 'claude',
  method,
  asked: { operation, model: 'asked', session: undefined, streams: true },
  startedAt: Date.UTC(2026, 10, 30),
})

const attemptOf = (outcome: AttemptOutcome | undefined, { counts = false, sent = true } = {}): AttemptTrace => {
  const attempt = new AttemptTrace({ number: 1, upstream: upstreamOf('prod'), reason: 'active', startedAt: 0 })
  attempt.model = MODEL
  if (sent) attempt.sentTo = { url: 'https://prod.test/', headers: [], body: Body.empty }
  if (counts) attempt.settleUsage(COUNTS)
  if (outcome !== undefined) attempt.close(outcome, 1)
  return attempt
}

const BROKEN: AttemptOutcome = { kind: 'broken', code: 'ECONNRESET', bytes: 5 }

it.each<[string, AttemptOutcome, boolean, bigint | null, string]>([
  ['an answer with counts', { kind: 'answered', status: 200 }, true, 4_200_000n, 'exact'],
  ['an answer without counts', { kind: 'answered', status: 200 }, false, null, 'unknown'],
  ['the client’s own mistake', { kind: 'answered', status: 400 }, false, 0n, 'exact'],
  ['a refusal', { kind: 'refused', status: 529 }, false, 0n, 'exact'],
  ['a refusal with counts', { kind: 'refused', status: 500 }, true, 4_200_000n, 'exact'],
  ['a good status that turned out to be an error', { kind: 'refused', status: 200 }, false, null, 'unknown'],
  ['no connection', { kind: 'unreachable', code: 'ECONNREFUSED' }, false, 0n, 'exact'],
  ['a broken answer', BROKEN, true, 4_200_000n, 'floor'],
  ['no answer at all', BROKEN, false, null, 'unknown'],
  ['a client that left', { kind: 'abandoned' }, false, null, 'unknown'],
])('knows what %s cost', (_what, outcome, counts, nano, quality) => {
  expect(attemptCost(contextOf(), attemptOf(outcome, { counts }))).toMatchObject({ nano, quality })
})

it('takes nothing for what was never sent, and for what is no question', () => {
  expect(attemptCost(contextOf(), attemptOf({ kind: 'abandoned' }, { sent: false })).nano).toBe(0n)
  const answered = attemptOf({ kind: 'answered', status: 200 })
  expect(attemptCost(contextOf({ operation: 'count-tokens' }), answered)).toMatchObject({ nano: 0n, class: 'free' })
  expect(attemptCost(contextOf({ operation: 'list-models' }), answered).nano).toBe(0n)
  expect(attemptCost(contextOf({ method: 'HEAD' }), answered).nano).toBe(0n)
})

it('prices the model that was sent, at the upstream that was asked', () => {
  const prices = {
    upstreams: { 'claude/prod': { multiplier: 2 } },
    models: [{ match: 'asked', input: 1, output: 1 }],
  }
  expect(attemptCost(contextOf({ prices }), attemptOf({ kind: 'answered', status: 200 }, { counts: true })).nano).toBe(
    8_400_000n,
  )
})

it('bills an attempt whose answer nobody got for its counts, or as unknown, and else not at all', () => {
  expect(billedOf(contextOf(), attemptOf(BROKEN, { counts: true }))).toMatchObject({
    usage: COUNTS.usage,
    cost: { nano: '4200000', quality: 'floor' },
  })
  expect(billedOf(contextOf(), attemptOf(BROKEN))).toMatchObject({ cost: { nano: null } })
  expect(billedOf(contextOf(), attemptOf({ kind: 'refused', status: 529 }))).toBeUndefined()
  const free = contextOf({ prices: { upstreams: { 'claude/prod': { multiplier: 0 } } } })
  expect(billedOf(free, attemptOf(BROKEN))).toBeUndefined()
})
