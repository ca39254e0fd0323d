/** The request log: append-only, one record per finished exchange. Back ends live in `backends/`. */
import type { Attempt, Change, ExchangeRecord, Outcome, RawHeaders, SaidError } from '../../contract/exchange.ts'
import type { CostView } from '../../contract/money/cost.ts'
import type { LogReason } from '../../contract/reason/log-reasons.ts'
import type { Usage } from '../../contract/usage.ts'
import type { RequestBodies } from './request-bodies.ts'

/** What the list shows: a record without headers and bodies. */
export interface ExchangeSummary {
  readonly id: string
  readonly service: string
  readonly method: string
  readonly path: string
  readonly query: string
  readonly upstream: string | null
  readonly token: string | null
  readonly session: string | null
  readonly modelAsked: string | null
  readonly modelSent: string | null
  /** Status as the client saw it. */
  readonly status: number
  readonly outcome: Outcome
  readonly attempts: number
  /** ms since 1970. */
  readonly startedAt: number
  readonly firstByteMs: number | null
  readonly durationMs: number
  /** Bytes in and out on the client's side. */
  readonly requestBytes: number
  readonly responseBytes: number
  /** Whether it asked no question. */
  readonly side: boolean
  readonly usage: Usage | null
  readonly usagePartial: boolean
  /** Null where no upstream was asked, and in records from before costs were counted. */
  readonly cost: CostView | null
  /** What the upstream said by the error with which it failed; null where it did not, or said nothing. */
  readonly said: SaidError | null
}

export interface StoredBody {
  readonly bytes: Uint8Array
  readonly truncated: boolean
  /** Size in bytes of the whole body as it passed. */
  readonly size: number
}

export interface StoredExchange extends ExchangeSummary {
  readonly address: string
  readonly rawUsage: Readonly<Record<string, unknown>> | null
  readonly attemptList: readonly Attempt[]
  readonly changes: readonly Change[]
  readonly requestHeaders: RawHeaders
  readonly sentHeaders: RawHeaders | null
  readonly responseHeaders: RawHeaders
}

/** Kinds of bodies, in the order of their numbers. */
export const BODY_KINDS = ['request', 'sent', 'response'] as const

export type BodyKind = (typeof BODY_KINDS)[number]

/** Filter of the list, the same in API, command line and UI. All given conditions must hold. */
export interface JournalQuery {
  readonly service?: string
  readonly upstream?: string
  /** Exact (`429`) or a class (`4xx`), or `ok` / `failed`. */
  readonly status?: string
  readonly model?: string
  readonly token?: string
  readonly session?: string
  /** ms since 1970, inclusive / exclusive. */
  readonly since?: number
  readonly until?: number
  readonly minDurationMs?: number
  /** Nano-dollars; an unknown cost is above none. */
  readonly costAbove?: number
  /** Substring of the path. */
  readonly path?: string
  /** Substring of a body; bounded and cancellable. */
  readonly text?: string
  /** Opaque; from a former page. */
  readonly cursor?: string
  /** 1–500, default 50. */
  readonly limit?: number
}

export interface JournalPage {
  readonly items: readonly ExchangeSummary[]
  /** Absent on the last page. With it a page may be short or empty: a search through bodies ends after a while, to be continued. */
  readonly next?: string
}

export interface JournalStatus {
  readonly records: number
  /** Bytes on disk. */
  readonly bytes: number
  /** Records or bodies that could not be written and were dropped since start. */
  readonly dropped: number
  /** What is wrong now (disk full, locked), in English; empty when all is well. */
  readonly warning: string
  /** The same, one by one, for readers of other languages. */
  readonly troubles?: readonly LogReason[]
}

export interface Journal {
  /** Takes the record over and returns at once; never throws. `bodies` tells what it knows beyond the bytes of the request's. */
  readonly append: (record: ExchangeRecord, bodies?: RequestBodies) => void
  readonly find: (id: string) => Promise<StoredExchange | undefined>
  readonly body: (id: string, kind: BodyKind) => Promise<StoredBody | undefined>
  /** Newest first. Rejects with the signal's reason when the caller gives up. */
  readonly list: (query: JournalQuery, signal?: AbortSignal) => Promise<JournalPage>
  /** Removes records; totals stay. */
  readonly clear: (ids?: readonly string[]) => Promise<number>
  readonly renameUpstream: (service: string, from: string, to: string) => Promise<void>
  readonly status: () => Promise<JournalStatus>
  /** Resolves when everything appended so far is on disk. */
  readonly flush: () => Promise<void>
}
