import { describe, expect, it } from 'vitest'
import { TransportError } from '../exchange/transport.ts'
import { brokenOutcome, transportProblem } from './transport-problem.ts'

describe('a failure before the head', () => {
  it.each([
    ['unreachable', 'ECONNREFUSED', 'upstream-unreachable', 502, 'cannot be reached (ECONNREFUSED): why'],
    ['timeout', 'headers-timeout', 'upstream-timeout', 504, 'did not answer in time: why'],
    ['broken', 'ECONNRESET', 'upstream-broken', 502, 'broke off before it answered (ECONNRESET)'],
  ] as const)('that is %s: %s', (kind, code, problem, status, text) => {
    const told = transportProblem(new TransportError(kind, code, 'why'), 'prod')
    expect(told).toMatchObject({ code: problem, status, message: `Upstream "prod" ${text}` })
    expect(told.outcome).toMatchObject({ kind: 'failed', code: problem, status, why: { params: { fault: code } } })
  })

  it('names no upstream where none was asked', () => {
    expect(transportProblem(new TransportError('broken', 'cut', ''), undefined).message).toMatch(/^The upstream broke/)
  })
})

describe('an answer that broke off after its head', () => {
  it('is recorded with the status that the client saw', () => {
    expect(brokenOutcome(new TransportError('broken', 'cut', 'broke off'), 200)).toEqual({
      kind: 'failed',
      code: 'upstream-broken',
      status: 200,
      reason: 'broke off',
      why: { code: 'upstream-silent', params: { fault: 'cut' } },
    })
  })

  it('is told apart when it went silent', () => {
    const outcome = brokenOutcome(new TransportError('timeout', 'idle-timeout', 'went silent'), 200)
    expect(outcome).toMatchObject({ code: 'upstream-timeout', reason: 'went silent' })
  })

  it('has no reason in words where the error is none of the wire', () => {
    expect(brokenOutcome(new Error('bug'), 206)).toEqual({
      kind: 'failed',
      code: 'upstream-broken',
      status: 206,
      reason: 'bug',
    })
  })
})
