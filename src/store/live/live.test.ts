import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LiveEvent } from '../../contract/event.ts'
import { EMPTY_LIVE, reduceLive } from '../../contract/live.ts'
import { createBus } from './bus.ts'
import { createLiveStore } from './live.ts'

const head = (id: string) => ({ request_id: id, service: id < 'c' ? 'claude' : 'codex', timestamp: 't' })

const started = (id: string): LiveEvent => ({
  ...head(id),
  type: 'request_started',
  channel: 'prod',
  method: 'POST',
  path: '/v1/messages',
  start_time: 't',
  status: 'PENDING',
  status_code: null,
  duration_ms: 0,
  first_byte_ms: null,
  target_url: null,
  request_headers: {},
  model: null,
  session: null,
  token: null,
  attempts: 1,
  response_bytes: 0,
  usage: null,
  cost: null,
})
const chunk = (id: string, bytes: number): LiveEvent => ({
  ...head(id),
  type: 'response_chunk',
  response_delta: 'x',
  response_bytes: bytes,
  duration_ms: bytes,
  response_truncated: false,
})
const streamed = (id: string): LiveEvent => ({
  ...head(id),
  type: 'request_streaming',
  status: 'STREAMING',
  status_code: 200,
  channel: 'prod',
  duration_ms: 1,
})
const completed = (id: string): LiveEvent => ({
  ...head(id),
  type: 'request_completed',
  status: 'COMPLETED',
  success: true,
  status_code: 200,
  channel: 'prod',
  duration_ms: 9,
  first_byte_ms: 1,
  attempts: 1,
  response_bytes: 9,
  model: 'm',
  side: false,
  usage: null,
  cost: null,
  error: null,
})

const event: fc.Arbitrary<LiveEvent> = fc
  .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(1000), fc.constantFrom('s', 'c', 'c', 'c', 't', 'e'))
  .map(([id, bytes, kind]) => {
    if (kind === 's') return started(id)
    if (kind === 'c') return chunk(id, bytes)
    return kind === 't' ? streamed(id) : completed(id)
  })

describe('the live picture', () => {
  it('is what the reducer makes of all events in order, at any moment', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.boolean()), { maxLength: 60 }), (steps) => {
        const bus = createBus(() => undefined)
        const live = createLiveStore(bus)
        let wanted = EMPTY_LIVE
        for (const [index, [one, look]] of steps.entries()) {
          bus.emit(one)
          wanted = reduceLive(wanted, one, index + 1)
          if (look) expect(live.state()).toEqual(wanted)
        }
        expect(live.state()).toEqual(wanted)
      }),
    )
  })

  it('counts what is open, by service', () => {
    const bus = createBus(() => undefined)
    const live = createLiveStore(bus)
    for (const id of ['a', 'b', 'c']) bus.emit(started(id))
    bus.emit(completed('a'))
    expect([live.openCount(), live.openCount('claude'), live.openCount('codex')]).toEqual([2, 1, 1])
  })

  it('hears nothing once closed', () => {
    const bus = createBus(() => undefined)
    const live = createLiveStore(bus)
    live.close()
    bus.emit(started('a'))
    expect(live.state()).toEqual(EMPTY_LIVE)
  })
})
