/** From sums to the rows a query asked for: names of local hours, days and months, rows of one key added up, in order of the key. */
import { addCounts, NO_COUNTS, type RequestCounts } from '../../contract/counts.ts'
import { addCosts, type CostSums, NO_COST } from '../../contract/money/cost.ts'
import { addUsage, NO_USAGE, type Usage } from '../../contract/usage.ts'
import { BUCKET_MS, IMPORTED_BUCKET, type LedgerEntry } from './entry.ts'
import type { LedgerGroup, LedgerQuery, LedgerRow } from './ledger.ts'
import { bucketsIn, localNames, machineZone, type TimeUnit, zoneOffsets } from './local-time.ts'

/** What totals without a time are listed under, where rows are by time. */
export const IMPORTED = 'imported'

export interface Sums extends RequestCounts {
  /** Local hour or day as a count since 1970 (see `timeUnit`); null for totals without time. */
  readonly time: number | null
  readonly service?: string
  readonly upstream?: string
  readonly model?: string
  readonly token?: string
  readonly usage: Usage
  readonly cost: CostSums
}

/** The finest unit of time that a query needs. Months are added up from days. */
export const timeUnit = (query: LedgerQuery): TimeUnit | undefined => {
  if (query.groupBy.includes('quarter')) return 'quarter'
  if (query.groupBy.includes('hour')) return 'hour'
  return query.groupBy.includes('day') || query.groupBy.includes('month') ? 'day' : undefined
}

const NOTHING = { ...NO_COUNTS, usage: NO_USAGE, cost: NO_COST } as const

export const ledgerRows = (query: LedgerQuery, sums: Iterable<Sums>): readonly LedgerRow[] => {
  const unit = timeUnit(query)
  const rows = new Map<string, LedgerRow>()
  for (const one of sums) {
    const key = keyOf(query.groupBy, one, unit)
    const name = query.groupBy.map((group) => key[group]).join('\u0000')
    const sum = rows.get(name) ?? NOTHING
    const usage = addUsage(sum.usage, one.usage)
    rows.set(name, { key, ...addCounts(sum, one), usage, cost: addCosts(sum.cost, one.cost) })
  }
  if (query.groupBy.length === 0 && rows.size === 0) return [{ key: {}, ...NOTHING }]
  return [...rows].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row)
}

/** Entries in memory as sums, within the query's conditions and its local time. */
export const sumsOfEntries = (entries: Iterable<LedgerEntry>, query: LedgerQuery): readonly Sums[] => {
  const unit = timeUnit(query)
  const offsetAt = unit === undefined ? () => 0 : zoneOffsets(query.timeZone ?? machineZone())
  const localTime = (bucket: number): number | null =>
    unit === undefined || bucket === IMPORTED_BUCKET ? null : Math.floor((bucket + offsetAt(bucket)) / bucketsIn(unit))
  return [...entries]
    .filter((entry) => isWanted(entry, query))
    .map(({ bucket, ...entry }) => ({ ...entry, time: localTime(bucket) }))
}

const isWanted = (entry: LedgerEntry, query: LedgerQuery): boolean =>
  entry.bucket >= Math.floor((query.since ?? 0) / BUCKET_MS) &&
  entry.bucket < Math.ceil((query.until ?? Number.POSITIVE_INFINITY) / BUCKET_MS) &&
  (['service', 'upstream', 'model', 'token'] as const).every(
    (name) => query[name] === undefined || query[name] === entry[name],
  )

const keyOf = (
  groups: readonly LedgerGroup[],
  sums: Sums,
  unit: TimeUnit | undefined,
): Partial<Record<LedgerGroup, string>> => {
  const names =
    sums.time === null || unit === undefined
      ? { quarter: IMPORTED, hour: IMPORTED, day: IMPORTED, month: IMPORTED }
      : localNames(sums.time * bucketsIn(unit))
  const { service = '', upstream = '', model = '', token = '' } = sums
  const values: Record<LedgerGroup, string> = { ...names, service, upstream, model, token }
  return Object.fromEntries(groups.map((group) => [group, values[group]]))
}
