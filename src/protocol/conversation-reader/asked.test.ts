import { describe, expect, it } from 'vitest'
import { readAsked } from './asked.ts'

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

  it('reads a Chat Completions request with images, tool calls and results', () => {
    const asked = readAsked(
      JSON.stringify({
        model: 'c',
        tools: [{ type: 'function', function: { name: 'ls' } }],
        messages: [
          { role: 'developer', content: 'be brief' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'see' },
              { type: 'image_url', image_url: { url: 'http://x/a.png' } },
            ],
          },
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 't', function: { name: 'ls', arguments: '{"a":1}' } }],
          },
          { role: 'tool', tool_call_id: 't', content: 'ok' },
          { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] },
        ],
      }),
    )
    expect(asked?.tools).toEqual(['ls'])
    expect(asked?.turns).toEqual([
      { role: 'developer', blocks: [{ kind: 'text', text: 'be brief' }] },
      {
        role: 'user',
        blocks: [
          { kind: 'text', text: 'see' },
          { kind: 'image', source: 'http://x/a.png', mediaType: '' },
        ],
      },
      { role: 'assistant', blocks: [{ kind: 'call', id: 't', name: 'ls', input: '{"a":1}' }] },
      { role: 'tool', blocks: [{ kind: 'result', id: 't', failed: false, blocks: [{ kind: 'text', text: 'ok' }] }] },
      { role: 'assistant', blocks: [{ kind: 'text', text: 'no' }] },
    ])
  })

  it('reads a Gemini request, also one for Code Assist', () => {
    const request = {
      systemInstruction: { parts: [{ text: 'be brief' }] },
      tools: [{ functionDeclarations: [{ name: 'ls' }, { name: 'cat' }] }, { googleSearch: {} }],
      contents: [
        { parts: [{ text: 'see' }, { inlineData: { mimeType: 'image/png', data: 'AA==' } }] },
        { role: 'model', parts: [{ text: 'hm', thought: true }, { functionCall: { id: 'f', name: 'ls', args: {} } }] },
        { role: 'user', parts: [{ functionResponse: { id: 'f', name: 'ls', response: { error: 'no' } } }] },
        { role: 'user', parts: [{ fileData: { mimeType: 'application/pdf', fileUri: 'gs://a' } }] },
      ],
    }
    const turns = [
      { role: 'system', blocks: [{ kind: 'text', text: 'be brief' }] },
      {
        role: 'user',
        blocks: [
          { kind: 'text', text: 'see' },
          { kind: 'image', mediaType: 'image/png', source: 'data:image/png;base64,AA==' },
        ],
      },
      {
        role: 'assistant',
        blocks: [
          { kind: 'thinking', text: 'hm', sealed: false },
          { kind: 'call', id: 'f', name: 'ls', input: '{}' },
        ],
      },
      {
        role: 'user',
        blocks: [{ kind: 'result', id: 'f', failed: true, blocks: [{ kind: 'text', text: '{\n  "error": "no"\n}' }] }],
      },
      { role: 'user', blocks: [{ kind: 'other', type: 'fileData', json: expect.stringContaining('gs://a') }] },
    ]
    const tools = ['ls', 'cat', 'googleSearch']
    expect(readAsked(JSON.stringify(request))).toEqual({ turns, tools, model: '', whole: true })
    expect(readAsked(JSON.stringify({ model: 'g', project: 'p', request }))).toMatchObject({ turns, tools, model: 'g' })
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
