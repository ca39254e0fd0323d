/** What went wrong with answers in other translators, and must not here. Numbers are those of the list of reports. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openRequest } from '../../../test/kit/conversation.ts'
import {
  type Asked,
  answer,
  ask,
  dataStream,
  eventStream,
  eventsOf,
  messagesBlocks,
  messagesStop,
} from '../../../test/kit/translation.ts'
import { finish } from '../../codec/work/work.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import { openAnswer } from './answer.ts'

const streaming = (from: ProtocolId, to: ProtocolId): Asked => {
  const path = from === 'gemini' ? { path: '/v1beta/models/m:streamGenerateContent', query: '?alt=sse' } : {}
  return ask({ from, to, body: { ...openRequest(from, 'x'), ...(from === 'gemini' ? {} : { stream: true }) }, ...path })
}
const event = (type: string, members: object = {}) => ({ type, ...members })
const completed = (response: object = {}) => event('response.completed', { response: { output: [], ...response } })

describe('of Responses, to Claude Code', () => {
  const read = (...events: { readonly type: string }[]) =>
    answer(streaming('messages', 'responses'), [eventStream(...events)])
  const summary = (summary_index: number, delta: string) =>
    event('response.reasoning_summary_text.delta', { output_index: 0, summary_index, delta })

  test('44: several summaries of one reasoning are one block, its signature last', () => {
    const item = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'c2Vj' }
    const { text } = read(
      summary(0, 'a'),
      summary(1, 'b'),
      event('response.output_item.done', { output_index: 0, item }),
      completed(),
    )
    expect(messagesBlocks(text)).toEqual([{ type: 'thinking', text: 'a\n\nb' }])
    const deltas = eventsOf(text).flatMap(({ data }) => data.delta?.type ?? [])
    expect(deltas.indexOf('signature_delta')).toBe(deltas.lastIndexOf('thinking_delta') + 1)
  })

  test('45: of raw reasoning and its summary one is told, as thinking', () => {
    const raw = event('response.reasoning_text.delta', { output_index: 0, content_index: 0, delta: 'raw' })
    expect(messagesBlocks(read(summary(0, 'short'), raw, completed()).text)).toEqual([
      { type: 'thinking', text: 'short' },
    ])
  })

  test('66: what a relay leaves out of one event is taken from a later one, and nothing twice', () => {
    const message = { type: 'message', content: [{ type: 'output_text', text: 'hi' }] }
    const call = { type: 'function_call', call_id: 'c', name: 'Read', arguments: '{"n":1}' }
    const expected = [
      { type: 'text', text: 'hi' },
      { type: 'tool_use', id: 'c', name: 'Read', text: '{"n":1}' },
    ]
    expect(messagesBlocks(read(completed({ output: [message, call] })).text)).toEqual(expected)
    const done = [message, call].map((item, output_index) => event('response.output_item.done', { output_index, item }))
    expect(messagesBlocks(read(...done, completed({ output: [message, call] })).text)).toEqual(expected)
    const delta = event('response.output_text.delta', { delta: 'hi' })
    expect(messagesBlocks(read(delta, ...done.slice(1), completed({ output: [message, call] })).text)).toEqual(expected)
  })

  test('70, 71, 78: why it ended', () => {
    const ended = (type: string, response: object) =>
      messagesStop(
        read(
          event('response.output_text.delta', { output_index: 0, delta: 'x' }),
          event(type, { response: { output: [], ...response } }),
        ).text,
      )
    expect(ended('response.incomplete', { incomplete_details: { reason: 'max_output_tokens' } })).toBe('max_tokens')
    expect(ended('response.incomplete', { incomplete_details: { reason: 'content_filter' } })).toBe('refusal')
    expect(ended('response.completed', {})).toBe('end_turn')
  })

  test('72: a response that failed is an error, in its words', () => {
    const failed = event('response.failed', { response: { error: { code: 'server_is_overloaded', message: 'busy' } } })
    expect(read(failed).translation.problem).toMatchObject({ kind: 'overload', status: 503, message: 'busy' })
    const late = eventsOf(read(event('response.output_text.delta', { delta: 'x' }), failed).text).at(-1)
    expect(late?.data.error).toEqual({ type: 'overloaded_error', message: 'busy' })
  })

  test('79: tokens that were written to a cache', () => {
    const usage = {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
      output_tokens: 5,
    }
    expect(eventsOf(read(completed({ usage })).text).at(-2)?.data.usage).toEqual({
      input_tokens: 10,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 30,
      output_tokens: 5,
    })
  })
})

describe('of Gemini, to Codex', () => {
  const chunk = (parts: object[], more: object = {}) => ({ candidates: [{ content: { parts }, index: 0, ...more }] })
  const read = (...chunks: object[]) => answer(streaming('responses', 'gemini'), [dataStream(...chunks)])
  const items = (text: string) => eventsOf(text).at(-1)?.data.response.output

  test('two calls of one name are two', () => {
    const call = { functionCall: { name: 'Read', args: { n: 1 } } }
    expect(items(read(chunk([call, call], { finishReason: 'STOP' })).text)).toHaveLength(2)
  })

  test('80: thoughts are counted once', () => {
    const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 7, totalTokenCount: 22 }
    const { text } = read({ ...chunk([{ text: 'x' }], { finishReason: 'STOP' }), usageMetadata })
    const usage = eventsOf(text).at(-1)?.data.response.usage
    expect(usage).toMatchObject({
      input_tokens: 10,
      output_tokens: 12,
      total_tokens: 22,
      output_tokens_details: { reasoning_tokens: 7 },
    })
  })

  test('70, 71: why it ended', () => {
    const ended = (finishReason: string) => eventsOf(read(chunk([{ text: 'x' }], { finishReason })).text).at(-1)
    expect(ended('MAX_TOKENS')?.data.response.incomplete_details).toEqual({ reason: 'max_output_tokens' })
    expect(ended('IMAGE_SAFETY')?.data.response.incomplete_details).toEqual({ reason: 'content_filter' })
    expect(ended('OTHER')?.event).toBe('response.completed')
    expect(read(chunk([], { finishReason: 'MALFORMED_FUNCTION_CALL' })).translation.problem).toMatchObject({
      status: 502,
    })
    expect(eventsOf(read({ promptFeedback: { blockReason: 'SAFETY' } }).text).at(-1)?.event).toBe('response.incomplete')
  })

  test('an array instead of events is read element by element', () => {
    const asked = streaming('responses', 'gemini')
    const translation = openAnswer({ request: asked.read, upstream: asked.written, created: 1 })
    const said = translation.push(Buffer.from(`[${JSON.stringify(chunk([{ text: 'first' }]))},`))
    expect(Buffer.concat(said).toString()).toContain('first')
    translation.push(Buffer.from(`${JSON.stringify(chunk([{ text: '!' }], { finishReason: 'STOP' }))}]`))
    expect(Buffer.concat([...finish(translation.end())]).toString()).toContain('response.completed')
  })

  test('a client of Gemini without alt=sse gets one array', () => {
    const asked = ask({
      from: 'gemini',
      to: 'chat',
      body: openRequest('gemini', 'x'),
      path: '/v1beta/models/m:streamGenerateContent',
    })
    const { text, translation } = answer(asked, [
      dataStream(
        { choices: [{ index: 0, delta: { content: 'a' } }] },
        { choices: [{ index: 0, delta: { content: 'b' }, finish_reason: 'stop' }] },
      ),
    ])
    expect(translation.contentType).toBe('application/json')
    expect(
      JSON.parse(text).map(
        (one: { candidates: { content: { parts: { text?: string }[] } }[] }) =>
          one.candidates[0]?.content.parts[0]?.text,
      ),
    ).toEqual(['a', 'b', ''])
  })
})

test('no chunk for a client of Gemini is without a part: the SDK would drop the turn from its history', () => {
  const chunks = eventsOf(
    answer(streaming('gemini', 'chat'), [
      dataStream({ choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'stop' }] }),
    ]).text,
  )
  expect(chunks.map(({ data }) => data.candidates[0].content.parts)).toEqual([[{ text: 'x' }], [{ text: '' }]])
  expect(chunks.at(-1)?.data).toMatchObject({
    candidates: [{ finishReason: 'STOP' }],
    usageMetadata: { totalTokenCount: 0 },
  })
})

test('80: DeepSeek and Kimi name what a cache gave in their own fields', () => {
  const counted = (usage: object) => {
    const { translation } = answer(streaming('messages', 'chat'), [
      dataStream({
        choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 9, completion_tokens: 1, ...usage },
      }),
    ])
    return translation.tokens?.cacheRead
  }
  expect([counted({ prompt_cache_hit_tokens: 4 }), counted({ cached_tokens: 5 }), counted({})]).toEqual([4, 5, 0])
})

test('69: a client that waits in silence is shown that the answer lives, in its own form', () => {
  const pinged = (from: ProtocolId) => {
    const asked = streaming(from, from === 'chat' ? 'messages' : 'chat')
    const translation = openAnswer({ request: asked.read, upstream: asked.written, created: 1 })
    return Buffer.concat([...translation.ping(), ...translation.ping()]).toString()
  }
  expect(eventsOf(pinged('messages')).map(({ event: name }) => name)).toEqual(['message_start', 'ping', 'ping'])
  expect(eventsOf(pinged('responses')).map(({ data }) => [data.type, data.sequence_number])).toEqual([
    ['response.created', 0],
    ['response.in_progress', 1],
    ['keepalive', 2],
    ['keepalive', 3],
  ])
  expect(pinged('chat')).toContain(': keepalive\n\n')
  expect(pinged('gemini')).toBe(': keepalive\r\n\r\n: keepalive\r\n\r\n')
})

test('76: 100 000 small pieces and an argument of 10 MB are all there', () => {
  const asked = streaming('messages', 'chat')
  const translation = openAnswer({ request: asked.read, upstream: asked.written, created: 1 })
  const pieces = (delta: object) => Buffer.from(`data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`)
  let size = 0
  const take = (chunks: readonly Uint8Array[]) => {
    for (const chunk of chunks) size += chunk.byteLength
  }
  for (let count = 0; count < 100_000; count += 1) take(translation.push(pieces({ content: 'x' })))
  take(
    translation.push(
      pieces({ tool_calls: [{ index: 0, id: 'a', function: { name: 'Read', arguments: '{"path":"' } }] }),
    ),
  )
  take(translation.push(pieces({ content: 'held' })))
  const block = 'y'.repeat(100_000)
  for (let count = 0; count < 100; count += 1)
    take(translation.push(pieces({ tool_calls: [{ index: 0, function: { arguments: block } }] })))
  const last = [
    ...translation.push(pieces({ tool_calls: [{ index: 0, function: { arguments: '"}' } }] })),
    ...translation.push(dataStream('[DONE]')),
    ...finish(translation.end()),
  ]
  expect(size).toBeGreaterThan(20_000_000)
  expect(Buffer.concat(last).toString()).toContain('"text":"held"')
})

describe('11: no input crashes, and every answer ends once', () => {
  const word = fc.constantFrom(
    'data: ',
    'event: error\n',
    '{"type":"',
    'message_delta',
    '"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"Read","arguments":"{"}}]}}]',
    '}',
    '\n\n',
    '[',
    'null',
    '"candidates":[{"content":{"parts":[{"functionCall":{}}]}}]',
    '"response":{"output":[{}]}',
    '[DONE]',
    '{"a":{"a":',
    '\ufeff',
    '0',
    '{}',
    '"error":',
  )
  const terminal: Readonly<Record<ProtocolId, RegExp>> = {
    messages: /event: (message_stop|error)\n/g,
    responses: /event: response\.(completed|incomplete|failed)\n/g,
    chat: /data: (\[DONE\]|\{"error")/g,
    gemini: /"finishReason"|data: \{"error"/g,
  }
  test.each(PROTOCOL_IDS)('from an upstream of %s', (upstream) => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 20 }),
        fc.constantFrom(...PROTOCOL_IDS.filter((one) => one !== upstream)),
        (words, client) => {
          const asked = streaming(client, upstream)
          const { text, translation } = answer(
            asked,
            words.map((one) => Buffer.from(one)),
          )
          const ends = text.match(terminal[client])?.length ?? 0
          expect(ends + (translation.problem === undefined ? 0 : 1)).toBe(1)
        },
      ),
      { numRuns: 150 },
    )
  })
})

test('an answer that is no stream is read and written in slices, and comes whole', () => {
  const tool_calls = Array.from({ length: 10_000 }, (_, at) => ({
    id: `c${at}`,
    type: 'function',
    function: { name: 'f', arguments: '{}' },
  }))
  const asked = ask({ from: 'messages', to: 'chat', body: openRequest('messages', 'x') })
  const translation = openAnswer({ request: asked.read, upstream: asked.written, created: 1 })
  const choice = { index: 0, finish_reason: 'tool_calls', message: { role: 'assistant', tool_calls } }
  expect(translation.push(Buffer.from(JSON.stringify({ choices: [choice] })))).toEqual([])
  const work = translation.end()
  let pauses = 0
  let step = work.next()
  for (; step.done !== true; step = work.next()) pauses += 1
  expect(pauses).toBeGreaterThan(50)
  const written = Buffer.concat([...step.value]).toString()
  expect(JSON.parse(written).content).toHaveLength(10_000)
})
