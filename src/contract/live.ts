/** The live picture and the one reducer that keeps it, run by the daemon and by every browser alike. */
import type { LiveEvent, LiveRequest, RequestCompleted, RequestStarted } from './event.ts'

export interface LiveState {
  /** Sequence number of the last event that is part of this picture. */
  readonly seq: number
  /** Running requests by id, in order of arrival. */
  readonly open: ReadonlyMap<string, LiveRequest>
  /** Finished requests, newest first, bounded by `RECENT_LIMIT`. */
  readonly recent: readonly LiveRequest[]
}

/** Messages of `/ws/realtime`: a snapshot on connect (or after a gap), then events, each with the next number. */
export type HubMessage =
  | {
      readonly type: 'snapshot'
      readonly seq: number
      readonly open: readonly LiveRequest[]
      readonly recent: readonly LiveRequest[]
    }
  | (LiveEvent & { readonly seq: number })
  /** Sent every 30 s. */
  | { readonly type: 'ping' }
  /** Answer to a client's ping. */
  | { readonly type: 'pong' }

/** What a viewer may say. Anything else is ignored, as in the original. */
export type ViewerMessage =
  | { readonly type: 'ping' }
  /** Asks for a fresh snapshot, after a gap in the numbers. */
  | { readonly type: 'snapshot' }
  /** Whether `response_chunk` is wanted (it is at first, unless `?chunks=0`); answered by a snapshot. */
  | { readonly type: 'chunks'; readonly wanted: boolean }

export const RECENT_LIMIT = 100

export const EMPTY_LIVE: LiveState = { seq: 0, open: new Map(), recent: [] }

/** Applies one event. Pure; an event about an unknown request changes nothing but the number. */
export const reduceLive = (state: LiveState, event: LiveEvent, seq: number): LiveState => {
  if (!('request_id' in event)) return { ...state, seq }
  const open = new Map<string, ChangingRequest>(state.open)
  const known = open.get(event.request_id)
  // What pages were shown before stays as it was; only the request this event is about is another one.
  if (known !== undefined) open.set(event.request_id, { ...known })
  const done = changeOpen(open, event)
  return { seq, open, recent: done === undefined ? state.recent : [done, ...state.recent].slice(0, RECENT_LIMIT) }
}

/** A running request as its keeper changes it in place. */
export type ChangingRequest = { -readonly [Key in keyof LiveRequest]: LiveRequest[Key] }

/**
 * Changes the running requests as an event says, and gives back the request that ended with it. In place: the daemon has hundreds of
 * running requests and several events for each, and a copy per event would cost more than the rest of the live view.
 */
export const changeOpen = (open: Map<string, ChangingRequest>, event: LiveEvent): LiveRequest | undefined => {
  if (event.type === 'request_started') {
    open.set(event.request_id, requestOf(event))
    return undefined
  }
  const request = 'request_id' in event ? open.get(event.request_id) : undefined
  if (request === undefined) return undefined
  change(request, event)
  if (event.type !== 'request_completed') return undefined
  open.delete(event.request_id)
  return request
}

const change = (request: ChangingRequest, event: LiveEvent): void => {
  switch (event.type) {
    case 'request_streaming':
      request.status = 'STREAMING'
      request.status_code = event.status_code
      request.channel = event.channel
      request.duration_ms = event.duration_ms
      request.first_byte_ms = event.duration_ms
      return
    case 'response_chunk':
      request.duration_ms = event.duration_ms
      request.response_bytes = event.response_bytes
      return
    case 'lb_switch':
      request.channel = event.to_channel
      request.attempts = event.attempt
      return
    case 'request_completed':
      complete(request, event)
      return
    case 'request_started':
    case 'lb_reset':
    case 'lb_exhausted':
    case 'health_changed':
    case 'config_changed':
    case 'config_rejected':
    case 'log_changed':
    case 'notice':
      return
  }
}

/** The picture a snapshot message describes. */
export const liveFromSnapshot = (message: Extract<HubMessage, { type: 'snapshot' }>): LiveState => ({
  seq: message.seq,
  open: new Map(message.open.map((request) => [request.request_id, request])),
  recent: message.recent,
})

/** Field by field: leaving two out of a copy takes V8 off its fast path. */
const requestOf = (event: RequestStarted): ChangingRequest => ({
  request_id: event.request_id,
  service: event.service,
  channel: event.channel,
  method: event.method,
  path: event.path,
  start_time: event.start_time,
  status: event.status,
  status_code: event.status_code,
  duration_ms: event.duration_ms,
  first_byte_ms: event.first_byte_ms,
  target_url: event.target_url,
  request_headers: event.request_headers,
  model: event.model,
  session: event.session,
  token: event.token,
  attempts: event.attempts,
  response_bytes: event.response_bytes,
  usage: event.usage,
  cost: event.cost,
  error: null,
})

const complete = (request: ChangingRequest, event: RequestCompleted): void => {
  request.status = event.status
  request.status_code = event.status_code
  request.channel = event.channel
  request.duration_ms = event.duration_ms
  request.first_byte_ms = event.first_byte_ms
  request.attempts = event.attempts
  request.response_bytes = event.response_bytes
  request.model = event.model
  request.usage = event.usage
  request.cost = event.cost
  request.error = event.error
}
