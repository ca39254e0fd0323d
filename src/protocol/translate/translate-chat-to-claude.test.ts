/** Answers of Chat Completions, as Claude Code gets them. */
import { expect, it, test } from 'vitest'
import {
  type Answered,
  answer,
  ask,
  dataStream,
  eventsOf,
  messagesBlocks,
  messagesStop,
} from '../../../test/kit/translation.ts'

const TOOL = {
  name: 'Read',
  description: 'Reads.',
  input_schema: { type: 'object', properties: { path: { type: 'string' } } },
}
const QUESTION = {
  model: 'claude-opus-5-5',
  max_tokens: 128_000,
  stream: true,
  tools: [TOOL],
  messages: [{ role: 'user', content: 'hi' }],
}

const toChat = (body: object) => ask({ from: 'messages', to: 'chat', body: { ...QUESTION, ...body } })

const delta = (fields: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
})
const piece = (index: number | undefined, id: string | undefined, name: string | undefined, args: unknown) =>
  delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: args } }] })

const stream = (...chunks: readonly unknown[]): Answered => answer(toChat({}), [dataStream(...chunks)])

test('1, 5, 8: a stop although it called, id and name in every chunk, whole arguments at once', () => {
  const { text } = stream(piece(0, 'c1', 'Read', '{"pa'), piece(0, 'c1', 'Read', 'th":1}'), delta({}, 'stop'), '[DONE]')
  expect(messagesBlocks(text)).toEqual([{ type: 'tool_use', id: 'c1', name: 'Read', text: '{"path":1}' }])
  expect(messagesStop(text)).toBe('tool_use')
})

test('2: tool_calls without a call is an ordinary end', () => {
  expect(messagesStop(stream(delta({ content: 'x' }), delta({}, 'tool_calls')).text)).toBe('end_turn')
})

test.each([
  ['3: index always 0, ids differ', [piece(0, 'a', 'Read', '{"n":1}'), piece(0, 'b', 'Read', '{"n":2}')]],
  ['4: no index, ids differ', [piece(undefined, 'a', 'Read', '{"n":1}'), piece(undefined, 'b', 'Read', '{"n":2}')]],
])('%s: two calls', (_name, chunks) => {
  const { text } = stream(...chunks, delta({}, 'tool_calls'))
  expect(messagesBlocks(text)).toMatchObject([
    { id: 'a', text: '{"n":1}' },
    { id: 'b', text: '{"n":2}' },
  ])
})

test('4, 6: neither index nor id: a new name begins a new call, ids are made once', () => {
  const { text } = stream(
    piece(undefined, undefined, 'Read', '{"n":1}'),
    piece(undefined, '', 'Edit', '{"n":2}'),
    delta({}, 'stop'),
  )
  expect(messagesBlocks(text)).toMatchObject([
    { id: 'call_1', name: 'Read', text: '{"n":1}' },
    { id: 'call_2', name: 'Edit', text: '{"n":2}' },
  ])
})

test('7: the same id twice: the second gets a new one', () => {
  const { text } = stream(piece(0, 'a', 'Read', '{}'), piece(1, 'a', 'Read', '{}'), delta({}, 'stop'))
  expect(messagesBlocks(text)).toMatchObject([{ id: 'a' }, { id: 'call_1' }])
})

test.each([
  ['9: an object', { n: 1 }, '{"n":1}'],
  ['10: empty', '', '{}'],
  ['10: null', null, '{}'],
  ['10: missing', undefined, '{}'],
])('arguments, %s', (_name, args, expected) => {
  expect(messagesBlocks(stream(piece(0, 'a', 'Read', args), delta({}, 'stop')).text)).toMatchObject([
    { text: expected },
  ])
})

test('11, 12: interleaved calls and text after them: one after the other, nothing mixed', () => {
  const { text } = stream(
    piece(0, 'a', 'Read', '{"n":'),
    piece(1, 'b', 'Edit', '{"m":'),
    delta({ content: 'after' }),
    piece(1, undefined, undefined, '2}'),
    piece(0, undefined, undefined, '1}'),
    delta({}, 'tool_calls'),
  )
  expect(messagesBlocks(text)).toMatchObject([
    { id: 'a', text: '{"n":1}' },
    { id: 'b', text: '{"m":2}' },
    { type: 'text', text: 'after' },
  ])
})

test('13: reasoning and text by turns: a block each time', () => {
  const { text } = stream(
    delta({ reasoning_content: 'r1' }),
    delta({ content: 't1' }),
    delta({ reasoning_content: 'r2' }),
    delta({ content: 't2' }),
    delta({}, 'stop'),
  )
  expect(messagesBlocks(text)).toEqual([
    { type: 'thinking', text: 'r1' },
    { type: 'text', text: 't1' },
    { type: 'thinking', text: 'r2' },
    { type: 'text', text: 't2' },
  ])
})

test('14, 15, 77: usage in every chunk and in one without choices: the last holds, the cache counted once', () => {
  const usage = { prompt_tokens: 100, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 60 } }
  const { text } = stream(
    { ...delta({ content: 'x' }), usage: { prompt_tokens: 100, completion_tokens: 1 } },
    delta({}, 'stop'),
    { choices: [], usage },
    '[DONE]',
  )
  expect(eventsOf(text).at(-2)?.data.usage).toEqual({
    input_tokens: 40,
    cache_read_input_tokens: 60,
    cache_creation_input_tokens: 0,
    output_tokens: 7,
  })
})

test('16: no usage at all: the estimate of the beginning stays, and it is told', () => {
  const { text, losses } = stream(delta({ content: 'x' }), delta({}, 'stop'))
  expect(eventsOf(text).at(-2)?.data.usage).toEqual({ output_tokens: 0 })
  expect(losses).toEqual(['usage-unknown'])
})

