/** The real transport over real sockets, with a clock that a test moves. */
import { Agent } from 'node:http'
import { onTestFinished, vi } from 'vitest'
import { Body } from '../../src/codec/bytes/body.ts'
import { ClientSignal } from '../../src/proxy/exchange/client-signal.ts'
import type { WireRequest } from '../../src/proxy/exchange/transport.ts'
import { createDeadlines } from '../../src/proxy/transports/deadlines.ts'
import { createNodeTransport } from '../../src/proxy/transports/http-transport.ts'
import { createFakeClock } from './fake-clock.ts'

const TIMEOUTS = { connectMs: 1000, headersMs: 2000, idleMs: 3000 }

/** A transport, and how it asks the upstream at this address. */
export const transportTo = (address: string, agent = new Agent({ keepAlive: true, scheduling: 'lifo' })) => {
  const clock = createFakeClock()
  const deadlines = createDeadlines(clock)
  const transport = createNodeTransport({ clock, deadlines, egressTo: () => ({ agent }), close: () => agent.destroy() })
  onTestFinished(() => {
    deadlines.close()
    transport.close()
  })
  const url = new URL(address)
  const { origin, host } = url
  const ask = (more: Partial<WireRequest> = {}) =>
    transport.send(
      {
        method: 'POST',
        url,
        origin,
        target: '/v1',
        headers: ['Host', host, 'Content-Length', String(more.body?.size ?? 0)],
        body: Body.empty,
        signal: new ClientSignal(),
        upstream: 'one',
        ...more,
      },
      TIMEOUTS,
    )
  /** Time passes, and deadlines are looked at. */
  const pass = (ms: number): void => {
    clock.advance(ms)
    vi.advanceTimersByTime(1000)
  }
  return { ask, pass, clock }
}

/** A connection whose answer has ended is back in its pool a turn of the event loop later. */
export const pooled = (): Promise<unknown> => new Promise(setImmediate)
