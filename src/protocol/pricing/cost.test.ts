import { expect, it } from 'vitest'
import { NO_USAGE, type PricedBy, type Usage } from '../../contract/usage.ts'
import { costOf } from './cost.ts'
import { createPriceBook, type PriceBookParts, type RelayTerms } from './price-book.ts'
import { classText, readClass } from './price-class.ts'
import type { PriceRule } from './price-rule.ts'

const AT = Date.UTC(2026, 10, 30)
const RATES = [
  { from: Date.UTC(2026, 0, 1), rate: 7_120_000 },
  { from: Date.UTC(2026, 6, 1), rate: 7_050_000 },
]

const SONNET: PriceRule = {
  name: 'book:anthropic/sonnet',
  currency: 'USD',
  prices: { input: 3_000_000, output: 15_000_000, cacheRead: 300_000, cacheWrite: 3_750_000 },
  above: [{ prompt: 200_000, input: 6_000_000, output: 22_500_000, cacheRead: 600_000, cacheWrite: 7_500_000 }],
  tiers: { batch: 500_000, priority: { input: 5_000_000, output: 30_000_000 } },
  geo: { us: 1_100_000 },
  fees: { webSearch: 10_000_000 },
  unpriced: false,
}

const book = (parts: Partial<PriceBookParts> = {}) =>
  createPriceBook({
    version: '01234567',
    own: [],
    shipped: [{ match: 'sonnet', rule: SONNET }],
    relays: new Map(),
    rates: RATES,
    ...parts,
  })

const relay = (terms: Partial<RelayTerms>) =>
  book({ relays: new Map([['claude/a', { multiplier: 1_000_000, ...terms }]]) })

const own = (rule: Partial<PriceRule>) =>
  book({ own: [{ match: 'sonnet', rule: { ...SONNET, name: 'own#1', ...rule } }] })

const usage = (counts: Partial<Usage>): Usage => ({ ...NO_USAGE, ...counts })

const cost = (
  counts: Partial<Usage>,
  { prices = book(), model = 'sonnet', partial = false, priced = {} as PricedBy, at = AT } = {},
) => costOf(prices, { service: 'claude', upstream: 'a', model, at }, { usage: usage(counts), partial, priced })

const EXAMPLE = { uncachedInput: 1234, cacheRead: 50_000, cacheCreate: 2000, cacheCreate5m: 2000, output: 777 }

it('prices the example of the specification, with and without the relay', () => {
  expect(cost(EXAMPLE)).toEqual({
    nano: 37_857_000n,
    list: 37_857_000n,
    quality: 'exact',
    book: '01234567',
    rule: 'book:anthropic/sonnet',
    class: '',
    searches: 0,
  })
  expect(cost(EXAMPLE, { prices: relay({ multiplier: 1_200_000 }) })).toMatchObject({
    nano: 45_428_400n,
    list: 37_857_000n,
  })
})

it('rounds once, half to even', () => {
  const halfNano = own({ prices: { input: 1, output: 1 } })
  const rounded = [500, 1500, 2500, 499, 501].map((output) => cost({ output }, { prices: halfNano }).nano)
  expect(rounded).toEqual([0n, 2n, 2n, 0n, 1n])
})

it('takes other prices only when the whole prompt has more than the step', () => {
  expect(cost({ uncachedInput: 100_000, cacheRead: 100_000, output: 1 }).nano).toBe(330_015_000n)
  const beyond = cost({ uncachedInput: 100_000, cacheRead: 100_001, output: 1 })
  expect(beyond).toMatchObject({ nano: 660_023_100n, class: 'a200000' })
})

it.each<[string, PricedBy, bigint | null, string]>([
  ['batch', { tier: 'batch' }, 1_500n, 'batch'],
  ['own prices of a tier', { tier: 'Priority' }, 5_000n, 'priority'],
  ['the usual tier', { tier: 'default' }, 3_000n, ''],
  ['a tier without a price', { tier: 'flex' }, null, 'flex'],
  ['two tiers of which one is unknown', { tier: 'batch', speed: 'fast' }, null, 'batch+fast'],
  ['a place', { geo: 'us' }, 3_300n, 'in:us'],
  ['a place without a price', { geo: 'eu' }, null, 'in:eu'],
  ['nowhere in particular', { geo: 'global' }, 3_000n, ''],
  ['tier and place', { tier: 'batch', geo: 'us' }, 1_650n, 'batch+in:us'],
  ['searches, which know no tier', { tier: 'batch', geo: 'us', searches: 2 }, 20_001_650n, 'batch+in:us'],
  ['a fee without a price', { fileSearches: 1 }, null, 'media'],
  ['sound without a price', { inputAudio: 1 }, null, 'media'],
  ['sound from the cache', { cachedMedia: true }, null, 'media'],
  ['pictures, which cost what text costs', { inputImage: 1 }, 3_000n, 'media'],
])('prices %s', (_what, priced, nano, priceClass) => {
  expect(cost({ uncachedInput: 1 }, { priced })).toMatchObject({ nano, class: priceClass })
})

