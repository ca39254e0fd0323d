import { expect, it } from 'vitest'
import type { PricedBy } from '../../contract/usage.ts'
import { usage as anthropic } from '../anthropic-messages/usage.ts'
import { usage as gemini } from '../gemini/usage.ts'
import { usage as openai } from '../openai/usage.ts'
import { createUsageReader } from './usage-reader.ts'

const DIALECTS = { anthropic, openai, gemini }

const read = (dialect: keyof typeof DIALECTS, ...payloads: readonly unknown[]): PricedBy | undefined => {
  const stream = payloads.map((payload) => `data: ${JSON.stringify(payload)}\n\n`).join('')
  const reader = createUsageReader(DIALECTS[dialect], { contentType: 'text/event-stream' })
  reader.push(Buffer.from(stream))
  return reader.end()?.reading.priced
}

it('says nothing where an answer tells counts only', () => {
  expect(read('anthropic', { usage: { input_tokens: 1 } })).toBeUndefined()
})

it('reads tier, speed, place and searches of Messages, whichever event tells them', () => {
  const start = { message: { usage: { input_tokens: 1, service_tier: 'batch', inference_geo: 'us' } } }
  const end = {
    usage: { output_tokens: 2, server_tool_use: { web_search_requests: 3, web_fetch_requests: 9 }, speed: 'fast' },
  }
  expect(read('anthropic', start, end)).toEqual({ tier: 'batch', geo: 'us', speed: 'fast', searches: 3 })
})

it('reads the tier and the searches of Responses beside the usage object', () => {
  const output = [
    { type: 'web_search_call', action: { type: 'search' } },
    { type: 'web_search_call', action: { type: 'open_page' } },
    { type: 'web_search_call' },
    { type: 'file_search_call' },
    { type: 'message' },
    null,
  ]
  const completed = { response: { service_tier: 'flex', output, usage: { input_tokens: 1, output_tokens: 1 } } }
  expect(read('openai', { response: { service_tier: 'auto', usage: null } }, completed)).toEqual({
    tier: 'flex',
    searches: 2,
    fileSearches: 1,
  })
})

it('reads the tier of Chat Completions, and sound', () => {
  const usage = {
    prompt_tokens: 9,
    completion_tokens: 9,
    prompt_tokens_details: { audio_tokens: 4 },
    completion_tokens_details: { audio_tokens: 5 },
  }
  expect(read('openai', { service_tier: 'priority', usage })).toEqual({
    tier: 'priority',
    inputAudio: 4,
    outputAudio: 5,
  })
})

it('reads the kinds of Gemini’s tokens, and how they were bought', () => {
  const usageMetadata = {
    promptTokenCount: 10,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: 3 },
      { modality: 'AUDIO', tokenCount: 7 },
    ],
    cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 1 }],
    candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 8 }],
    trafficType: 'ON_DEMAND',
  }
  expect(read('gemini', { usageMetadata })).toEqual({
    tier: 'ON_DEMAND',
    inputAudio: 7,
    outputImage: 8,
    cachedMedia: true,
  })
})

it('says that it has not seen what stands beside the counts of a very large answer', () => {
  const large = {
    response: { output: ['x'.repeat(300_000)], service_tier: 'flex', usage: { input_tokens: 1, output_tokens: 1 } },
  }
  expect(read('openai', large)).toEqual({ unseen: true })
})

it.each([null, [], 'flex', { response: null }, { output: 'x', service_tier: 5 }])('takes %j for nothing', (payload) => {
  expect(openai.pricedBeside?.(payload)).toBeUndefined()
})
