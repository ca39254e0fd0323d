/**
 * Pricing again what was counted: requests that are still in the log one by one, the rest of the totals by the class that they are kept
 * under. Pure, for a stretch of time; the back ends read and write.
 */
import { countsBy } from '../../contract/counts.ts'
import { type Cost, type CostSums, costOfView, costView } from '../../contract/money/cost.ts'
import type { PricedBy, UsageReading } from '../../contract/usage.ts'
import { usageBy } from '../../contract/usage.ts'
import { costOf, unknownCost } from '../../protocol/pricing/cost.ts'
import { costOfSums } from '../../protocol/pricing/cost-of-sums.ts'
import type { PriceBook } from '../../protocol/pricing/price-book.ts'
import { FREE_CLASS, marksOfClass } from '../../protocol/pricing/price-class.ts'
import { priceMarks } from '../../protocol/usage/price-marks.ts'
import { addEntries, BUCKET_MS, type Countable, collectEntry, entriesOf, entryKey, type LedgerEntry } from './entry.ts'

export interface RepriceRules {
  readonly book: PriceBook
  /** Only what has no price yet. */
  readonly unpricedOnly: boolean
}

export interface RepriceResult<Item extends Countable> {
  /** All totals of the stretch, as they are to be. */
  readonly rows: readonly LedgerEntry[]
  /** Requests whose cost is another one now. */
  readonly records: readonly { readonly record: Item; readonly priced: Pick<Countable, 'cost' | 'attempts'> }[]
  /** Totals whose cost is another one now. */
  readonly changed: number
}

/** What rows and records come to by the prices of `rules`. Every record belongs to the stretch that the rows are about. */
export const reprice = <Item extends Countable>(
  rows: readonly LedgerEntry[],
  records: readonly Item[],
  rules: RepriceRules,
): RepriceResult<Item> => {
  const present = new Map(rows.map((row) => [entryKey(row), row]))
  const counted = records.filter((record) => isCounted(record, present))
  const parts = collected(counted.flatMap(entriesOf))
  // What was counted and then set to zero is not in the totals any more: nothing may be taken out of them for it.
  const fits = [...parts].every(([key, part]) => holds(present.get(key), part))
  const known = fits ? counted : []
  const renewed = records.map((record) => ({ record, priced: pricedAnew(record, rules) }))
  const result = new Map<string, LedgerEntry>()
  for (const row of rows) {
    const part = fits ? parts.get(entryKey(row)) : undefined
    const rest = part === undefined ? row : addEntries(row, negated(part))
    if (!isEmpty(rest)) collectEntry(result, restPriced(rest, rules))
  }
  for (const record of known) {
    const { priced } = renewed.find((one) => one.record === record) ?? { priced: undefined }
    for (const entry of entriesOf({ ...record, ...priced })) collectEntry(result, entry)
  }
  const after = [...result.values()]
  return {
    rows: after,
    records: renewed.flatMap(({ record, priced }) => (priced === undefined ? [] : [{ record, priced }])),
    changed: differing(present, result),
  }
}

const collected = (entries: readonly LedgerEntry[]): ReadonlyMap<string, LedgerEntry> => {
  const sums = new Map<string, LedgerEntry>()
  for (const entry of entries) collectEntry(sums, entry)
  return sums
}

const isCounted = (record: Countable, rows: ReadonlyMap<string, LedgerEntry>): boolean => {
  const entries = entriesOf(record)
  return entries.length > 0 && entries.every((entry) => rows.has(entryKey(entry)))
}

const holds = (row: LedgerEntry | undefined, part: LedgerEntry): boolean =>
  row !== undefined &&
  row.requests + row.side >= part.requests + part.side &&
  row.usage.total >= part.usage.total &&
  row.cost.unpriced >= part.cost.unpriced &&
  row.cost.cost >= part.cost.cost

/** What takes an entry out of a sum again. */
export const negated = (entry: LedgerEntry): LedgerEntry => ({
  ...entry,
  ...countsBy((field) => -entry[field]),
  usage: usageBy((field) => -entry.usage[field]),
  cost: {
    cost: -entry.cost.cost,
    list: -entry.cost.list,
    unpriced: -entry.cost.unpriced,
    unlisted: -entry.cost.unlisted,
    floors: -entry.cost.floors,
    searches: -entry.cost.searches,
  },
})

const isEmpty = ({ requests, side, usage, cost }: LedgerEntry): boolean =>
  requests === 0 && side === 0 && usage.total === 0 && usage.output === 0 && cost.cost === 0n && cost.unpriced === 0

