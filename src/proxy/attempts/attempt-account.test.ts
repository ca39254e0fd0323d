import { describe, expect, it } from 'vitest'
import { attemptOf, requestOf } from '../../../test/kit/exchange.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import { replyOf } from '../../../test/kit/wire.ts'
import type { AttemptOutcome, RawHeaders } from '../../contract/exchange.ts'
import { TransportError } from '../exchange/transport.ts'
import { type AccountContext, AttemptAccount } from './attempt-account.ts'

const OK: AttemptOutcome = { kind: 'answered', status: 200 }
const BUSY: AttemptOutcome = { kind: 'refused', status: 429 }
const CUT: AttemptOutcome = { kind: 'broken', code: 'cut', bytes: 7 }

const open = (more: Partial<AccountContext> = {}) => {
  const world = memoryDeps()
  const attempt = attemptOf(requestOf())
  const options = { maxRestSeconds: 60 }
  const account = new AttemptAccount({
    deps: world.deps,
    attempt,
    options,
    isQuestion: true,
    mayRepeat: true,
    ...more,
  })
  return { ...world, attempt, account, state: () => world.deps.health.stateOf('claude', 'one') }
}

describe('the upstream', () => {
  it('is judged once, whatever comes later', () => {
    const { account, verdicts } = open()
    account.settle(BUSY, [])
    account.settle(OK, [])
    account.close(BUSY)
    expect(verdicts).toEqual(['failed one'])
  })

  it('is let go of, unjudged, by an attempt that ends without a verdict', () => {
    const { account, verdicts } = open()
    account.close({ kind: 'abandoned' })
    account.close(OK)
    expect(verdicts).toEqual(['released one'])
  })

  it('is judged by questions only', () => {
    const { account, verdicts } = open({ isQuestion: false })
    account.settle({ kind: 'refused', status: 500 }, [])
    expect(verdicts).toEqual(['released one'])
  })

  it('is known with the reason of its last failure', () => {
    const { account, state } = open()
    account.settle(CUT, [])
    expect(state().lastFailure).toEqual({ code: 'upstream-broke-off', params: { bytes: 7, fault: 'cut' } })
  })

  it.each([
    ['30', 30],
    ['7200', 60],
  ])('rests for as long as it asks, and no longer than may be: %s s', (seconds, rest) => {
    const { account, state, clock } = open()
    account.settle(BUSY, ['retry-after', seconds])
    expect(state().until).toBe(clock.now() + rest * 1000)
  })

  it('gets no rest for an answer that merely broke', () => {
    const { account, state } = open()
    account.settle(CUT, ['retry-after', '30'])
    expect(state().until).toBeUndefined()
  })
})

it('times of an attempt count from its own beginning', () => {
  const { account, attempt, clock } = open()
  clock.advance(3)
  account.headCame({ ...replyOf(), connectMs: 2 })
  clock.advance(4)
  account.close(OK)
  clock.advance(100)
  account.close(CUT)
  expect(attempt.trace.record()).toMatchObject({ connectMs: 2, firstByteMs: 3, durationMs: 7, outcome: OK })
})

describe('one more try at the same upstream', () => {
  const RETRY: RawHeaders = ['X-Should-Retry', 'true']
  it.each([
    ['it says so', BUSY, RETRY, true, true],
    ['it may not', BUSY, RETRY, false, false],
    ['it says no', BUSY, ['x-should-retry', 'false'], true, false],
    ['it says nothing', BUSY, [], true, false],
    ['it names a time to wait', BUSY, [...RETRY, 'retry-after', '9'], true, false],
    ['another refusal', { kind: 'refused', status: 503 }, RETRY, true, false],
    ['an answer that broke', CUT, RETRY, true, false],
  ] satisfies [string, AttemptOutcome, RawHeaders, boolean, boolean][])(
    '%s',
    (_when, outcome, headers, mayRepeat, expected) => {
      const { account } = open({ mayRepeat })
      expect(account.asksForRepeat(replyOf({ headers }), outcome)).toBe(expected)
    },
  )
})

describe('the exchange', () => {
  it('ended as it looks, unless it was found to have failed', () => {
    expect(open().account.ending()).toBeUndefined()
  })

  it('failed by the upstream’s name when no error says more', () => {
    const { account } = open()
    expect(account.failExchange(replyOf(), CUT)).toBe('upstream-broken')
    expect(account.ending()).toMatchObject({
      kind: 'failed',
      code: 'upstream-broken',
      status: 200,
      reason: expect.stringContaining('Upstream "one" '),
      why: { code: 'upstream-broke-off' },
    })
  })

  it('failed by silence where that was the error', () => {
    const { account } = open()
    const error = new TransportError('timeout', 'idle-timeout', 'went silent')
    expect(account.failExchange(replyOf(), CUT, error)).toBe('upstream-timeout')
    expect(account.ending()).toMatchObject({ code: 'upstream-timeout', reason: 'went silent' })
  })
})
