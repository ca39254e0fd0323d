/** All prices that are in force: own ones before those of the shipped book, and what relays make of them. Pure; made once per change. */
import { priceNames } from './model-names.ts'
import { createPriceList, type PriceEntry, type PricePlace } from './price-list.ts'
import { type Currency, holdsAt, type PriceRule } from './price-rule.ts'

/** What an upstream makes of the list price. Factors in millionths. */
export interface RelayTerms {
  /** Times the list price; 0: what is asked there is known to be free. */
  readonly multiplier: number
  /** What one dollar of its credit costs, in millionths of that currency. */
  readonly credit?: { readonly price: number; readonly currency: Currency } | undefined
}

/** Yuan per dollar in millionths, from an instant on (ms since 1970). */
export interface YuanRate {
  readonly from: number
  readonly rate: number
}

export interface PriceBookParts {
  /** 8 hexadecimal characters that change with any of the rest. */
  readonly version: string
  readonly own: readonly PriceEntry[]
  readonly shipped: readonly PriceEntry[]
  /** By `service/upstream`. */
  readonly relays: ReadonlyMap<string, RelayTerms>
  readonly rates: readonly YuanRate[]
}

export interface PriceQuestion extends PricePlace {
  /** Model as it was sent; undefined when the request named none. */
  readonly model: string | undefined
  /** Start of the request, ms since 1970. */
  readonly at: number
}

export interface PriceBook {
  readonly version: string
  /** The price that counts; undefined where none is known, also where it is hidden on purpose. */
  readonly rule: (question: PriceQuestion) => PriceRule | undefined
  /** The maker's list price, whatever own prices say. */
  readonly listRule: (question: PriceQuestion) => PriceRule | undefined
  readonly terms: (place: PricePlace) => RelayTerms | undefined
  /** Yuan per dollar in millionths at an instant; undefined before the first one. */
  readonly rateAt: (at: number) => number | undefined
}

/** Models that are remembered. Clients name them, so that there may be any number. */
const MOST_REMEMBERED = 1000

interface Found {
  readonly all: readonly PriceRule[]
  readonly listed: readonly PriceRule[]
}

export const createPriceBook = (parts: PriceBookParts): PriceBook => {
  const own = createPriceList(parts.own)
  const shipped = createPriceList(parts.shipped)
  const rates = parts.rates.toSorted((left, right) => right.from - left.from)
  const remembered = new Map<string, Found>()

  const look = (model: string, place: PricePlace): Found => {
    const names = priceNames(model)
    const listed = shipped.find(names, place)
    return { all: [...own.find(names, place), ...listed], listed }
  }
  const found = (model: string, place: PricePlace): Found => {
    const key = `${place.service}\u0000${place.upstream}\u0000${model}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    const fresh = look(model, place)
    remembered.set(key, fresh)
    return fresh
  }
  const choose = (which: keyof Found, { model, at, ...place }: PriceQuestion): PriceRule | undefined => {
    if (model === undefined) return undefined
    const rule = found(model, place)[which].find((one) => holdsAt(one, at))
    return rule?.unpriced === true ? undefined : rule
  }
  return {
    version: parts.version,
    rule: (question) => choose('all', question),
    listRule: (question) => choose('listed', question),
    terms: ({ service, upstream }) => parts.relays.get(`${service}/${upstream}`),
    rateAt: (at) => rates.find(({ from }) => from <= at)?.rate,
  }
}
