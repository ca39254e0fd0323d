/**
 * Everything that can be heard live, as one closed union. Field names are those of the original's WebSocket messages;
 * every event carries a sequence number when it leaves through the hub.
 */

import type { CostView } from './money/cost.ts'
import type { ChoiceCode, ExhaustionCode } from './reason/balancing-reasons.ts'
import type { Reason } from './reason/reason.ts'
import type { ServiceId } from './service.ts'
import type { Usage } from './usage.ts'

export type LiveStatus = 'PENDING' | 'STREAMING' | 'COMPLETED' | 'FAILED'

/** A request as the live view knows it. */
export interface LiveRequest {
  readonly request_id: string
  readonly service: ServiceId
  /** Upstream name, or `whitelist`, `blocked`, `unassigned`. */
  readonly channel: string
  readonly method: string
  readonly path: string
  /** ISO 8601, UTC, milliseconds. */
  readonly start_time: string
  readonly status: LiveStatus
  readonly status_code: number | null
  readonly duration_ms: number
  readonly first_byte_ms: number | null
  /** Address the upstream is asked at. */
  readonly target_url: string | null
  /** Redacted; lower-case names. */
  readonly request_headers: Readonly<Record<string, string>>
  /** As it is sent, else as it was asked for. */
  readonly model: string | null
  /** Conversation, where the client names one. */
  readonly session: string | null
  /** Name of the CLP token that was shown. */
  readonly token: string | null
  /** Attempts so far. */
  readonly attempts: number
  readonly response_bytes: number
  readonly usage: Usage | null
  /** Of the answer; null until it has ended, and where no upstream was asked. */
  readonly cost: CostView | null
  /** Why it failed, in English or in the upstream's own words; null until it has, and of one that did not. */
  readonly error: string | null
}

interface RequestEvent {
  readonly request_id: string
  readonly service: ServiceId
  /** ISO 8601, UTC, milliseconds. */
  readonly timestamp: string
}

/** A request is under way: its first attempt is about to be made, or it has been refused. */
export type RequestStarted = { readonly type: 'request_started' } & RequestEvent &
  Omit<LiveRequest, 'request_id' | 'service' | 'error'>

/** The head of the answer has come. */
export type RequestStreaming = {
  readonly type: 'request_streaming'
  readonly status: 'STREAMING'
  readonly status_code: number
  readonly channel: string
  readonly duration_ms: number
} & RequestEvent

/** A piece of the answer. Comes only to viewers that want it, and is the first thing a slow one loses. */
export type ResponseChunk = {
  readonly type: 'response_chunk'
  /** Text since the last such event, collected for a tenth of a second; characters cut at a border are completed by the next one. */
  readonly response_delta: string
  /** Bytes of the answer so far. */
  readonly response_bytes: number
  readonly duration_ms: number
  /** Whether text was left out because there was too much of it. */
  readonly response_truncated: boolean
} & RequestEvent

/** A request has ended, one way or another. Comes exactly once per request. */
export type RequestCompleted = {
  readonly type: 'request_completed'
  readonly status: 'COMPLETED' | 'FAILED'
  readonly success: boolean
  readonly status_code: number
  readonly channel: string
  readonly duration_ms: number
  readonly first_byte_ms: number | null
  readonly attempts: number
  readonly response_bytes: number
  readonly model: string | null
  /** Whether it asked no question, so that it counts apart. */
  readonly side: boolean
  readonly usage: Usage | null
  readonly cost: CostView | null
  /** Problem or block reason, or what the upstream said by its refusal, when it did not succeed. */
  readonly error: string | null
} & RequestEvent

/** An attempt failed and another upstream is about to be asked. */
export type LbSwitch = {
  readonly type: 'lb_switch'
  readonly from_channel: string
  readonly to_channel: string
  /** `http_non2xx`, `request_error`, or `stream_error` for a 200 that failed. */
  readonly reason: ChoiceCode
  readonly failures: number
  readonly threshold: number
  /** Number of the attempt about to be made. */
  readonly attempt: number
  readonly path: string
  readonly target_from: string | null
  readonly target_to: string | null
} & RequestEvent

/** The failures of a service were forgotten. */
export type LbReset = {
  readonly type: 'lb_reset'
  /** `no_healthy_candidates` or `last_candidate_failed`. */
  readonly reason: ExhaustionCode
  readonly total_configs: number
  readonly threshold: number
} & RequestEvent

/** Nobody is left to ask. */
export type LbExhausted = {
  readonly type: 'lb_exhausted'
  /** `no_healthy_candidates` or `last_candidate_failed`. */
  readonly reason: ExhaustionCode
  readonly total_configs: number
  readonly threshold: number
  readonly cooldown_seconds: number
  readonly cooldown_remaining_seconds: number
} & RequestEvent

/** An upstream was put aside or came back. */
export interface HealthChanged {
  readonly type: 'health_changed'
  readonly service: ServiceId
  readonly timestamp: string
  readonly channel: string
  readonly state: 'healthy' | 'failing' | 'ejected' | 'half-open'
  readonly failures: number
  /** ms since 1970; when an ejected upstream is tried again, null if only by reset. */
  readonly until: number | null
}

/** A document is in force in a new version. */
export interface ConfigChanged {
  readonly type: 'config_changed'
  readonly timestamp: string
  /** Document id, for example `claude` or `lb`. */
  readonly document: string
  readonly version: string
}

/** A document cannot be read; the last good version stays in force. */
export interface ConfigRejected {
  readonly type: 'config_rejected'
  readonly timestamp: string
  readonly document: string
  readonly file: string
  /** What is wrong, with field and line. English. */
  readonly reason: string
  /** The same for readers of other languages: `code` and `params`, without file, field and line. */
  readonly why?: Reason
  /** Dotted path of the bad field; empty for the whole. */
  readonly field?: string
}

/** What is kept of requests was changed in one go, for example priced again: lists and totals are to be read anew. */
export interface LogChanged {
  readonly type: 'log_changed'
  readonly timestamp: string
}

/** Something the operator should know: disk trouble, an unprotected port. An empty `message` means it is over. */
export interface NoticeRaised {
  readonly type: 'notice'
  readonly timestamp: string
  readonly code: string
  readonly message: string
}

export type LiveEvent =
  | RequestStarted
  | RequestStreaming
  | ResponseChunk
  | RequestCompleted
  | LbSwitch
  | LbReset
  | LbExhausted
  | HealthChanged
  | ConfigChanged
  | ConfigRejected
  | LogChanged
  | NoticeRaised

export type LiveEventType = LiveEvent['type']
