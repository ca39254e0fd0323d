/** The client receives exactly what it would have received with the secret, however the bytes are cut. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  ALL,
  eventsOf,
  halves,
  joined,
  ODD,
  odd,
  PAIRS,
  type ProtocolName,
  restored,
  sse,
} from '../../../test/kit/restoring.ts'

/** Streams that carry a text in pieces, and how a client puts the pieces together again. */
interface Form {
  readonly protocol: ProtocolName
  readonly stream: (pieces: readonly string[]) => string
  readonly read: (events: readonly Record<string, never>[]) => string
  /** What the text is: of arguments a JSON text. */
  readonly isJson?: true
}

const FORMS: Readonly<Record<string, Form>> = {
  'Messages text': {
    protocol: 'messages',
    stream: (pieces) =>
      sse(
        'event: message_start\ndata: {"type":"message_start","message":{"id":"m"}}\n\n',
        { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } },
        { type: 'content_block_stop', index: 0 },
        { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
        ...pieces.map((text) => ({ type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text } })),
        { type: 'content_block_stop', index: 1 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
        { type: 'message_stop' },
      ),
    read: (events) => joined(events, ({ delta }) => delta?.text),
  },
  'Messages tool input': {
    protocol: 'messages',
    isJson: true,
    stream: (pieces) =>
      sse(
        { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 't', name: 'n', input: {} } },
        ...pieces.map((partial_json) => ({
          type: 'content_block_delta',
          index: 0,
          delta: { type: 'input_json_delta', partial_json },
        })),
        { type: 'content_block_stop', index: 0 },
      ),
    read: (events) => joined(events, ({ delta }) => delta?.partial_json),
  },
  'Responses text': {
    protocol: 'responses',
    stream: (pieces) =>
      sse(
        ...pieces.map((delta, sequence_number) => ({
          type: 'response.output_text.delta',
          sequence_number,
          item_id: 'i',
          output_index: 0,
          content_index: 0,
          delta,
        })),
        { type: 'response.output_text.done', item_id: 'i', output_index: 0, content_index: 0, text: pieces.join('') },
      ),
    read: (events) => joined(events, ({ type, delta }) => (type.endsWith('.delta') ? delta : '')),
  },
  'Responses arguments': {
    protocol: 'responses',
    isJson: true,
    stream: (pieces) =>
      sse(
        ...pieces.map((delta) => ({
          type: 'response.function_call_arguments.delta',
          item_id: 'i',
          output_index: 0,
          delta,
        })),
        { type: 'response.function_call_arguments.done', item_id: 'i', output_index: 0, arguments: pieces.join('') },
      ),
    read: (events) => joined(events, ({ delta }) => delta),
  },
  'Chat text': {
    protocol: 'chat',
    stream: (pieces) =>
      sse(
        ...pieces.map((content) => ({ id: 'c', choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
        { id: 'c', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
        'data: [DONE]\n\n',
      ),
    read: (events) => joined(events, ({ choices }) => choices?.[0]?.delta?.content),
  },
  'Chat arguments': {
    protocol: 'chat',
    isJson: true,
    stream: (pieces) =>
      sse(
        ...pieces.map((text) => ({
          choices: [{ index: 0, delta: { tool_calls: [{ index: 1, function: { arguments: text } }] } }],
        })),
        { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
      ),
    read: (events) => joined(events, ({ choices }) => choices?.[0]?.delta?.tool_calls?.[0]?.function?.arguments),
  },
  'Gemini text': {
    protocol: 'gemini',
    stream: (pieces) =>
      sse(
        { candidates: [{ content: { parts: [{ text: 'hm', thought: true }] } }] },
        ...pieces.map((text) => ({ candidates: [{ content: { role: 'model', parts: [{ text }] } }] })),
        { candidates: [{ content: { parts: [{ text: '' }] }, finishReason: 'STOP' }] },
      ),
    read: (events) =>
      joined(events, ({ candidates }) => {
        const part = candidates[0].content.parts[0]
        return part.thought === true ? '' : part.text
      }),
  },
}

describe.each(Object.entries(FORMS))('%s', (_name, { protocol, stream, read, isJson }) => {
  /** A text around something; of arguments a JSON text. */
  const around = (text: string): string =>
    isJson ? JSON.stringify({ a: `x ${text}.`, b: text }) : `x ${text}. ${text}`

  it.each(ALL)(
    'gives back a secret of the kind $kind, wherever its placeholder is cut',
    async ({ secret, placeholder }) => {
      for (const pieces of halves(around(placeholder))) {
        const { text } = await restored(protocol, [Buffer.from(stream(pieces))], ['content-type', 'text/event-stream'])
        expect(read(eventsOf(text))).toBe(around(secret))
      }
    },
  )

  it('gives it back when every character comes by itself, and every byte of the stream too', async () => {
    const pieces = [...around(odd.text)]
    const bytes = Buffer.from(stream(pieces))
    const { text } = await restored(
      protocol,
      [...bytes].map((byte) => Buffer.of(byte)),
      ['content-type', 'text/event-stream'],
    )
    expect(read(eventsOf(text))).toBe(around(ODD))
    expect(eventsOf(text).length).toBeGreaterThanOrEqual(pieces.length)
  })

  it('hands on the same bytes where nothing stands that was given out', async () => {
    const ordinary = stream(['Nothing sk-ant-clp', 'xyz here, clp-', 'secret', ' — \u00e9 \\n 密 ', 'sk-'])
    const expected = read(eventsOf(ordinary))
    const { text } = await restored(protocol, [Buffer.from(ordinary)], ['content-type', 'text/event-stream'])
    expect(read(eventsOf(text))).toBe(expected)
    const plain = stream(['Nothing.', ' Of that: é 密 ', 'here.'])
    expect((await restored(protocol, [Buffer.from(plain)])).text).toBe(plain)
  })
})

describe('all else of an answer', () => {
  const [{ secret, placeholder } = { secret: '', placeholder: '' }] = PAIRS

  it('stays: thinking, signatures, ids and names', async () => {
    const text = sse(
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: placeholder } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: placeholder } },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: placeholder, name: placeholder },
      },
      { type: 'content_block_start', index: 2, content_block: { type: 'redacted_thinking', data: placeholder } },
    )
    expect((await restored('messages', [Buffer.from(text)])).text).toBe(text)
  })

  it('is given back in whole answers, in errors and in what repeats', async () => {
    const whole = (text: string): string =>
      JSON.stringify({
        id: 'r',
        output: [
          { type: 'reasoning', summary: [{ type: 'summary_text', text: 'thought' }] },
          { type: 'message', content: [{ type: 'output_text', text }] },
          { type: 'function_call', call_id: 'c', name: 'n', arguments: JSON.stringify({ a: text }) },
          { type: 'custom_tool_call', call_id: 'c', name: 'n', input: text },
        ],
        error: { message: `no ${text}` },
      })
    expect((await restored('responses', [Buffer.from(whole(odd.text))])).text).toBe(whole(ODD))
    const repeat = (text: string): string => sse({ type: 'response.completed', response: JSON.parse(whole(text)) })
    expect((await restored('responses', [Buffer.from(repeat(odd.text))])).text).toBe(repeat(ODD))
    const kept = JSON.stringify({ content: [{ type: 'thinking', thinking: placeholder }] })
    expect((await restored('messages', [Buffer.from(kept)])).text).toBe(kept)
  })

  it('comes plain where it was compressed', async () => {
    const text = JSON.stringify({ content: [{ type: 'text', text: placeholder }] })
    const bytes = gzipSync(text)
    const given = await restored('messages', [bytes], ['content-encoding', 'gzip', 'content-length', `${bytes.length}`])
    expect(given.text).toBe(text.replace(placeholder, secret))
    expect(given.headers).toEqual([])
  })

  it('is told before an error, before the end and before a break', async () => {
    const begun = sse({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a sk-ant-c' } })
    const error = sse({ type: 'error', error: { type: 'overloaded_error', message: placeholder } })
    const { text } = await restored('messages', [Buffer.from(begun + error)])
    expect(eventsOf(text).map((event) => event.delta?.text ?? event.error.message)).toEqual(['a ', 'sk-ant-c', secret])
    expect(joined(eventsOf((await restored('messages', [Buffer.from(begun)])).text), ({ delta }) => delta.text)).toBe(
      'a sk-ant-c',
    )
  })

  it('keeps its line ends, and data on several lines', async () => {
    const text = `event: x\r\ndata: {"type":"content_block_delta","index":0,\r\ndata: "delta":{"type":"text_delta","text":"${placeholder}"}}\r\n\r\n: ping\r\n\r\n`
    for (const cut of [1, 30, 60, text.length - 3, text.length - 1]) {
      const chunks = [text.slice(0, cut), text.slice(cut)].map((part) => Buffer.from(part))
      expect((await restored('messages', chunks, ['content-type', 'text/event-stream'])).text).toBe(
        text.replace(placeholder, secret),
      )
    }
  })
})