it('does not know what a tier with prices of its own costs beyond a step', () => {
  expect(cost({ uncachedInput: 200_001 }, { priced: { tier: 'priority' } }).nano).toBeNull()
})

it('does not know the whole when a part has no price', () => {
  expect(cost({ uncachedInput: 5, cacheCreate: 1, cacheCreate1h: 1 })).toMatchObject({ nano: null, quality: 'unknown' })
  expect(cost({ uncachedInput: Number.MAX_SAFE_INTEGER }).nano).toBeNull()
  expect(cost({}, { model: 'sonnet-like' })).toMatchObject({ nano: null, rule: null, class: 'a?' })
  expect(cost({}, { prices: own({ unpriced: true }) })).toMatchObject({ nano: null, rule: null })
})

it('keeps what is exact beyond the range of numbers', () => {
  const tokens = 9_000_000_000_000_000
  expect(cost({ uncachedInput: tokens, output: tokens }, { prices: own({ above: [] }) }).nano).toBe(
    (BigInt(tokens) * 18_000_000n) / 1000n,
  )
})

it('changes yuan into dollars at the rate of the day, once for the price and once for the credit', () => {
  const yuan = { currency: 'CNY', prices: { input: 7_050_000 } } as const
  expect(cost({ uncachedInput: 1000 }, { prices: own(yuan) }).nano).toBe(1_000_000n)
  expect(cost({ uncachedInput: 1000 }, { prices: own(yuan), at: RATES[1]?.from ?? 0 }).nano).toBe(1_000_000n)
  expect(cost({ uncachedInput: 1000 }, { prices: own(yuan), at: (RATES[1]?.from ?? 0) - 1 }).nano).toBe(990_169n)
  expect(cost({ uncachedInput: 1000 }, { prices: own(yuan), at: Date.UTC(2025, 0, 1) }).nano).toBeNull()
  const credit = relay({ multiplier: 800_000, credit: { price: 500_000, currency: 'CNY' } })
  expect(cost(EXAMPLE, { prices: credit }).nano).toBe(2_147_915n)
})

it('knows that what is free is free, whatever it would cost elsewhere', () => {
  const free = relay({ multiplier: 0 })
  expect(cost(EXAMPLE, { prices: free, partial: true })).toMatchObject({
    nano: 0n,
    list: 37_857_000n,
    quality: 'exact',
  })
  expect(cost(EXAMPLE, { prices: free, model: 'own-model' })).toMatchObject({ nano: 0n, list: null, quality: 'exact' })
})

it('says that a cut answer, or one that was not seen whole, cost at least that much', () => {
  expect(cost(EXAMPLE, { partial: true })).toMatchObject({ nano: 37_857_000n, quality: 'floor' })
  expect(cost(EXAMPLE, { priced: { unseen: true } }).quality).toBe('floor')
})

it('tells the list price beside a price of one’s own', () => {
  expect(cost({ output: 1000 }, { prices: own({ prices: { output: 1_000_000 } }) })).toMatchObject({
    nano: 1_000_000n,
    list: 15_000_000n,
    rule: 'own#1',
  })
})

it('reads a class as it was written, and never takes a tier for something else', () => {
  const whole = { step: 200_000, tiers: ['batch', 'fast'], geo: 'us', media: true }
  expect(readClass(classText(whole))).toEqual(whole)
  expect(readClass('a?')).toEqual({ step: 'unknown', tiers: [], geo: undefined, media: false })
  expect(readClass('')).toEqual({ step: undefined, tiers: [], geo: undefined, media: false })
  expect(['?', 'free'].map(readClass)).toEqual([undefined, undefined])
  expect(cost({ uncachedInput: 1 }, { priced: { tier: 'a200000', geo: 'x+y' } }).class).toBe('-a200000+in:x-y')
})
