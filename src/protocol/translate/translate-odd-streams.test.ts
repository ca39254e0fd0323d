/** Streams that are odd or hostile: nothing is said twice, nothing is passed over in silence, nothing grows with every event. */
import { describe, expect, test } from 'vitest'
import { openRequest, type Said, streamedAnswer } from '../../../test/kit/conversation.ts'
import {
  type Asked,
  answer,
  ask,
  dataStream,
  eventStream,
  eventsOf,
  messagesBlocks,
} from '../../../test/kit/translation.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'

const asking = (client: ProtocolId, upstream: ProtocolId): Asked =>
  client === 'gemini'
    ? ask({
        from: client,
        to: upstream,
        body: openRequest(client, 'x'),
        path: '/v1beta/models/m:streamGenerateContent',
        query: '?alt=sse',
      })
    : ask({ from: client, to: upstream, body: { ...openRequest(client, 'x'), stream: true } })

const event = (type: string, members: object = {}) => ({ type, ...members })
const toClaude = (upstream: ProtocolId, ...chunks: Buffer[]) => answer(asking('messages', upstream), chunks)

describe('items of Responses', () => {
  const message = (id: string, text: string) => ({ id, type: 'message', content: [{ type: 'output_text', text }] })
  const call = (id: string, args: string) => ({
    id,
    type: 'function_call',
    call_id: 'c',
    name: 'Read',
    arguments: args,
  })
  const EXPECTED = [
    { type: 'text', text: 'hi' },
    { type: 'tool_use', id: 'c', name: 'Read', text: '{"n":1}' },
  ]

  test('whose ids change with every event are told by their places', () => {
    const at = (output_index: number, item_id: string, members: object) => ({ output_index, item_id, ...members })
    const { text } = toClaude(
      'responses',
      eventStream(
        event('response.created', { response: {} }),
        event('response.output_item.added', { output_index: 0, item: { ...message('a1', ''), content: [] } }),
        event('response.output_text.delta', at(0, 'a2', { content_index: 0, delta: 'h' })),
        event('response.output_text.delta', at(0, 'a3', { content_index: 0, delta: 'i' })),
        event('response.output_text.done', at(0, 'a4', { content_index: 0, text: 'hi' })),
        event('response.output_item.done', { output_index: 0, item: message('a5', 'hi') }),
        event('response.output_item.added', { output_index: 1, item: call('b1', '') }),
        event('response.function_call_arguments.delta', at(1, 'b2', { delta: '{"n"' })),
        event('response.function_call_arguments.delta', at(1, 'b3', { delta: ':1}' })),
        event('response.function_call_arguments.done', at(1, 'b4', { arguments: '{"n":1}' })),
        event('response.output_item.done', { output_index: 1, item: call('b5', '{"n":1}') }),
        event('response.completed', { response: { output: [message('a6', 'hi'), call('b6', '{"n":1}')] } }),
      ),
    )
    expect(messagesBlocks(text)).toEqual(EXPECTED)
  })

  test('that all have the same place are told by their ids', () => {
    const { text } = toClaude(
      'responses',
      eventStream(
        event('response.output_item.done', { output_index: 0, item: message('a', 'hi') }),
        event('response.output_item.added', { output_index: 0, item: call('b', '') }),
        event('response.function_call_arguments.delta', { output_index: 0, item_id: 'b', delta: '{"n":1}' }),
        event('response.output_item.done', { output_index: 0, item: call('b', '{"n":1}') }),
        event('response.completed', { response: { output: [message('a', 'hi'), call('b', '{"n":1}')] } }),
      ),
    )
    expect(messagesBlocks(text)).toEqual(EXPECTED)
  })

  test('that have no place at all, and ids that change', () => {
    const { text } = toClaude(
      'responses',
      eventStream(
        event('response.output_item.added', { item: { ...message('a1', ''), content: [] } }),
        event('response.output_text.delta', { item_id: 'a2', delta: 'hi' }),
        event('response.output_item.done', { item: message('a3', 'hi') }),
        event('response.output_item.added', { item: call('b1', '') }),
        event('response.function_call_arguments.delta', { item_id: 'b2', delta: '{"n":1}' }),
        event('response.output_item.done', { item: call('b3', '{"n":1}') }),
        event('response.completed', { response: { output: [message('a4', 'hi'), call('b4', '{"n":1}')] } }),
      ),
    )
    expect(messagesBlocks(text)).toEqual(EXPECTED)
  })

  test('of which the stream left one out, so that the places of the output are others', () => {
    const reasoning = { id: 'r', type: 'reasoning', summary: [] }
    const { text } = toClaude(
      'responses',
      eventStream(
        event('response.output_text.delta', { output_index: 0, item_id: 'x', delta: 'hi' }),
        event('response.completed', { response: { output: [reasoning, message('y', 'hi'), call('z', '{"n":1}')] } }),
      ),
    )
    expect(messagesBlocks(text)).toEqual(EXPECTED)
  })

  test('of which an event comes twice, or only the ends at other places than in the output', () => {
    const added = event('response.output_item.added', { output_index: 1, item: call('b', '') })
    const { text } = toClaude(
      'responses',
      eventStream(
        event('response.output_item.done', { output_index: 0, item: message('a', 'hi') }),
        added,
        added,
        event('response.function_call_arguments.delta', { output_index: 1, item_id: 'b', delta: '{"n":1}' }),
        event('response.completed', {
          response: { output: [{ id: 'r', type: 'reasoning', summary: [] }, message('x', 'hi'), call('y', '{"n":1}')] },
        }),
      ),
    )
    expect(messagesBlocks(text)).toEqual(EXPECTED)
  })

  test('arguments that belong to no call are an error', () => {
    const { text } = toClaude(
      'responses',
      eventStream(
        event('response.output_text.delta', { output_index: 0, delta: 'hi' }),
        event('response.function_call_arguments.delta', { output_index: 1, delta: '{}' }),
        event('response.completed', { response: { output: [] } }),
      ),
    )
    expect(eventsOf(text).at(-1)?.data.error.message).toBe('The upstream called a tool without naming it')
  })
})

