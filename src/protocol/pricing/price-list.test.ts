import { expect, it } from 'vitest'
import { priceNames } from './model-names.ts'
import { createPriceList, type PriceEntry } from './price-list.ts'
import { holdsAt, type PriceRule } from './price-rule.ts'

const rule = (name: string, more: Partial<PriceRule> = {}): PriceRule => ({
  name,
  currency: 'USD',
  prices: {},
  above: [],
  tiers: {},
  geo: {},
  fees: {},
  unpriced: false,
  ...more,
})

const entry = (match: string, more: Partial<PriceRule> = {}): PriceEntry => ({
  match,
  rule: rule([match, more.service, more.upstream].filter(Boolean).join(' '), more),
})

const PLACE = { service: 'claude', upstream: 'relay' }

it.each([
  ['claude-sonnet-4-5-20250929', ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5']],
  ['Models/Gemini-2.5-Pro', ['gemini-2.5-pro']],
  ['claude-opus-5-5[1m]', ['claude-opus-5-5']],
  [
    'openrouter/anthropic/claude-x-2025-09-29',
    ['openrouter/anthropic/claude-x-2025-09-29', 'claude-x-2025-09-29', 'claude-x'],
  ],
  [
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
  ],
  ['claude-x@20250929', ['claude-x@20250929', 'claude-x']],
  ['gpt-5-chat-latest', ['gpt-5-chat-latest', 'gpt-5-chat']],
  ['kimi-k2-thinking', ['kimi-k2-thinking']],
])('looks for %s under its own spellings only', (model, names) => {
  expect(priceNames(model)).toEqual(names)
})

it('prefers the narrower place, then the exact name, then the longer pattern, then the first', () => {
  const list = createPriceList([
    entry('kimi-*'),
    entry('*'),
    entry('kimi-k2'),
    entry('kimi-k*'),
    entry('kimi-k2', { upstream: 'other' }),
    entry('kimi-*', { service: 'claude' }),
    entry('k*', { upstream: 'relay' }),
    entry('*', { service: 'claude', upstream: 'relay' }),
  ])
  expect(list.find(['kimi-k2'], PLACE).map(({ name }) => name)).toEqual([
    '* claude relay',
    'k* relay',
    'kimi-* claude',
    'kimi-k2',
    'kimi-k*',
    'kimi-*',
    '*',
  ])
})

it('asks for one name after the other, so that a pattern for the whole name goes before an exact match of a part', () => {
  const list = createPriceList([entry('claude-x'), entry('vendor/*')])
  expect(list.find(['vendor/claude-x', 'claude-x'], PLACE)[0]?.name).toBe('vendor/*')
})

it.each([
  ['a*c', 'abc', true],
  ['a*c', 'ac', true],
  ['a*a', 'a', false],
  ['*b*', 'abc', true],
  ['a*b*c', 'acb', false],
  ['a.c*', 'abcd', false],
  ['*', '', true],
])('matches %s with %s: %j', (pattern, name, hit) => {
  expect(createPriceList([entry(pattern)]).find([name], PLACE)).toHaveLength(hit ? 1 : 0)
})

it('holds from an instant, until another, and at hours of the day that may span midnight', () => {
  const noon = Date.UTC(2026, 10, 30, 12)
  expect(holdsAt(rule('r', { from: noon, until: noon + 1 }), noon)).toBe(true)
  expect(holdsAt(rule('r', { from: noon + 1 }), noon)).toBe(false)
  expect(holdsAt(rule('r', { until: noon }), noon)).toBe(false)
  expect(holdsAt(rule('r', { hours: [720, 721] }), noon)).toBe(true)
  expect(holdsAt(rule('r', { hours: [600, 720] }), noon)).toBe(false)
  expect(holdsAt(rule('r', { hours: [1380, 60] }), Date.UTC(2026, 10, 30, 0, 30))).toBe(true)
  expect(holdsAt(rule('r', { hours: [1380, 60] }), noon)).toBe(false)
})
