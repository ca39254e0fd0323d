/** Totals read out of a damaged database, as far as they can be believed. */
import { countsBy } from '../../../../contract/counts.ts'
import { type CostSums, NO_COST } from '../../../../contract/money/cost.ts'
import { usageBy } from '../../../../contract/usage.ts'
import { OLD_CLASS } from '../../../../protocol/pricing/price-class.ts'
import { type LedgerEntry, oldCost } from '../../../records/entry.ts'
import { COST_COLUMNS, LEDGER_SUMS, QUARTER_NAMES } from '../../../records/rows/ledger-columns.ts'
import type { Connection } from '../database/driver.ts'
import type { EntryPlace, ReadableEntries } from '../database/thread-messages.ts'

/** At most `limit` rows, those before `offset` left out unread. Throws the library's error where they cannot be read. */
export const readableEntries = (
  connection: Connection,
  after: EntryPlace,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): ReadableEntries => {
  // Before costs were counted there were no classes.
  const hasClass = connection.all('PRAGMA table_info(ledger)', []).some(({ name }) => name === 'class')
  const names = hasClass ? QUARTER_NAMES : QUARTER_NAMES.slice(0, -1)
  const key = ['bucket', ...names].join(', ')
  const marks = ['bucket', ...names].map(() => '?').join(', ')
  const rows = connection.all(`SELECT * FROM ledger WHERE (${key}) > (${marks}) ORDER BY ${key} LIMIT ? OFFSET ?`, [
    after.bucket,
    ...names.map((name) => after[name]),
    limit,
    offset,
  ])
  const last = rows.at(-1)
  return {
    entries: rows.map(entryIn).filter((entry) => entry !== undefined),
    // A key that cannot be believed still says where to go on; one that is none ends the reading.
    last: rows.length < limit || last === undefined ? undefined : placeIn(last),
  }
}

type Row = Readonly<Record<string, unknown>>

const placeIn = (row: Row): EntryPlace | undefined => {
  const { bucket } = row
  const names = QUARTER_NAMES.map((name) => row[name] ?? (name === 'class' ? OLD_CLASS : undefined))
  if (typeof bucket !== 'number' || !names.every((name) => typeof name === 'string')) return undefined
  const [service = '', upstream = '', model = '', token = '', priceClass = ''] = names as readonly string[]
  return { bucket, service, upstream, model, token, class: priceClass }
}

/** Longest name that anybody has given anything, in characters. */
const LONGEST_NAME = 1000

const entryIn = (row: Row): LedgerEntry | undefined => {
  const place = placeIn(row)
  if (place === undefined || !isSum(place.bucket) || !LEDGER_SUMS.every((column) => isSum(row[column] ?? 0)))
    return undefined
  if (QUARTER_NAMES.some((name) => place[name].length > LONGEST_NAME || place[name].includes('\ufffd')))
    return undefined
  const sum = (column: string): number => Number(row[column] ?? 0)
  const usage = usageBy(sum)
  const cost = row['class'] === undefined ? oldCost(usage) : costIn(row)
  return { ...place, ...countsBy(sum), usage, cost }
}

const costIn = (row: Row): CostSums =>
  Object.fromEntries(
    COST_COLUMNS.map((column) => {
      const text = String(row[column] ?? 0)
      return [column, typeof NO_COST[column] === 'bigint' ? BigInt(text) : Number(text)]
    }),
  ) as unknown as CostSums

/** Neither tokens nor nano-dollars come to more. */
const isSum = (value: unknown): boolean => Number.isSafeInteger(Number(value)) && Number(value) >= 0