test('thinking that Mistral puts into the content is shown as such', () => {
  const content = [{ type: 'thinking', thinking: [{ type: 'text', text: 'why' }] }]
  const { text } = toClaude(
    'chat',
    dataStream(
      { choices: [{ delta: { content } }] },
      { choices: [{ delta: { content: 'so' }, finish_reason: 'stop' }] },
      '[DONE]',
    ),
  )
  expect(messagesBlocks(text)).toEqual([
    { type: 'thinking', text: 'why' },
    { type: 'text', text: 'so' },
  ])
})

describe('content at the start of a block of Messages', () => {
  const start = (index: number, content_block: object) => event('content_block_start', { index, content_block })
  const stream = eventStream(
    event('message_start', { message: {} }),
    start(0, { type: 'thinking', thinking: 'why', signature: 'c2Vj' }),
    event('content_block_stop', { index: 0 }),
    start(1, { type: 'text', text: 'all of ' }),
    event('content_block_delta', { index: 1, delta: { type: 'text_delta', text: 'it' } }),
    event('content_block_stop', { index: 1 }),
    // The end of the last block is missing as well.
    start(2, { type: 'tool_use', id: 'c', name: 'Read', input: { n: 1 } }),
    event('message_delta', { delta: { stop_reason: 'tool_use' } }),
    event('message_stop'),
  )

  test('is told of blocks that all have the same number, and no end', () => {
    const bytes = eventStream(
      event('message_start', { message: {} }),
      start(0, { type: 'thinking', thinking: 'why', signature: 'c2Vj' }),
      start(0, { type: 'tool_use', id: 'c', name: 'Read', input: { n: 1 } }),
      start(0, { type: 'text', text: 'so' }),
      event('message_delta', { delta: { stop_reason: 'end_turn' } }),
      event('message_stop'),
    )
    const { text } = answer(asking('responses', 'messages'), [bytes])
    const output = eventsOf(text).at(-1)?.data.response.output
    expect(output[0].encrypted_content).toMatch(/^clp1\./)
    expect(output[1].arguments).toBe('{"n":1}')
    expect(output[2].content[0].text).toBe('so')
  })

  test('is not lost', () => {
    const { text } = answer(asking('responses', 'messages'), [stream])
    const output = eventsOf(text).at(-1)?.data.response.output
    expect(output[0].summary).toEqual([{ type: 'summary_text', text: 'why' }])
    expect(output[1].content[0].text).toBe('all of it')
    expect(output[2].arguments).toBe('{"n":1}')
  })
})

