/** Tells the live view that a request is under way: once, when its first attempt is ready or when it is refused. */
import { headersObject } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Arrived } from '../exchange/exchange.ts'

/** `headers` are redacted already. */
export const announce = ({ bus, clock, isoTime }: ProxyDeps, input: Arrived, headers: RawHeaders): void => {
  const { trace } = input
  if (trace.announced) return
  trace.announced = true
  bus.emit({
    type: 'request_started',
    request_id: input.id,
    service: input.service.id,
    timestamp: isoTime(clock.now()),
    channel: trace.channel ?? 'unassigned',
    method: input.method,
    path: trace.seed.path,
    start_time: isoTime(trace.seed.startedAt),
    status: 'PENDING',
    status_code: null,
    duration_ms: 0,
    first_byte_ms: null,
    target_url: trace.targetUrl ?? null,
    request_headers: headersObject(headers),
    model: trace.modelSent ?? trace.modelAsked ?? null,
    session: trace.session ?? null,
    token: trace.token ?? null,
    attempts: 1,
    response_bytes: 0,
    usage: null,
  })
}
