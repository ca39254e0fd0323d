import { describe, expect, it } from 'vitest'
import { upstreamOf } from '../../../test/kit/exchange.ts'
import { Body } from '../../codec/bytes/body.ts'
import { NO_USAGE, type UsageReading } from '../../contract/usage.ts'
import { AttemptTrace } from './attempt-trace.ts'

const READING: UsageReading = { usage: NO_USAGE, raw: {}, partial: false }
const open = () => new AttemptTrace({ number: 2, upstream: upstreamOf('one'), reason: 'active', startedAt: 7 })

describe('an attempt', () => {
  it('is no part of the record before it has ended', () => {
    expect(open().record()).toBeUndefined()
  })

  it('ends once: what is said later does not count', () => {
    const trace = open()
    expect(trace.close({ kind: 'answered', status: 200 }, 30)).toBe(true)
    expect(trace.close({ kind: 'abandoned' }, 90)).toBe(false)
    expect(trace.record()).toEqual({
      number: 2,
      upstream: 'one',
      url: 'https://one.test',
      startedAt: 7,
      durationMs: 30,
      outcome: { kind: 'answered', status: 200 },
      reason: 'active',
    })
  })

  it('is recorded with what was sent, and when', () => {
    const trace = open()
    trace.model = 'm'
    trace.sentTo = { url: 'https://one.test/v1', headers: [], body: Body.empty }
    trace.connectMs = 0
    trace.firstByteMs = 4
    trace.close({ kind: 'abandoned' }, 5)
    expect(trace.record()).toMatchObject({ model: 'm', url: 'https://one.test/v1', connectMs: 0, firstByteMs: 4 })
  })
})

describe('its token counts', () => {
  it('are there at once where they are known', () => {
    const trace = open()
    trace.settleUsage(READING)
    expect(trace.usage).toEqual(READING)
    expect(trace.usagePending).toBeUndefined()
  })

  it('are waited for where they are still read', async () => {
    const trace = open()
    trace.settleUsage(Promise.resolve(READING))
    expect(trace.usage).toBeUndefined()
    await trace.usagePending
    expect(trace.usage).toEqual(READING)
  })

  it('are none when they could not be read, and nobody waits in vain', async () => {
    const trace = open()
    trace.settleUsage(Promise.reject(new Error('corrupt')))
    await trace.usagePending
    expect(trace.usage).toBeUndefined()
  })

  it('may be too low when the answer was none after all, however its bytes ended', () => {
    const trace = open()
    trace.settleUsage(READING)
    trace.close({ kind: 'broken', code: 'error-event', bytes: 9 }, 1)
    expect(trace.usage).toEqual({ ...READING, partial: true })
  })
})
