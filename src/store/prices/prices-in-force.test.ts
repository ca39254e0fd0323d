import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { NO_USAGE } from '../../contract/usage.ts'
import { costOf } from '../../protocol/pricing/cost.ts'
import { pricesDocument } from '../documents/prices.ts'
import { priceBookOf } from './price-book-of.ts'
import { shippedEntries } from './shipped-book.ts'

const inTree = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

const bookFor = (settings: unknown) => priceBookOf(pricesDocument.parse(JSON.stringify(settings)))

const ask = (model: string, more: { upstream?: string; at?: string } = {}) => ({
  service: 'claude',
  upstream: more.upstream ?? 'prod',
  model,
  at: Date.parse(more.at ?? '2026-11-30T12:00:00Z'),
})

it('is what the script makes of the package and the corrections', () => {
  const made = execFileSync(process.execPath, [inTree('scripts/prices.mjs'), '--print'], { encoding: 'utf8' })
  expect(readFileSync(inTree('src/store/prices/book.json'), 'utf8')).toBe(made)
})

it('holds whole numbers only, and steps in ascending order', () => {
  for (const { rule } of shippedEntries) {
    const numbers = [rule.prices, ...rule.above, rule.geo, rule.fees].flatMap((one) => Object.values(one))
    expect(numbers.every((value) => Number.isSafeInteger(value) && Number(value) >= 0)).toBe(true)
    expect(rule.above.map(({ prompt }) => prompt)).toEqual(
      rule.above.map(({ prompt }) => prompt).toSorted((a, b) => a - b),
    )
  }
})

it.each([
  ['claude-opus-5-5', { cacheRead: 200_000 }],
  ['claude-fable-5-1-20260901', { cacheRead: 250_000 }],
  ['openai/gpt-5.4', { input: 2_500_000 }],
])('knows %s, none of whose prices follows from another', (model, prices) => {
  expect(bookFor({}).rule(ask(model))?.prices).toMatchObject(prices)
})

it.each(['claude-opus-5-5-thinking', 'claude-sonnet-9', 'gpt-5.4-fast', 'deepseek-chat', 'my-model'])(
  'does not know %s',
  (model) => {
    expect(bookFor({}).rule(ask(model))).toBeUndefined()
  },
)

it('prices a request by its time: dates, and hours of the day', () => {
  const input = (model: string, at: string) => bookFor({}).rule(ask(model, { at }))?.prices.input
  expect(input('deepseek-v4-pro', '2026-08-16T23:59:59Z')).toBe(435_000)
  expect(input('deepseek-v4-pro', '2026-11-30T00:30:00Z')).toBe(660_000)
  expect(input('deepseek-v4-pro', '2026-11-30T03:59:00Z')).toBe(1_320_000)
  expect(input('deepseek-v4-pro', '2026-11-30T04:00:00Z')).toBe(660_000)
  expect(input('glm-5.3-flash', '2026-09-09T15:59:59Z')).toBe(75_000)
  expect(input('glm-5.3-flash', '2026-09-09T16:00:00Z')).toBe(150_000)
})

it('lets own prices go before the shipped ones, and hides one that has none on purpose', () => {
  const settings = {
    models: [
      { match: 'claude-opus-*', upstream: 'relay', input: '1.5', output: 2 },
      { match: 'claude-haiku-4-5', unpriced: true },
    ],
  }
  expect(bookFor(settings).rule(ask('claude-opus-5-5', { upstream: 'relay' }))).toMatchObject({
    name: 'own#1',
    prices: { input: 1_500_000, output: 2_000_000 },
  })
  expect(bookFor(settings).rule(ask('claude-opus-5-5'))?.name).toBe('book:anthropic/claude-opus-5-5')
  expect(bookFor(settings).rule(ask('claude-haiku-4-5'))).toBeUndefined()
})

it('has another version when a price is another, and the same one when only the words are', () => {
  const version = (settings: unknown) => bookFor(settings).version
  expect(version({})).toMatch(/^[0-9a-f]{8}$/)
  expect(version({ note: 'mine', display: 'CNY' })).toBe(version({}))
  expect(version({ upstreams: { 'claude/a': { multiplier: 1.2 } } })).not.toBe(version({}))
  expect(version({ models: [{ match: 'a', input: 1 }] })).not.toBe(version({ models: [{ match: 'a', input: 2 }] }))
})

it('prices a request of a relay with a multiplier, credit in yuan and a dated rate', () => {
  const book = bookFor({
    rates: [{ from: '2026-07-01', CNY: 7.05 }],
    upstreams: { 'claude/relay': { multiplier: 0.8, credit: { price: '0.5', currency: 'CNY' } } },
  })
  const usage = { ...NO_USAGE, uncachedInput: 1_000_000 }
  const { nano } = costOf(book, ask('claude-opus-5-5', { upstream: 'relay' }), { usage, partial: false })
  // 4 $ × 0.8 × 0.5 ¥ ÷ 7.05
  expect(nano).toBe(226_950_355n)
})
