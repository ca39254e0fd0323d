/** A call that was cut off in the middle of its arguments never looks finished: a client would run half a command. */
import { describe, expect, test } from 'vitest'
import { openRequest } from '../../../test/kit/conversation.ts'
import { type Asked, answer, ask, dataStream, eventStream, eventsOf } from '../../../test/kit/translation.ts'
import type { ProtocolId } from '../../contract/protocol.ts'

const asking = (client: ProtocolId, upstream: ProtocolId, stream: boolean): Asked => {
  const path = `/v1beta/models/m:${stream ? 'streamGenerateContent' : 'generateContent'}`
  return client === 'gemini'
    ? ask({ from: client, to: upstream, body: openRequest(client, 'x'), path, query: '?alt=sse' })
    : ask({ from: client, to: upstream, body: { ...openRequest(client, 'x'), stream } })
}

const event = (type: string, members: object = {}) => ({ type, ...members })

/** An answer of Messages that calls `Read` with these pieces of arguments, and stops for this reason. */
const messagesStream = (pieces: readonly string[], stop_reason: string, after: readonly { type: string }[] = []) =>
  eventStream(
    event('message_start', { message: { usage: {} } }),
    event('content_block_start', { index: 0, content_block: { type: 'tool_use', id: 'c', name: 'Read', input: {} } }),
    ...pieces.map((partial_json) =>
      event('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json } }),
    ),
    event('content_block_stop', { index: 0 }),
    ...after,
    event('message_delta', { delta: { stop_reason }, usage: { output_tokens: 3 } }),
    event('message_stop'),
  )

const called = { type: 'function_call', id: 'fc', call_id: 'c', name: 'Read' }
const responsesStream = (args: string, status: string | undefined, last = 'response.incomplete') =>
  eventStream(
    event('response.created', { response: {} }),
    event('response.output_item.added', { output_index: 0, item: { ...called, arguments: '' } }),
    event('response.function_call_arguments.delta', { output_index: 0, item_id: 'fc', delta: args }),
    event('response.function_call_arguments.done', { output_index: 0, item_id: 'fc', arguments: args }),
    event('response.output_item.done', { output_index: 0, item: { ...called, arguments: args, status } }),
    event(last, { response: { output: [], incomplete_details: { reason: 'max_output_tokens' } } }),
  )

const chatStream = (args: string) =>
  dataStream(
    {
      choices: [
        {
          delta: { tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'Read', arguments: args } }] },
        },
      ],
    },
    { choices: [{ delta: {}, finish_reason: 'length' }] },
    '[DONE]',
  )

/** Half a call, in the words of each upstream that can be cut off there. */
const CUT: readonly (readonly [string, ProtocolId, Buffer])[] = [
  ['Messages', 'messages', messagesStream(['{"path', '":"a'], 'max_tokens')],
  ['Messages, before any argument', 'messages', messagesStream([], 'max_tokens')],
  ['Messages, when its window is full', 'messages', messagesStream(['{"path'], 'model_context_window_exceeded')],
  ['Responses', 'responses', responsesStream('{"path', 'incomplete')],
  ['a relay of Responses that gives no status', 'responses', responsesStream('{"path', undefined)],
  ['Chat', 'chat', chatStream('{"path')],
]

/** The calls a client takes for finished, and why it believes that the answer ended. */
const seen = (client: ProtocolId, text: string) => {
  const data = eventsOf(text).map((one) => one.data)
  switch (client) {
    case 'responses':
      return {
        calls: data.filter(
          ({ type, item }) =>
            type === 'response.function_call_arguments.done' ||
            (type === 'response.output_item.done' && item.type === 'function_call'),
        ).length,
        end: data.at(-1).type,
        output: data.at(-1).response.output.length,
      }
    case 'gemini': {
      const parts = data.flatMap(({ candidates }) => candidates[0].content.parts)
      return {
        calls: parts.filter((part) => part.functionCall !== undefined).length,
        end: data.at(-1).candidates[0].finishReason,
      }
    }
    default:
      return { calls: 0, end: data.flatMap(({ choices }) => choices?.[0]?.finish_reason ?? []).at(-1) }
  }
}

/** A whole answer without the tools of the request, which Responses repeats. */
const said = (client: ProtocolId, text: string): string =>
  client === 'responses' ? JSON.stringify(JSON.parse(text).output) : text

const ENDS = {
  responses: { calls: 0, end: 'response.incomplete', output: 0 },
  gemini: { calls: 0, end: 'MAX_TOKENS' },
  chat: { calls: 0, end: 'length' },
} as const

describe.each(CUT)('16: cut off by %s', (_name, upstream, bytes) => {
  const clients = (['responses', 'gemini', 'chat'] as const).filter((client) => client !== upstream)

  test.each(clients)('in a stream to a client of %s', (client) => {
    const { text, losses } = answer(asking(client, upstream, true), [bytes])
    expect(seen(client, text)).toEqual(ENDS[client])
    expect(losses).toContain('output-truncated')
  })

  test.each(clients)('in a whole answer to a client of %s', (client) => {
    const { text, losses } = answer(asking(client, upstream, false), [bytes])
    expect(said(client, text)).not.toContain('Read')
    expect(losses).toContain('output-truncated')
  })
})

test.each(['responses', 'gemini', 'chat'] as const)(
  '16: a whole answer of Messages that was cut off, for %s',
  (client) => {
    const call = { type: 'tool_use', id: 'c', name: 'Read', input: {} }
    const whole = {
      type: 'message',
      content: [{ type: 'text', text: 'so' }, { ...call, id: 'b', name: 'edit' }, call],
      stop_reason: 'max_tokens',
    }
    const { text, losses } = answer(asking(client, 'messages', false), [Buffer.from(JSON.stringify(whole))])
    expect(said(client, text)).not.toContain('"Read"')
    expect(said(client, text)).toContain('"edit"')
    expect(losses).toContain('output-truncated')
  },
)

test('a call of Chat without arguments, before the one that was cut off, is finished', () => {
  const call = (index: number, args: string) => ({
    choices: [{ delta: { tool_calls: [{ index, id: `c${index}`, function: { name: 'Read', arguments: args } }] } }],
  })
  const end = { choices: [{ delta: {}, finish_reason: 'length' }] }
  const { text } = answer(asking('responses', 'chat', true), [dataStream(call(0, ''), call(1, '{"pa'), end)])
  expect(seen('responses', text)).toEqual({ calls: 2, end: 'response.incomplete', output: 1 })
})

test('what came before the cut is finished', () => {
  const text = [
    event('content_block_start', { index: 1, content_block: { type: 'text', text: '' } }),
    event('content_block_delta', { index: 1, delta: { type: 'text_delta', text: 'and' } }),
    event('content_block_stop', { index: 1 }),
  ]
  for (const pieces of [['{"path":"a"}'], []]) {
    const { text: told, losses } = answer(asking('responses', 'messages', true), [
      messagesStream(pieces, 'max_tokens', text),
    ])
    expect(seen('responses', told)).toEqual({ calls: 2, end: 'response.incomplete', output: 2 })
    expect(losses).not.toContain('output-truncated')
  }
})

test('a call without arguments that ended well is whole', () => {
  for (const bytes of [messagesStream([], 'tool_use'), responsesStream('', 'completed', 'response.completed')]) {
    const upstream = bytes.includes('message_start') ? 'messages' : 'responses'
    const { text } = answer(asking('gemini', upstream, true), [bytes])
    expect(seen('gemini', text)).toEqual({ calls: 1, end: 'STOP' })
  }
})
