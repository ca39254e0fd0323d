/** The live picture and the one reducer that keeps it, run by the daemon and by every browser alike. */
import type { LiveEvent, LiveRequest, RequestCompleted } from './event.ts'

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
  const open = new Map(state.open)
  const done = changeOpen(open, event)
  return { seq, open, recent: done === undefined ? state.recent : [done, ...state.recent].slice(0, RECENT_LIMIT) }
}

/**
 * Changes the running requests as an event says, and gives back the request that ended with it. For the daemon, which has
 * hundreds of running requests and several events for each: a copy per event would cost more than the rest of the live view.
 */
export const changeOpen = (open: Map<string, LiveRequest>, event: LiveEvent): LiveRequest | undefined => {
  switch (event.type) {
    case 'request_started': {
      const { type: _type, timestamp: _timestamp, ...request } = event
      open.set(request.request_id, request)
      return undefined
    }
    case 'request_streaming':
      return update(open, event.request_id, {
        status: 'STREAMING',
        status_code: event.status_code,
        channel: event.channel,
        duration_ms: event.duration_ms,
        first_byte_ms: event.duration_ms,
      })
    case 'response_chunk':
      return update(open, event.request_id, { duration_ms: event.duration_ms, response_bytes: event.response_bytes })
    case 'lb_switch':
      return update(open, event.request_id, { channel: event.to_channel, attempts: event.attempt })
    case 'request_completed':
      return complete(open, event)
    case 'lb_reset':
    case 'lb_exhausted':
    case 'health_changed':
    case 'config_changed':
    case 'config_rejected':
    case 'notice':
      return undefined
  }
}

/** The picture a snapshot message describes. */
export const liveFromSnapshot = (message: Extract<HubMessage, { type: 'snapshot' }>): LiveState => ({
  seq: message.seq,
  open: new Map(message.open.map((request) => [request.request_id, request])),
  recent: message.recent,
})

const update = (open: Map<string, LiveRequest>, id: string, change: Partial<LiveRequest>): undefined => {
  const request = open.get(id)
  if (request !== undefined) open.set(id, { ...request, ...change })
}

const complete = (open: Map<string, LiveRequest>, event: RequestCompleted): LiveRequest | undefined => {
  const request = open.get(event.request_id)
  if (request === undefined) return undefined
  open.delete(event.request_id)
  const { status, status_code, channel, duration_ms, first_byte_ms, attempts, response_bytes, model, usage } = event
  return {
    ...request,
    status,
    status_code,
    channel,
    duration_ms,
    first_byte_ms,
    attempts,
    response_bytes,
    model,
    usage,
  }
}
