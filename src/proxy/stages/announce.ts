/**
 * Tells the live view that a request is under way, once: when its first attempt is ready, or else when it is answered without one.
 */
import { headersObject } from '../../codec/http/headers.ts'
import type { AttemptTrace } from '../exchange/attempt-trace.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Announced, Observed } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

type Deps = Pick<ProxyDeps, 'bus' | 'clock' | 'isoTime'>

export const announce =
  (deps: Deps): Layer<Observed, Announced> =>
  (next) =>
  async (input) => {
    let announced = false
    const once = (attempt?: AttemptTrace): void => {
      if (announced) return
      announced = true
      announceStart(deps, input, attempt)
    }
    try {
      const reply = await next({ ...input, announce: once })
      if (reply.unrecorded !== true) once()
      return reply
    } catch (error) {
      once()
      throw error
    }
  }

const announceStart = (
  { bus, clock, isoTime }: Deps,
  { head, trace }: Observed,
  attempt: AttemptTrace | undefined,
): void => {
  const { seed, asked } = trace
  bus.emit({
    type: 'request_started',
    request_id: head.id,
    service: head.service.id,
    timestamp: isoTime(clock.now()),
    channel: trace.upstream ?? 'unassigned',
    method: head.method,
    path: seed.path,
    start_time: isoTime(seed.startedAt),
    status: 'PENDING',
    status_code: null,
    duration_ms: 0,
    first_byte_ms: null,
    target_url: attempt?.sentTo?.url ?? null,
    request_headers: headersObject(attempt?.sentTo?.headers ?? trace.requestHeaders),
    model: trace.model ?? null,
    session: asked?.session ?? null,
    token: trace.token ?? null,
    attempts: 1,
    response_bytes: 0,
    usage: null,
    cost: null,
  })
}
