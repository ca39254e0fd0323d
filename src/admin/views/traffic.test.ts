import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import type { RequestCompleted } from '../../contract/event.ts'
import { createBus } from '../../store/live/bus.ts'
import type { ExchangeSummary } from '../../store/records/journal.ts'
import { createTraffic } from './traffic.ts'

const completed = (fields: Partial<RequestCompleted> = {}): RequestCompleted => ({
  type: 'request_completed',
  request_id: 'x',
  service: 'claude',
  timestamp: '',
  status: 'COMPLETED',
  success: true,
  status_code: 200,
  channel: 'prod',
  duration_ms: 10,
  first_byte_ms: 10,
  attempts: 1,
  response_bytes: 1,
  model: null,
  side: false,
  usage: null,
  cost: null,
  error: null,
  ...fields,
})

const scene = () => {
  const clock = createFakeClock()
  const bus = createBus(() => undefined)
  return { clock, bus, traffic: createTraffic(bus, clock) }
}

const recordsOf = (records: number) => async () => ({ records, bytes: 0, dropped: 0, warning: '' })

describe('the traffic of the last hour', () => {
  it('is empty at first', () => {
    const { traffic } = scene()
    const { minutes, ...rest } = traffic.of('claude')
    expect(minutes).toHaveLength(60)
    expect(rest).toEqual({
      successRate: null,
      sideSuccessRate: null,
      firstByteP50Ms: null,
      firstByteP95Ms: null,
      lastRequestAt: null,
    })
  })

  it('forgets what is older', () => {
    const { traffic, bus, clock } = scene()
    bus.emit(completed())
    clock.advance(59 * 60_000)
    expect(traffic.of('claude').minutes[0]).toMatchObject({ requests: 1 })
    clock.advance(60_000)
    expect(traffic.of('claude').minutes.every(({ requests }) => requests === 0)).toBe(true)
    expect(traffic.of('claude').successRate).toBeNull()
  })

  it('knows the times of first bytes within 3 %', () => {
    const { traffic, bus } = scene()
    for (let ms = 1; ms <= 1000; ms += 1) bus.emit(completed({ first_byte_ms: ms }))
    const { firstByteP50Ms, firstByteP95Ms } = traffic.of('claude')
    expect(Math.abs((firstByteP50Ms ?? 0) / 500 - 1)).toBeLessThan(0.03)
    expect(Math.abs((firstByteP95Ms ?? 0) / 950 - 1)).toBeLessThan(0.03)
  })

  it('counts failures, keeps services apart, and leaves out what never reached an upstream', () => {
    const { traffic, bus } = scene()
    bus.emit(completed())
    bus.emit(completed({ success: false }))
    bus.emit(completed({ service: 'codex' }))
    bus.emit(completed({ channel: 'blocked', success: false }))
    expect(traffic.of('claude').minutes.at(-1)).toMatchObject({ requests: 2, failures: 1 })
    expect(traffic.of('claude').successRate).toBe(0.5)
    expect(traffic.of('codex').minutes.at(-1)).toMatchObject({ requests: 1, failures: 0 })
  })

  it('counts what is no question apart, and does not let it change the success of questions', () => {
    const { traffic, bus } = scene()
    bus.emit(completed())
    bus.emit(completed({ side: true, success: false, first_byte_ms: 9000 }))
    bus.emit(completed({ side: true }))
    const { minutes, successRate, sideSuccessRate } = traffic.of('claude')
    expect(minutes.at(-1)).toMatchObject({ requests: 1, failures: 0, side: 2, sideFailures: 1 })
    expect([successRate, sideSuccessRate]).toEqual([1, 0.5])
  })

  it('knows which model a client was last seen to use with success, of this run and of the one before', async () => {
    const { traffic, bus, clock } = scene()
    expect(traffic.modelOf('claude')).toBeUndefined()
    const former = {
      service: 'claude',
      upstream: 'prod',
      startedAt: clock.now() - 60_000,
      durationMs: 1,
      firstByteMs: 1,
    }
    const items = [{ ...former, outcome: { kind: 'delivered', status: 200 }, modelSent: 'old' } as ExchangeSummary]
    await traffic.recall({ list: async () => ({ items }), status: recordsOf(1) })
    expect(traffic.modelOf('claude')).toBe('old')
    bus.emit(completed({ model: 'new' }))
    bus.emit(completed({ model: 'failed', success: false }))
    bus.emit(completed({ model: 'counted', side: true }))
    bus.emit(completed({ model: null }))
    bus.emit(completed({ model: 'other', service: 'codex' }))
    expect([traffic.modelOf('claude'), traffic.modelOf('codex')]).toEqual(['new', 'other'])
  })

  it('takes a client that left for a request, not for a failure', async () => {
    const { traffic, bus, clock } = scene()
    bus.emit(completed())
    bus.emit(completed({ success: false, status: 'FAILED', status_code: 499 }))
    const left = { service: 'claude', upstream: 'prod', startedAt: clock.now() - 60_000, durationMs: 1, firstByteMs: 1 }
    const items = [{ ...left, outcome: { kind: 'abandoned', status: 499 } } as ExchangeSummary]
    await traffic.recall({ list: async () => ({ items }), status: recordsOf(1) })
    expect(traffic.of('claude').minutes.at(-1)).toMatchObject({ requests: 2, failures: 0 })
    expect(traffic.of('claude').minutes.at(-2)).toMatchObject({ requests: 1, failures: 0 })
    expect(traffic.of('claude').successRate).toBe(1)
  })

  it('begins with what the log remembers of the time before this run', async () => {
    const { traffic, bus, clock } = scene()
    bus.emit(completed())
    const ended = (minutesAgo: number, fields: Partial<ExchangeSummary> = {}) =>
      ({
        service: 'claude',
        upstream: 'prod',
        startedAt: clock.now() - minutesAgo * 60_000,
        durationMs: 10,
        firstByteMs: 100,
        outcome: { kind: 'delivered', status: 200 },
        ...fields,
      }) as ExchangeSummary
    const pages = [
      { items: [ended(0), ended(5), ended(5, { upstream: 'blocked' })], next: 'more' },
      { items: [ended(59, { outcome: { kind: 'failed', code: 'x', status: 502, reason: '' } })] },
    ]
    await traffic.recall({
      list: async ({ cursor }) => pages[cursor === undefined ? 0 : 1] ?? { items: [] },
      status: recordsOf(4),
    })
    const { minutes, successRate } = traffic.of('claude')
    expect(
      minutes.filter(({ requests }) => requests > 0).map(({ requests, failures }) => [requests, failures]),
    ).toEqual([
      [1, 1],
      [1, 0],
      [1, 0],
    ])
    expect(successRate).toBeCloseTo(2 / 3)
  })
})
