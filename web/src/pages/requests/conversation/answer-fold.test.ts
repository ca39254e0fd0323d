import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnswerFold, readAnswer } from './answer-fold.ts'
import { readAsked } from './asked.ts'

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

describe('readAsked', () => {
  it('reads a Messages request with system, images, tool calls and results', () => {
    const asked = readAsked(
      JSON.stringify({
        model: 'm',
        system: [{ type: 'text', text: 'be brief' }],
        tools: [{ name: 'ls' }],
        messages: [
          { role: 'user', content: 'list' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'ls', input: { path: '/' } }] },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: 't', is_error: true, content: 'no' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
            ],
          },
        ],
      }),
    )
    expect(asked?.turns.map((turn) => turn.role)).toEqual(['system', 'user', 'assistant', 'user'])
    expect(asked?.tools).toEqual(['ls'])
    expect(asked?.turns[3]?.blocks).toEqual([
      { kind: 'result', id: 't', failed: true, blocks: [{ kind: 'text', text: 'no' }] },
      { kind: 'image', mediaType: 'image/png', source: 'data:image/png;base64,AA==' },
    ])
  })

  it('reads a Responses request and joins what one side did', () => {
    const asked = readAsked(
      JSON.stringify({
        model: 'g',
        instructions: 'be brief',
        input: [
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'go' }] },
          { type: 'reasoning', summary: [], encrypted_content: 'xx' },
          { type: 'function_call', call_id: 'c', name: 'sh', arguments: '{}' },
          { type: 'function_call_output', call_id: 'c', output: 'ok' },
        ],
      }),
    )
    expect(asked?.turns.map((turn) => turn.role)).toEqual(['system', 'user', 'assistant', 'tool'])
    expect(asked?.turns[2]?.blocks).toEqual([
      { kind: 'thinking', text: '', sealed: true },
      { kind: 'call', id: 'c', name: 'sh', input: '{}' },
    ])
  })

  it('reads what there is of a request that was cut, and says so', () => {
    const asked = readAsked(
      '{"model":"m","messages":[{"role":"user","content":"one"},{"role":"assistant","content":"tw',
    )
    expect(asked?.whole).toBe(false)
    expect(asked?.turns.at(-1)).toEqual({ role: 'assistant', blocks: [{ kind: 'text', text: 'tw' }] })
  })

  it('says that a body is no conversation', () => {
    expect(readAsked('{"a":1}')).toBeUndefined()
    expect(readAsked('plain')).toBeUndefined()
  })
})
