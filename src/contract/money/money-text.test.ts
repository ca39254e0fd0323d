import { expect, it } from 'vitest'
import { costSumText, costText, moneyText } from './money-text.ts'

it.each([
  [0n, '$0.00'],
  [454_321n, '$0.0004543'],
  [1n, '$0.000000001'],
  [1_000_000n, '$0.001'],
  [9_999_999n, '$0.01'],
  [10_000_000n, '$0.01'],
  [45_428_400n, '$0.05'],
  [1_234_500_000_000n, '$1,234.50'],
  [1_234_567_890_123_456_789n, '$1,234,567,890.12'],
])('shows %d nano-dollars as %s', (nano, text) => {
  expect(moneyText(nano)).toBe(text)
})

it('shows yuan as what they are: converted', () => {
  expect(moneyText(1_245_000_000n, { currency: 'CNY', rate: 7_050_000 })).toBe('≈ ¥8.78')
})

const COST = { nano: '120000000', list: null, quality: 'exact', book: '0', rule: null, class: '', searches: 0 } as const
const SUMS = { nano: '120000000', list: '0', unpriced: 0, unlisted: 0, floors: 0 }

it('never shows an amount for what is unknown, and says what is the least', () => {
  expect(costText(COST)).toBe('$0.12')
  expect(costText({ ...COST, quality: 'floor' })).toBe('≥ $0.12')
  expect(costText({ ...COST, nano: null, quality: 'unknown' })).toBe('–')
  expect(costText(null)).toBe('–')
  expect(costSumText(SUMS, 3)).toBe('$0.12')
  expect(costSumText({ ...SUMS, unpriced: 1 }, 3)).toBe('≥ $0.12')
  expect(costSumText({ ...SUMS, nano: '0', unpriced: 3 }, 3)).toBe('–')
  expect(costSumText({ ...SUMS, nano: '0' }, 0)).toBe('$0.00')
})
