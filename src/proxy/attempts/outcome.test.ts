import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { ANSWER_FAULTS } from '../../protocol/judge/answer-faults.ts'
import { failureReason } from '../../protocol/judge/failure-reason.ts'
import { TransportError } from '../exchange/transport.ts'
import { cooldownUntil } from './cooldown.ts'
import { outcomeOfError, outcomeOfStatus, reasonForNext, rowOf } from './outcome.ts'

const row = (status: number) => rowOf(outcomeOfStatus(status))

describe('the retry table', () => {
  it.each([400, 404, 405, 409, 413, 415, 422])('takes %i for the client’s', (status) => {
    expect(row(status)).toMatchObject({ blame: 'nothing', next: false })
  })
  it.each([401, 402, 403, 408, 429, 500, 502, 503, 504, 529])('takes %i for the upstream’s', (status) => {
    expect(row(status)).toMatchObject({ blame: 'failure', next: true, reason: 'http_non2xx' })
  })
  it.each([200, 204, 304, 307])('takes %i for success', (status) => {
    expect(row(status)).toMatchObject({ blame: 'success', next: false })
  })

  it('asks another only while nothing has reached the client', () => {
    expect(rowOf({ kind: 'broken', code: 'cut', bytes: 1 })).toMatchObject({ blame: 'failure', next: false })
    expect(rowOf({ kind: 'broken', code: 'ECONNRESET', bytes: 0 })).toMatchObject({
      next: true,
      reason: 'request_error',
    })
    expect(rowOf({ kind: 'unreachable', code: 'ENOTFOUND' })).toMatchObject({ next: true, reason: 'request_error' })
    for (const code of Object.values(ANSWER_FAULTS)) {
      expect(rowOf({ kind: 'broken', code, bytes: 100 })).toMatchObject({ next: true, reason: 'stream_error' })
    }
  })

  it('blames nobody for a client that left', () => {
    const left = outcomeOfError(new TransportError('abandoned', 'aborted', 'x'), 5)
    expect(left === undefined ? undefined : rowOf(left)).toMatchObject({ blame: 'nothing', next: false })
  })

  it('has a row for every status', () => {
    fc.assert(fc.property(fc.integer({ min: 100, max: 999 }), (status) => row(status).id !== ''))
  })
})

describe('cooldownUntil', () => {
  const now = createFakeClock().now()
  const rest = (status: number, ...headers: string[]) => {
    const until = cooldownUntil({ status, headers, now, maxMs: 3_600_000 })
    return until === undefined ? undefined : until - now
  }
  it.each([
    ['seconds', 429, ['Retry-After', '30'], 30_000],
    ['a date', 503, ['retry-after', new Date(now + 60_000).toUTCString()], 60_000],
    ['milliseconds', 429, ['retry-after-ms', '250', 'retry-after', '9'], 250],
    ['at most an hour', 429, ['retry-after', '86400'], 3_600_000],
    ['nothing for the past', 429, ['retry-after', new Date(now - 60_000).toUTCString()], undefined],
    ['nothing for nonsense', 429, ['retry-after', 'soon'], undefined],
    [
      'a spent limit of Anthropic',
      429,
      [
        'anthropic-ratelimit-tokens-remaining',
        '0',
        'anthropic-ratelimit-tokens-reset',
        new Date(now + 5000).toISOString(),
        'anthropic-ratelimit-requests-remaining',
        '7',
        'anthropic-ratelimit-requests-reset',
        new Date(now + 1000).toISOString(),
      ],
      5000,
    ],
    ['seconds since 1970', 429, ['anthropic-ratelimit-unified-reset', String(now / 1000 + 90)], 90_000],
    [
      'the first limit of OpenAI when none is spent',
      429,
      ['x-ratelimit-reset-requests', '1m2s', 'x-ratelimit-reset-tokens', '20ms'],
      20,
    ],
    [
      'a spent limit of OpenAI',
      429,
      ['x-ratelimit-remaining-requests', '0', 'x-ratelimit-reset-requests', '1m2s', 'x-ratelimit-reset-tokens', '20ms'],
      62_000,
    ],
    ['no limits for other statuses', 500, ['x-ratelimit-reset-requests', '1s'], undefined],
    ['nothing without headers', 429, [], undefined],
  ] as const)('reads %s', (_title, status, headers, expected) => {
    expect(rest(status, ...headers)).toBe(expected)
  })
})

describe('what is told about an attempt', () => {
  it.each([
    [{ kind: 'refused', status: 529 }, 'answered with status 529'],
    [{ kind: 'unreachable', code: 'ECONNREFUSED' }, 'could not be reached (ECONNREFUSED)'],
    [{ kind: 'broken', code: 'timeout', bytes: 0 }, 'gave no answer (timeout)'],
    [{ kind: 'broken', code: 'ECONNRESET', bytes: 12 }, 'broke off after 12 bytes (ECONNRESET)'],
    [{ kind: 'abandoned' }, 'was left by the client'],
  ] as const)('%j reads "%s"', (outcome, sentence) => {
    expect(inEnglish(failureReason(outcome))).toBe(sentence)
  })

  it('there is no reason for asking another one where nobody is asked', () => {
    expect(() => reasonForNext({ kind: 'abandoned' })).toThrow('abandoned')
  })
})