test.each([
  ['17: a finish reason without [DONE]', [delta({ content: 'x' }), delta({}, 'stop')]],
  ['18: [DONE] without a finish reason', [delta({ content: 'x' }), '[DONE]']],
])('%s is a normal end', (_name, chunks) => {
  expect(messagesStop(stream(...chunks).text)).toBe('end_turn')
})

test('19: neither: an error after what was said, and no end', () => {
  const events = eventsOf(stream(delta({ content: 'x' })).text)
  expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { type: 'api_error' } } })
  expect(events.some(({ event }) => event === 'message_stop' || event === 'content_block_stop')).toBe(false)
})

test('20: an error before any content is no stream', () => {
  const { text, translation } = stream(delta({ role: 'assistant' }), { error: { message: 'slow down', code: 429 } })
  expect(text).toBe('')
  expect(translation.problem).toMatchObject({ kind: 'rate', status: 429, message: 'slow down' })
})

test('21: an error in the middle: one, in the words of the upstream', () => {
  const events = eventsOf(
    stream(
      delta({ content: 'x' }),
      { error: { message: 'boom', code: 'server_error' } },
      delta({ content: 'late' }),
      '[DONE]',
    ).text,
  )
  expect(events.filter(({ event }) => event === 'error')).toEqual([
    { event: 'error', data: { type: 'error', error: { type: 'api_error', message: 'boom' } } },
  ])
  expect(events.at(-1)?.event).toBe('error')
})

test('22: comments become pings once the answer has begun', () => {
  const bytes = Buffer.concat([
    Buffer.from(': OPENROUTER PROCESSING\n\n'),
    dataStream(delta({ content: 'x' })),
    Buffer.from(': again\n\n'),
    dataStream(delta({}, 'stop')),
  ])
  const names = eventsOf(answer(toChat({}), [bytes]).text).map(({ event }) => event)
  expect(names.filter((name) => name === 'ping')).toHaveLength(1)
  expect(names[0]).toBe('message_start')
})

test('23: a JSON answer although a stream was asked is written as a stream', () => {
  const whole = {
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'x',
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'Read', arguments: '{"n":12345678901234567890}' } },
          ],
        },
        finish_reason: 'tool_calls',
      },
    ],
  }
  const { text } = answer(toChat({}), [Buffer.from(JSON.stringify(whole))])
  expect(messagesBlocks(text)).toEqual([
    { type: 'text', text: 'x' },
    { type: 'tool_use', id: 'a', name: 'Read', text: '{"n":12345678901234567890}' },
  ])
})

test('24: a stream although JSON was asked is folded, with all digits', () => {
  const { text } = answer(toChat({ stream: false }), [
    dataStream(
      delta({ reasoning: 'r' }),
      delta({ content: 'x' }),
      piece(0, 'a', 'Read', '{"n":'),
      piece(0, undefined, undefined, '12345678901234567890}'),
      delta({}, 'stop'),
    ),
  ])
  expect(text).toContain('"input":{"n":12345678901234567890}')
  expect(JSON.parse(text)).toMatchObject({
    type: 'message',
    model: 'claude-opus-5-5',
    stop_reason: 'tool_use',
    content: [{ type: 'thinking', thinking: 'r' }, { type: 'text', text: 'x' }, { type: 'tool_use' }],
  })
})

test('28, 29, 30: reasoning told twice, deltas of nothing, a second choice', () => {
  const { text } = stream(
    { choices: null },
    delta({ content: null }),
    { choices: [{ index: 0, delta: null }] },
    delta({ reasoning: 'r', reasoning_content: 'r', reasoning_details: [{ type: 'reasoning.text', text: 'r' }] }),
    {
      choices: [
        { index: 1, delta: { content: 'other' } },
        { index: 0, delta: { content: 'x' } },
      ],
    },
    delta({}, 'stop'),
  )
  expect(messagesBlocks(text)).toEqual([
    { type: 'thinking', text: 'r' },
    { type: 'text', text: 'x' },
  ])
})

test('12 of the reports: a call without a name fails the turn', () => {
  expect(
    eventsOf(stream(delta({ content: 'x' }), piece(0, 'a', undefined, '{}'), delta({}, 'stop')).text).at(-1)?.event,
  ).toBe('error')
})

it.each([
  ['length', 'max_tokens'],
  ['content_filter', 'refusal'],
  ['sensitive', 'refusal'],
  ['model_context_window_exceeded', 'model_context_window_exceeded'],
])('says %s as %s', (finish, expected) => {
  expect(messagesStop(stream(delta({ content: 'x' }), delta({}, finish)).text)).toBe(expected)
})

it.each(['error', 'network_error', 'insufficient_system_resource'])('takes the finish %s for a failure', (finish) => {
  expect(eventsOf(stream(delta({ content: 'x' }), delta({}, finish)).text).at(-1)?.event).toBe('error')
})

test('58, 59: what was reasoned goes back to where it came from, byte for byte', () => {
  const whole = JSON.parse(
    answer(toChat({ stream: false }), [
      dataStream(delta({ reasoning_content: 'think\n"é"' }), piece(0, 'a', 'Read', '{}'), delta({}, 'stop')),
    ]).text,
  )
  const history = [
    ...QUESTION.messages,
    { role: 'assistant', content: whole.content },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'ok' }] },
  ]
  expect(toChat({ messages: history }).body.messages[1]).toMatchObject({
    reasoning_content: 'think\n"é"',
    tool_calls: [{ id: 'a' }],
  })
})
