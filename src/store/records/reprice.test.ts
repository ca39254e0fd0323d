import { expect, it } from 'vitest'
import { costAt, lostAttempt, recordOf, usageOf } from '../../../test/kit/records.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import { NO_COST } from '../../contract/money/cost.ts'
import { pricesSchema } from '../../contract/price-settings.ts'
import { NO_USAGE } from '../../contract/usage.ts'
import { priceBookOf } from '../prices/price-book-of.ts'
import { BUCKET_MS, collectRecord, type LedgerEntry } from './entry.ts'
import { reprice } from './reprice.ts'

const AT = Date.UTC(2026, 10, 22, 14, 5)

const rules = (settings: object, unpricedOnly = false) => ({
  book: priceBookOf(pricesSchema.parse(settings)),
  unpricedOnly,
})

const FLAT = { models: [{ match: 'claude-opus', input: 1, output: 2 }] }

const record = (over: Partial<ExchangeRecord> = {}): ExchangeRecord =>
  recordOf({ startedAt: AT, usage: usageOf({ uncachedInput: 1000, output: 10, total: 1010 }), ...over })

const rowsOf = (...records: readonly ExchangeRecord[]): readonly LedgerEntry[] => {
  const rows = new Map<string, LedgerEntry>()
  for (const one of records) collectRecord(rows, one)
  return [...rows.values()]
}

it('prices what is in the log by itself, and moves it to the class that it belongs to', () => {
  const old = record()
  const unknown = record({ cost: costAt(null, { class: 'a?+batch' }) })
  const more = { models: [{ ...FLAT.models[0], above: [{ prompt: 500, input: 3, output: 4 }], tiers: { batch: 0.5 } }] }
  const { rows, records, changed } = reprice(rowsOf(old, unknown), [old, unknown], rules(more))
  expect(records.map(({ priced }) => priced.cost?.nano)).toEqual([3_040_000n, 1_520_000n])
  expect(rows).toMatchObject([
    { class: 'a500', requests: 1, cost: { cost: 3_040_000n, unpriced: 0 } },
    { class: 'a500+batch', requests: 1, cost: { cost: 1_520_000n, unpriced: 0 } },
  ])
  expect(changed).toBe(4)
})

it('changes nothing the second time, nor when nothing is another price', () => {
  const first = reprice(rowsOf(record(), record()), [record()], rules(FLAT))
  const again = reprice(
    first.rows,
    first.records.map(({ record: one, priced }) => ({ ...one, ...priced })),
    rules(FLAT),
  )
  expect(again).toMatchObject({ records: [], changed: 0, rows: first.rows })
})

it('prices by their class the totals whose requests are gone, and says that old ones are the least', () => {
  const gone = record({ cost: costAt(5n, { class: 'a500' }) })
  const stepped = { models: [{ ...FLAT.models[0], above: [{ prompt: 500, input: 3, output: 4 }] }] }
  expect(reprice(rowsOf(gone), [], rules(stepped)).rows).toMatchObject([{ cost: { cost: 3_040_000n, floors: 0 } }])
  // The step is not known any more: what was known stays.
  expect(reprice(rowsOf(gone), [], rules(FLAT)).rows).toMatchObject([{ cost: { cost: 5n } }])
  expect(reprice(rowsOf(record()), [], rules(FLAT)).rows).toMatchObject([
    { class: '?', cost: { cost: 1_020_000n, unpriced: 0, floors: 1 } },
  ])
  expect(reprice(rowsOf(record()), [], rules(stepped)).rows).toMatchObject([{ cost: { cost: 0n, unpriced: 1 } }])
})

it('takes what is gone together with what is not, each in its own way', () => {
  const kept = record({ cost: costAt(7n) })
  const { rows } = reprice(rowsOf(kept, record({ cost: costAt(7n) })), [kept], rules(FLAT))
  expect(rows).toMatchObject([{ class: '', requests: 2, cost: { cost: 2_040_000n } }])
})

it('leaves alone what rounding alone would change', () => {
  const twice = [record({ cost: costAt(1_020_001n) }), record({ cost: costAt(1_020_001n) })]
  expect(reprice(rowsOf(...twice), [], rules(FLAT)).changed).toBe(0)
})

it('never takes out of the totals what was set to zero there', () => {
  const counted = record({ cost: costAt(5n) })
  const small: readonly LedgerEntry[] = rowsOf(counted).map((row) => ({
    ...row,
    requests: 0,
    usage: NO_USAGE,
    cost: { ...NO_COST, cost: 1n },
  }))
  expect(reprice(small, [counted], rules({})).rows.every(({ requests }) => requests >= 0)).toBe(true)
})

it('prices attempts that were billed for nothing, and leaves what is free or unknown for want of counts', () => {
  const { usage: _, ...silent } = record({ cost: costAt(null, { class: 'a?' }) })
  const free = record({ cost: costAt(0n, { class: 'free' }) })
  const lost = record({
    attempts: [lostAttempt('first', costAt(null), { uncachedInput: 1000, total: 1000 }), ...record().attempts],
    cost: costAt(1_020_000n),
  })
  const { records, rows } = reprice(rowsOf(silent, free, lost), [silent, free, lost], rules(FLAT))
  expect(records).toHaveLength(1)
  expect(records[0]?.priced.attempts[0]?.billed?.cost).toMatchObject({ nano: '1000000' })
  expect(rows.find(({ upstream }) => upstream === 'first')?.cost).toMatchObject({ cost: 1_000_000n, unpriced: 0 })
  expect(rows.find(({ class: one }) => one === 'a?')?.cost).toMatchObject({ cost: 0n, unpriced: 1 })
})

it('touches only what has no price when told so', () => {
  const priced = record({ cost: costAt(5n) })
  const unknown = record({ cost: costAt(null), startedAt: AT + BUCKET_MS })
  const { rows } = reprice(rowsOf(priced, unknown), [priced, unknown], rules(FLAT, true))
  expect(rows).toMatchObject([{ cost: { cost: 5n } }, { cost: { cost: 1_020_000n } }])
})
