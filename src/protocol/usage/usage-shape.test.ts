import { expect, it } from 'vitest'
import { findUsage, looksLikeUsage, mergeUsage, readUsage, toCount } from './usage-shape.ts'

it.each([
  [null, 0],
  [undefined, 0],
  [true, 1],
  [false, 0],
  [3.99, 3],
  [-3, 0],
  ['17', 17],
  [' 17 ', 17],
  ['', 0],
  ['many', 0],
  [Number.NaN, 0],
  [Number.POSITIVE_INFINITY, 0],
  [1e300, Number.MAX_SAFE_INTEGER],
  [{}, 0],
  [[5], 0],
])('reads the count %j as %j', (value, count) => {
  expect(toCount(value)).toBe(count)
})

it.each([
  [{ usage: { input_tokens: 1 } }, { input_tokens: 1 }],
  [{ message: { usage: { input_tokens: 2 } } }, { input_tokens: 2 }],
  [{ response: { usage: { input_tokens: 3 } } }, { input_tokens: 3 }],
  [{ usage: {}, response: { usage: { input_tokens: 4 } } }, { input_tokens: 4 }],
  [{ usage: null }, undefined],
  [{ usage: [1] }, undefined],
  [{ delta: { usage: { input_tokens: 5 } } }, undefined],
  ['usage', undefined],
  [null, undefined],
])('finds the counts of %j', (payload, usage) => {
  expect(findUsage(payload)).toEqual(usage)
})

it('merges levels, keeps what is left out or null, and lets no zero erase a count', () => {
  const start = { input_tokens: 9, cache_creation: { ephemeral_5m_input_tokens: 4 }, service_tier: 'standard' }
  const delta = {
    input_tokens: 0,
    output_tokens: 3,
    service_tier: null,
    cache_creation: { ephemeral_1h_input_tokens: 2 },
  }
  expect(mergeUsage(start, delta)).toEqual({
    input_tokens: 9,
    output_tokens: 3,
    service_tier: 'standard',
    cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 2 },
  })
})

it('adds up cache writes where only their lifetimes are told', () => {
  const raw = { input_tokens: 1, cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 2 } }
  expect(readUsage(raw)).toMatchObject({ cacheCreate: 6, cacheCreate5m: 4, cacheCreate1h: 2, uncachedInput: 1 })
})

it.each([
  ['DeepSeek', { prompt_tokens: 10, prompt_cache_hit_tokens: 7, prompt_cache_miss_tokens: 3 }],
  ['Kimi', { prompt_tokens: 10, cached_tokens: 7 }],
  ['OpenAI', { prompt_tokens: 10, cached_tokens: 0, prompt_tokens_details: { cached_tokens: 7 } }],
])('finds what came out of the cache of %s, which is inside the input', (_name, raw) => {
  expect(readUsage(raw)).toMatchObject({ input: 10, cacheRead: 7, uncachedInput: 3 })
})

it('tells counts from somebody’s own field of that name', () => {
  expect(looksLikeUsage({ output_tokens: 0 })).toBe(true)
  expect(looksLikeUsage({ how: 'often' })).toBe(false)
  expect(looksLikeUsage([])).toBe(false)
})
