/** One budget of the document made ready: whom it counts, how much it allows when, and what of an answer it counts. */
import type { BudgetEntry } from '../../contract/budget-settings.ts'
import { MILLION, roundHalfEven } from '../../contract/money/decimal.ts'
import { allTokens } from '../../contract/usage.ts'
import { priceNames } from '../../protocol/pricing/model-names.ts'
import { namePattern } from '../../protocol/pricing/name-pattern.ts'
import type { PriceBook } from '../../protocol/pricing/price-book.ts'
import type { LedgerEntry } from '../records/entry.ts'
import type { CalendarPeriod, Stretch } from './calendar.ts'
import { startOfBucket, type Window, type WindowAt, windowsOf } from './window.ts'

/** What a budget counts: nano-dollars, tokens, or questions. */
export type BudgetUnit = 'nano' | 'tokens' | 'requests'

export interface Budget {
  readonly entry: BudgetEntry
  readonly unit: BudgetUnit
  readonly windowAt: WindowAt
  /** In its unit; undefined for yuan without a rate at the beginning of the window. */
  readonly limitIn: (window: Window) => bigint | undefined
  /** Name of the counter for requests with this token (empty: without one); undefined where the budget does not count them. */
  readonly counterFor: (service: string, token: string) => string | undefined
  readonly countsModel: (model: string) => boolean
  readonly countsUpstream: (upstream: string) => boolean
  readonly amountOf: (counted: Pick<LedgerEntry, 'usage' | 'cost' | 'requests'>) => bigint
}

/** Nano-dollars in a millionth of a dollar. */
export const NANO = 1000n

export interface BudgetParts {
  readonly book: Pick<PriceBook, 'rateAt'>
  readonly stretchAt: ((period: CalendarPeriod, now: number) => Stretch) | undefined
}

export const createBudget = (entry: BudgetEntry, { book, stretchAt }: BudgetParts): Budget => {
  const { token, service, upstream, model } = entry
  const unit = unitOf(entry)
  const fits = model === undefined ? () => true : namePattern(model)
  return {
    entry,
    unit,
    windowAt: windowsOf(entry, stretchAt),
    limitIn: remembered((window) => limitIn(entry, () => book.rateAt(startOfBucket(window.from)))),
    counterFor: (askedService, shown) => {
      if (service !== undefined && service !== askedService) return undefined
      if (token === '*') return shown === '' ? undefined : `${entry.id}\u0000${shown}`
      return token === undefined || token === shown ? entry.id : undefined
    },
    countsModel: model === undefined ? () => true : rememberedNames((sent) => priceNames(sent).some(fits)),
    countsUpstream: (name) => upstream === undefined || upstream === name,
    amountOf: ({ usage, cost, requests }) => {
      if (unit === 'nano') return cost.cost
      return BigInt(unit === 'tokens' ? allTokens(usage) : requests)
    },
  }
}

/** Asks again only for another window: there is a new one once in a quarter of an hour at most. */
const remembered = (limitOf: (window: Window) => bigint | undefined): Budget['limitIn'] => {
  let known: { readonly window: Window; readonly limit: bigint | undefined } | undefined
  return (window) => {
    if (known?.window !== window) known = { window, limit: limitOf(window) }
    return known.limit
  }
}

/** Names that are remembered. Clients name models, so that there may be any number. */
const MOST_NAMES = 1000

const rememberedNames = (fits: (name: string) => boolean): ((name: string) => boolean) => {
  const known = new Map<string, boolean>()
  return (name) => {
    const seen = known.get(name)
    if (seen !== undefined) return seen
    if (known.size >= MOST_NAMES) known.clear()
    const result = fits(name)
    known.set(name, result)
    return result
  }
}

const unitOf = ({ tokens, requests }: BudgetEntry): BudgetUnit => {
  if (tokens !== undefined) return 'tokens'
  return requests === undefined ? 'nano' : 'requests'
}

const limitIn = (
  { amount = 0, currency, tokens, requests }: BudgetEntry,
  rateThen: () => number | undefined,
): bigint | undefined => {
  const whole = tokens ?? requests
  if (whole !== undefined) return BigInt(whole)
  if (currency === 'USD') return BigInt(amount) * NANO
  const rate = rateThen()
  return rate === undefined ? undefined : roundHalfEven(BigInt(amount) * NANO * BigInt(MILLION), BigInt(rate))
}

/** The token a counter of `*` is for; undefined for one that counts several. */
export const tokenOfCounter = (counter: string): string | undefined => {
  const at = counter.indexOf('\u0000')
  return at < 0 ? undefined : counter.slice(at + 1)
}
