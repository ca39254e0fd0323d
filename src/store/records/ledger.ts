/** Usage totals by hour, kept apart from the log so that trimming it never touches them. */
import type { RequestCounts } from '../../contract/counts.ts'
import type { CostSums } from '../../contract/money/cost.ts'
import type { PriceSettings } from '../../contract/price-settings.ts'
import type { Usage } from '../../contract/usage.ts'

/** `quarter`: of an hour, the step in which totals are kept. */
export type LedgerGroup = 'quarter' | 'hour' | 'day' | 'month' | 'service' | 'upstream' | 'model' | 'token'

export interface LedgerQuery {
  /** ms since 1970, inclusive / exclusive; counted in quarters of an hour: `since` rounded down, `until` up. */
  readonly since?: number
  readonly until?: number
  readonly service?: string
  readonly upstream?: string
  readonly model?: string
  readonly token?: string
  /** Dimensions of the rows, in order; empty: one row. */
  readonly groupBy: readonly LedgerGroup[]
  /** IANA zone in which days and months begin; the machine's when absent. */
  readonly timeZone?: string
}

export interface LedgerRow extends RequestCounts {
  /**
   * One value per dimension asked for; quarters, hours, days and months as `2026-11-22T14:15`, `2026-11-22T14`, `2026-11-22`, `2026-11`, or `imported` for totals
   * of the original, which have no time. A missing model or token is empty.
   */
  readonly key: Readonly<Partial<Record<LedgerGroup, string>>>
  readonly usage: Usage
  readonly cost: CostSums
}

/** Pricing totals again: which, and by which prices. */
export interface RepriceRequest {
  readonly settings: PriceSettings
  /** ms since 1970, inclusive / exclusive, in quarters of an hour; without end when absent. */
  readonly since: number
  readonly until?: number
  /** Says what would change, and changes nothing. */
  readonly dryRun: boolean
  readonly unpricedOnly: boolean
}

export interface RepriceReport {
  /** In the time that was looked at. */
  readonly requests: number
  /** Totals, and requests in the log, whose cost is another one now. */
  readonly changed: number
  /** Nano-dollars of all of them. */
  readonly before: bigint
  readonly after: bigint
}

/** One that changed something. */
export interface RepriceEntry extends RepriceReport {
  /** ms since 1970. */
  readonly at: number
  readonly since: number
  readonly until: number | null
  /** Version of the prices. */
  readonly book: string
}

/** Entries are counted by the journal's writer in the same transaction as the record: both or neither. */
export interface Ledger {
  readonly totals: (query: LedgerQuery) => Promise<readonly LedgerRow[]>
  /** Prices again what was counted. Rejects when it cannot be done now. */
  readonly reprice: (request: RepriceRequest) => Promise<RepriceReport>
  /** What was priced again, newest first. */
  readonly reprices: () => Promise<readonly RepriceEntry[]>
  /** Sets all totals to zero. */
  readonly clear: () => Promise<void>
}
