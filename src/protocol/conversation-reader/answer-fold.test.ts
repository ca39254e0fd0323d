import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnswerFold, readAnswer } from './answer-fold.ts'

const sse = (events: readonly unknown[], named = true): string =>
  events
    .map((event) => {
      const type = (event as { type?: string }).type
      return `${named && type !== undefined ? `event: ${type}\n` : ''}data: ${JSON.stringify(event)}\n\n`
    })
    .join('')

const MESSAGES = sse([
  { type: 'message_start', message: { model: 'm-1', usage: { input_tokens: 3 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm, 想' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hello ' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'world 👋' } },
  { type: 'content_block_start', index: 2, content_block: { type: 'tool_use', id: 't1', name: 'ls', input: {} } },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"path":' } },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '"/"}' } },
  { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } },
  { type: 'message_stop' },
])

const RESPONSES = sse([
  { type: 'response.created', response: { model: 'g-1', status: 'in_progress', output: [] } },
  { type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning', summary: [] } },
  { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'thinking' },
  { type: 'response.output_item.added', output_index: 1, item: { type: 'message', role: 'assistant', content: [] } },
  { type: 'response.output_text.delta', output_index: 1, content_index: 0, delta: 'Hel' },
  { type: 'response.output_text.delta', output_index: 1, content_index: 0, delta: 'lo' },
  {
    type: 'response.output_item.added',
    output_index: 2,
    item: { type: 'function_call', call_id: 'c1', name: 'sh', arguments: '' },
  },
  { type: 'response.function_call_arguments.delta', output_index: 2, delta: '{"a":1}' },
  { type: 'response.completed', response: { model: 'g-1', status: 'completed', output: [] } },
])

describe('AnswerFold', () => {
  it('reads a Messages stream: thinking, text, a tool call and the reason it stopped', () => {
    expect(readAnswer(MESSAGES)).toEqual({
      model: 'm-1',
      stopReason: 'tool_use',
      error: '',
      blocks: [
        { kind: 'thinking', text: 'hm, 想', sealed: false },
        { kind: 'text', text: 'Hello world 👋' },
        { kind: 'call', id: 't1', name: 'ls', input: '{"path":"/"}' },
      ],
    })
  })

  it('reads a Responses stream', () => {
    expect(readAnswer(RESPONSES)).toEqual({
      model: 'g-1',
      stopReason: 'completed',
      error: '',
      blocks: [
        { kind: 'thinking', text: 'thinking', sealed: false },
        { kind: 'text', text: 'Hello' },
        { kind: 'call', id: 'c1', name: 'sh', input: '{"a":1}' },
      ],
    })
  })

  it('gives the same answer however the text is cut into pieces', () => {
    fc.assert(
      fc.property(fc.constantFrom(MESSAGES, RESPONSES), fc.array(fc.integer({ min: 1, max: 40 })), (text, sizes) => {
        const fold = new AnswerFold()
        let at = 0
        for (const size of sizes) {
          fold.feed(text.slice(at, at + size))
          at += size
        }
        fold.feed(text.slice(at))
        expect(fold.answer()).toEqual(readAnswer(text))
      }),
    )
  })

  it('reads what there is of a stream that was cut', () => {
    const cut = MESSAGES.slice(0, MESSAGES.indexOf('world'))
    const answer = readAnswer(cut)
    expect(answer.stopReason).toBe('')
    expect(answer.blocks.at(0)).toEqual({ kind: 'thinking', text: 'hm, 想', sealed: false })
    expect(answer.blocks.at(1)).toMatchObject({ kind: 'text' })
  })

  it('shows an error event in the middle of a stream', () => {
    const text = sse([
      { type: 'message_start', message: { model: 'm' } },
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    ])
    expect(readAnswer(text).error).toBe('overloaded_error: Overloaded')
  })

  it('reads whole JSON answers of all three protocols', () => {
    const message = { type: 'message', model: 'm', stop_reason: 'end_turn', content: [{ type: 'text', text: 'hi' }] }
    expect(readAnswer(JSON.stringify(message))).toMatchObject({ stopReason: 'end_turn', blocks: [{ text: 'hi' }] })
    const response = {
      object: 'response',
      status: 'completed',
      output: [{ type: 'message', content: [{ type: 'output_text', text: 'yo' }] }],
    }
    expect(readAnswer(JSON.stringify(response))).toMatchObject({ stopReason: 'completed', blocks: [{ text: 'yo' }] })
    const chat = { model: 'c', choices: [{ message: { content: 'hey' }, finish_reason: 'stop' }] }
    expect(readAnswer(JSON.stringify(chat))).toMatchObject({ stopReason: 'stop', blocks: [{ text: 'hey' }] })
  })

  it('reads chat chunks with tool calls', () => {
    const text = sse(
      [
        { model: 'c', choices: [{ delta: { content: 'a' } }] },
        {
          choices: [
            { delta: { content: 'b', tool_calls: [{ index: 0, id: 'x', function: { name: 'f', arguments: '{' } }] } },
          ],
        },
        {
          choices: [
            { delta: { tool_calls: [{ index: 0, function: { arguments: '}' } }] }, finish_reason: 'tool_calls' },
          ],
        },
      ],
      false,
    )
    expect(readAnswer(`${text}data: [DONE]\n\n`)).toEqual({
      model: 'c',
      stopReason: 'tool_calls',
      error: '',
      blocks: [
        { kind: 'text', text: 'ab' },
        { kind: 'call', id: 'x', name: 'f', input: '{}' },
      ],
    })
  })
})

const words = (text: string) => {
  const { blocks, error } = readAnswer(text)
  return { text: blocks.map((block) => (block.kind === 'text' ? block.text : '')).join(''), error }
}

it.each([
  ['Messages', '{"content":[{"type":"thinking"},{"type":"text","text":"o"},{"type":"text","text":"k"}]}'],
  [
    'Responses',
    '{"output":[{"type":"reasoning"},{"type":"message","content":[{"type":"output_text","text":"ok"}]}],"error":null}',
  ],
  ['Chat Completions', '{"choices":[{"message":{"content":"ok"}}]}'],
  [
    'Responses as a stream with the whole at its end',
    'data: {"type":"response.output_text.delta","delta":"ok"}\r\n\r\ndata: {"type":"response.completed","response":{"output":[{"content":[{"text":"ok"}]}]}}\r\n\r\n',
  ],
  [
    'Responses that only their end tells',
    'data: {"type":"response.completed","response":{"output":[{"content":[{"text":"ok"}]}]}}\n\n',
  ],
  ['Messages as a stream', 'event: x\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":"ok"}}'],
  ['Chat Completions as a stream', 'data: {"choices":[{"delta":{"content":"ok"}}]}\n\ndata: [DONE]\n\n'],
])('reads the words of %s', (_, body) => {
  expect(words(body)).toEqual({ text: 'ok', error: '' })
})

it.each([
  ['{"type":"error","error":{"type":"x","message":"no such key"}}', 'x: no such key'],
  ['{"type":"error"}', 'unnamed error'],
  ['{"error":"no such key"}', 'no such key'],
  ['{"error":{"code":"bad_key"}}', 'bad_key'],
  ['{"error":{}}', 'unnamed error'],
  ['{"choices":[],"error":{"message":"no such key"}}', 'no such key'],
  ['{"object":"response","status":"failed","error":{"code":"c","message":"no"},"output":[]}', 'c: no'],
  ['{"error":{"code":429,"message":"no such key","status":"RESOURCE_EXHAUSTED"}}', 'RESOURCE_EXHAUSTED: no such key'],
  ['event: error\ndata: {"type":"error","error":{"message":"no such key"}}\n\n', 'no such key'],
  ['event: error\ndata: {"type":"error","message":"no such key"}\n\n', 'no such key'],
  ['data: {"type":"response.failed","response":{"error":{"message":"no such key"}}}\n\n', 'no such key'],
  ['data: {"type":"response.failed"}\n\n', 'response.failed'],
  ['{"candidates":1}', ''],
  ['<html>502</html>', ''],
  ['', ''],
])('finds the error in %s', (body, error) => {
  expect(words(body)).toEqual({ text: '', error })
})

describe('a Gemini answer', () => {
  const parts = [
    { text: 'hm', thought: true },
    { text: ', so', thought: true },
    { text: 'Hel' },
    { text: 'lo' },
    { functionCall: { name: 'ls', args: { path: '/' } } },
    { text: '!' },
  ]
  const events = parts.map((part, index) => ({
    candidates: [{ content: { role: 'model', parts: [part] }, ...(index === 5 ? { finishReason: 'STOP' } : {}) }],
    modelVersion: 'gemini-2.5-pro',
  }))
  const expected = {
    model: 'gemini-2.5-pro',
    stopReason: 'STOP',
    error: '',
    blocks: [
      { kind: 'thinking', text: 'hm, so', sealed: false },
      { kind: 'text', text: 'Hello' },
      { kind: 'call', id: 'ls', name: 'ls', input: '{\n  "path": "/"\n}' },
      { kind: 'text', text: '!' },
    ],
  }

  it.each([
    ['as a stream', sse(events)],
    ['as a list', JSON.stringify(events)],
    [
      'whole',
      JSON.stringify({ candidates: [{ content: { parts }, finishReason: 'STOP' }], modelVersion: 'gemini-2.5-pro' }),
    ],
    ['from Code Assist', sse(events.map((response) => ({ response })))],
  ])('is read %s', (_, text) => {
    expect(readAnswer(text)).toEqual(expected)
  })

  it('says that the prompt was blocked', () => {
    expect(readAnswer('{"promptFeedback":{"blockReason":"SAFETY"}}').stopReason).toBe('SAFETY')
  })

  it.each(['{"candidates":[null,{"content":null}]}', '{"candidates":[{"content":{"parts":"x"}}]}'])(
    'survives %s',
    (text) => {
      expect(readAnswer(text).blocks).toEqual([])
    },
  )
})
