/** Counts as services really write them: https://platform.openai.com/docs, api-docs.deepseek.com, platform.moonshot.cn, docs.x.ai and others. */
import { expect, it } from 'vitest'
import { usage as gemini } from '../gemini/usage.ts'
import { findUsage, readUsage } from './usage-shape.ts'

interface Counts {
  readonly input: number
  readonly cacheRead?: number
  readonly cacheCreate?: number
  readonly uncachedInput: number
  readonly output: number
  readonly reasoning?: number
  readonly total: number
}

const NESTED = { prompt_tokens_details: { cached_tokens: 60 } }

it.each<[string, object, Counts]>([
  [
    'Kimi, flat',
    { prompt_tokens: 100, completion_tokens: 5, total_tokens: 105, cached_tokens: 60 },
    { input: 100, cacheRead: 60, uncachedInput: 40, output: 5, total: 105 },
  ],
  [
    'Kimi, nested and flat',
    { prompt_tokens: 100, completion_tokens: 5, cached_tokens: 61, ...NESTED },
    { input: 100, cacheRead: 60, uncachedInput: 40, output: 5, total: 105 },
  ],
  [
    'DeepSeek',
    { prompt_tokens: 100, completion_tokens: 5, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 },
    { input: 100, cacheRead: 64, uncachedInput: 36, output: 5, total: 105 },
  ],
  [
    'a nested count of nothing beside a flat one',
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      prompt_cache_hit_tokens: 64,
      prompt_tokens_details: { cached_tokens: 0 },
    },
    { input: 100, cacheRead: 64, uncachedInput: 36, output: 5, total: 105 },
  ],
  [
    'OpenAI Responses with what was written, split by lifetime',
    {
      input_tokens: 1000,
      output_tokens: 10,
      input_tokens_details: {
        cached_tokens: 300,
        cache_write_tokens: 200,
        cache_write_tokens_details: { ttl_30m_tokens: 150, ttl_12h_tokens: 50 },
      },
    },
    { input: 1000, cacheRead: 300, cacheCreate: 200, uncachedInput: 500, output: 10, total: 1010 },
  ],
  [
    'only the split of what was written',
    {
      input_tokens: 1000,
      output_tokens: 10,
      input_tokens_details: { cache_write_tokens_details: { ttl_30m_tokens: 150, ttl_12h_tokens: 50 } },
    },
    { input: 1000, cacheCreate: 200, uncachedInput: 800, output: 10, total: 1010 },
  ],
  [
    'OpenRouter',
    { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 20 } },
    { input: 100, cacheRead: 60, cacheCreate: 20, uncachedInput: 20, output: 5, total: 105 },
  ],
  [
    'Alibaba with an explicit cache',
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      prompt_tokens_details: {
        cached_tokens: 0,
        cache_creation_input_tokens: 80,
        cache_creation: { ephemeral_5m_input_tokens: 80 },
      },
    },
    { input: 100, cacheCreate: 80, uncachedInput: 20, output: 5, total: 105 },
  ],
  [
    'LiteLLM, which repeats Anthropic’s names beside OpenAI’s',
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      ...NESTED,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 20,
    },
    { input: 100, cacheRead: 60, cacheCreate: 20, uncachedInput: 20, output: 5, total: 105 },
  ],
  [
    'a relay that puts Anthropic’s numbers under OpenAI’s names',
    { prompt_tokens: 5, completion_tokens: 5, ...NESTED },
    { input: 5, cacheRead: 60, uncachedInput: 5, output: 5, total: 10 },
  ],
  [
    'Anthropic',
    { input_tokens: 5, cache_read_input_tokens: 60, cache_creation_input_tokens: 20, output_tokens: 7 },
    { input: 5, cacheRead: 60, cacheCreate: 20, uncachedInput: 5, output: 7, total: 12 },
  ],
  [
    'Anthropic with a compaction, which the top does not hold',
    {
      input_tokens: 23_000,
      output_tokens: 1000,
      iterations: [
        { type: 'compaction', input_tokens: 180_000, output_tokens: 3500, cache_read_input_tokens: 7 },
        { type: 'message', input_tokens: 23_000, output_tokens: 1000 },
      ],
    },
    { input: 203_000, cacheRead: 7, uncachedInput: 203_000, output: 4500, total: 207_500 },
  ],
  [
    'xAI, whose output leaves reasoning out',
    {
      prompt_tokens: 32,
      completion_tokens: 9,
      total_tokens: 135,
      completion_tokens_details: { reasoning_tokens: 94 },
    },
    { input: 32, uncachedInput: 32, output: 103, reasoning: 94, total: 135 },
  ],
  [
    'OpenAI, whose output has reasoning in it',
    {
      prompt_tokens: 32,
      completion_tokens: 103,
      total_tokens: 135,
      completion_tokens_details: { reasoning_tokens: 94 },
    },
    { input: 32, uncachedInput: 32, output: 103, reasoning: 94, total: 135 },
  ],
  [
    'Bedrock Converse',
    { inputTokens: 5, outputTokens: 7, totalTokens: 92, cacheReadInputTokens: 60, cacheWriteInputTokens: 20 },
    { input: 5, cacheRead: 60, cacheCreate: 20, uncachedInput: 5, output: 7, total: 92 },
  ],
  [
    'Bedrock’s own metrics',
    { inputTokenCount: 5, outputTokenCount: 7, cacheReadInputTokenCount: 60, invocationLatency: 900 },
    { input: 5, cacheRead: 60, uncachedInput: 5, output: 7, total: 12 },
  ],
  [
    'Gemini',
    {
      promptTokenCount: 100,
      toolUsePromptTokenCount: 10,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 3,
      totalTokenCount: 118,
    },
    { input: 110, cacheRead: 60, uncachedInput: 50, output: 8, reasoning: 3, total: 118 },
  ],
])('reads %s', (_title, raw, counts) => {
  expect(readUsage(raw as Readonly<Record<string, unknown>>)).toMatchObject({
    cacheRead: 0,
    cacheCreate: 0,
    reasoning: 0,
    ...counts,
  })
})

it.each([
  ['Kimi’s last chunk', { id: 'c', choices: [{ index: 0, delta: {}, usage: { prompt_tokens: 1 } }] }],
  ['Groq’s last chunk', { id: 'c', choices: [], x_groq: { usage: { prompt_tokens: 1 } } }],
  ['counts of nothing known before real ones', { usage: { how: 'often' }, response: { usage: { prompt_tokens: 1 } } }],
])('finds counts in %s', (_title, payload) => {
  expect(findUsage(payload)).toEqual({ prompt_tokens: 1 })
})

it.each([
  ['an answer without counts', { type: 'message', content: [] }],
  ['counts that are none', { usage: { how: 'often' } }],
  ['an empty object', { usage: {} }],
  ['null', { usage: null }],
])('%s is unknown, not nothing', (_title, payload) => {
  expect(findUsage(payload)).toBeUndefined()
})

it('finds the counts of Code Assist, which wraps the answer', () => {
  expect(gemini.find({ response: { usageMetadata: { promptTokenCount: 1 } } })).toEqual({ promptTokenCount: 1 })
})