const differing = (before: ReadonlyMap<string, LedgerEntry>, after: ReadonlyMap<string, LedgerEntry>): number =>
  [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => !sameSums(before.get(key)?.cost, after.get(key)?.cost),
  ).length

const sameSums = (left: CostSums | undefined, right: CostSums | undefined): boolean =>
  left !== undefined &&
  right !== undefined &&
  left.cost === right.cost &&
  left.list === right.list &&
  left.unpriced === right.unpriced &&
  left.unlisted === right.unlisted &&
  left.floors === right.floors

/** Cost and attempts of a request by other prices; undefined when nothing changes. */
const pricedAnew = (record: Countable, rules: RepriceRules): Pick<Countable, 'cost' | 'attempts'> | undefined => {
  const upstream = record.upstream ?? record.attempts.at(-1)?.upstream
  if (upstream === undefined) return undefined
  const model = record.model.sent ?? record.model.asked
  const cost = answerCost(rules, record, { upstream, model, usage: record.usage, cost: record.cost })
  const attempts = record.attempts.map((attempt) => {
    if (attempt.billed === undefined) return attempt
    const { usage, cost: view } = attempt.billed
    const reading = usage && { usage, raw: {}, partial: view.quality === 'floor' }
    const place = { upstream: attempt.upstream, model: attempt.model ?? record.model.asked, usage: reading }
    const renewed = answerCost(rules, record, { ...place, cost: costOfView(view) })
    return renewed === undefined ? attempt : { ...attempt, billed: { ...attempt.billed, cost: costView(renewed) } }
  })
  const isSame = cost === undefined && attempts.every((attempt, index) => attempt === record.attempts[index])
  if (isSame) return undefined
  const kept = cost ?? record.cost
  return { attempts, ...(kept === undefined ? {} : { cost: kept }) }
}

interface Answer {
  readonly upstream: string
  readonly model: string | undefined
  readonly usage: UsageReading | undefined
  readonly cost: Cost | undefined
}

/** Undefined where it stays what it is. */
const answerCost = (
  { book, unpricedOnly }: RepriceRules,
  { service, startedAt: at }: Countable,
  { upstream, model, usage, cost }: Answer,
): Cost | undefined => {
  if (cost?.class === FREE_CLASS || (unpricedOnly && isPriced(cost))) return undefined
  if (usage === undefined) return cost && uncountedCost(unknownCost(book, upstream, service), cost)
  const marks = cost === undefined ? (priceMarks(usage.raw) ?? NOTHING_SAID) : marksOfClass(cost.class, cost.searches)
  if (marks === undefined) return undefined
  const unseen = cost?.quality === 'floor' && !usage.partial
  const priced: PricedBy = unseen ? { ...marks, unseen } : marks
  const renewed = costOf(book, { service, upstream, model, at }, { ...usage, priced })
  return cost !== undefined && isSameCost(cost, renewed) ? undefined : renewed
}

const NOTHING_SAID: PricedBy = {}

/** A request without counts is only ever known to be free. */
const uncountedCost = (renewed: Cost, cost: Cost): Cost | undefined =>
  renewed.nano === cost.nano ? undefined : renewed

const isPriced = (cost: Cost | undefined): boolean => cost !== undefined && cost.nano !== null

/** The version of the book alone makes no other cost. */
const isSameCost = (left: Cost, right: Cost): boolean =>
  left.nano === right.nano &&
  left.list === right.list &&
  left.quality === right.quality &&
  left.rule === right.rule &&
  left.class === right.class

/** Totals without records, by their class. */
const restPriced = (rest: LedgerEntry, { book, unpricedOnly }: RepriceRules): LedgerEntry => {
  const { cost } = rest
  if (unpricedOnly && cost.unpriced === 0) return rest
  const at = rest.bucket * BUCKET_MS
  const { service, upstream, model } = rest
  const sum = costOfSums(book, { service, upstream, model, at }, { ...rest, searches: cost.searches })
  // Each request was rounded for itself: a difference of that size is none.
  const rounding = BigInt(rest.requests + rest.side + 1)
  const isSame = sum === undefined || (cost.unpriced === 0 && distance(sum.nano, cost.cost) <= rounding)
  if (isSame) return rest
  const floors = sum.isFloor ? Math.max(rest.requests, 1) : cost.floors
  const listed = sum.list === null ? {} : { list: sum.list, unlisted: 0 }
  return { ...rest, cost: { ...cost, cost: sum.nano, unpriced: 0, floors, ...listed } }
}

const distance = (left: bigint, right: bigint): bigint => (left < right ? right - left : left - right)