const SAID: readonly Said[] = [
  { type: 'text', text: 'hello' },
  { type: 'call', id: 'c', name: 'Read', args: '{}' },
]

describe.each(PROTOCOL_IDS)('a stream of %s', (upstream) => {
  const client: ProtocolId = upstream === 'messages' ? 'chat' : 'messages'
  const good = streamedAnswer(upstream, SAID, (name) => name)
  const events = good.split(/(?<=\n\n)/)

  test.each(['data: {"half":\n\n', 'data: busy\n\n', 'data: [1]\n\n', 'data: null\n\n'])(
    'with an event that cannot be read, %j, ends in one error that says so',
    (odd) => {
      const early = answer(asking(client, upstream), [Buffer.from(odd + good)])
      expect(early.translation.problem?.message).toContain('cannot be read')
      const at = events.length - 1
      const bytes = Buffer.from([...events.slice(0, at), odd, ...events.slice(at)].join(''))
      const { text } = answer(asking(client, upstream), [bytes])
      expect(text.match(/cannot be read/g)).toHaveLength(1)
      expect(text).not.toMatch(/message_stop|\[DONE\]/)
    },
  )

  test('without blank lines between its events, with empty ones, and with `[DONE]` wherever it likes', () => {
    const expected = answer(asking(client, upstream), [Buffer.from(good)]).text
    const quiet = (text: string) => text.replaceAll(/(event: ping\n.*|: keepalive)\n\n/g, '')
    const lines = good.split('\n').filter((line) => line !== '')
    for (const text of [`${lines.join('\n')}\n\n`, events.join('data:\n\n'), `${good}data: [DONE]\n\n`]) {
      expect(quiet(answer(asking(client, upstream), [Buffer.from(text)]).text)).toBe(quiet(expected))
    }
  })
})

test('counts that bring a new field with every event neither slow the stream down nor grow', () => {
  const chunk = (number: number) => ({
    choices: [{ delta: { content: 'x' } }],
    usage: { [`field_${number}`]: number, prompt_tokens: number },
  })
  const count = 30_000
  const { text, translation } = toClaude(
    'chat',
    dataStream(...Array.from({ length: count }, (_, number) => chunk(number))),
    dataStream({ choices: [{ delta: {}, finish_reason: 'stop' }] }, '[DONE]'),
  )
  expect(eventsOf(text).filter(({ event }) => event === 'content_block_delta')).toHaveLength(count)
  expect(translation.tokens?.input).toBe(count - 1)
  expect(translation.rawUsage?.text.length).toBeLessThan(10_000)
})

test('an answer that comes byte by byte is held in few pieces, and one without end is not held', () => {
  const asked = ask({ from: 'messages', to: 'chat', body: openRequest('messages', 'x') })
  const body = JSON.stringify({ choices: [{ message: { content: 'x'.repeat(300_000) }, finish_reason: 'stop' }] })
  const whole = answer(
    asked,
    Array.from(Buffer.from(body), (byte) => Buffer.from([byte])),
  )
  expect(JSON.parse(whole.text).content[0].text).toHaveLength(300_000)
  const megabyte = Buffer.alloc(1024 * 1024, '{')
  const endless = answer(
    asked,
    Array.from({ length: 70 }, () => megabyte),
  )
  expect(endless.translation.problem?.message).toBe('The upstream gave an answer that is too large')
})
