/** What went wrong with requests in other translators, and must not here. Numbers are those of the list of reports. */
import { describe, expect, test } from 'vitest'
import { ask } from '../../../test/kit/translation.ts'
import { faultsOf } from '../../../test/kit/validators/faults.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { UpstreamProfile } from '../canonical/upstream-profile.ts'

const OBJECT = { type: 'object', properties: {} }
const USER = { role: 'user', content: 'x' }
const IMAGE = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } }
const MODELS: Readonly<Record<ProtocolId, string>> = {
  messages: 'claude-sonnet-4-5',
  responses: 'gpt-5.2',
  chat: 'some-model',
  gemini: 'gemini-3-flash',
}

const asking =
  (from: ProtocolId, base: object) =>
  (to: ProtocolId, body: object, profile: Partial<UpstreamProfile> = {}) => {
    const model = profile.model ?? MODELS[to]
    const asked = ask({ from, to, body: { ...base, ...body }, profile: { model, ...profile } })
    if ((profile.host ?? 'other') === 'other' && profile.webSearch !== true)
      expect(faultsOf(to, asked.body, model)).toEqual([])
    return asked
  }
const claude = asking('messages', { model: 'm', max_tokens: 9000, messages: [USER] })
const chat = asking('chat', { model: 'm', messages: [USER] })
const codex = asking('responses', { model: 'm', input: [{ role: 'user', content: 'x' }] })
const gemini = asking('gemini', { contents: [{ role: 'user', parts: [{ text: 'x' }] }] })

const chatCall = (id: string, args = '{}') => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: args } }],
})
const chatResult = (id: string | undefined, content = 'ok') => ({ role: 'tool', tool_call_id: id, content })

describe('ids and pairs', () => {
  test('4, 46: an id that is too long or has other characters is renamed the same way for call and result, and never merely cut', () => {
    const ids = ['x'.repeat(69), `${'x'.repeat(68)}y`, 'functions.f:0']
    for (const to of ['messages', 'responses', 'gemini'] as const) {
      const { text } = chat(to, { messages: [USER, ...ids.flatMap((id) => [chatCall(id), chatResult(id)])] })
      const seen = text.match(/"(?:tool_use_id|call_id|id)":"([^"]+)"/g) ?? []
      expect(new Set(seen.map((one) => one.split(':')[1])).size).toBe(3)
    }
  })

  test('47: Mistral takes nine characters', () => {
    const body = {
      messages: [
        USER,
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'x' }] },
      ],
    }
    const { messages, tools, tool_choice } = claude('chat', body, { host: 'mistral' }).body
    expect(messages[1].tool_calls[0].id).toMatch(/^[a-zA-Z0-9]{9}$/)
    expect(messages[2].tool_call_id).toBe(messages[1].tool_calls[0].id)
    expect([tools[0].function.name, tool_choice]).toEqual(['f', 'none'])
  })

  test('5: items for Responses bear no ids of another origin', () => {
    expect(claude('responses', { messages: [USER, { role: 'assistant', content: 'y' }, USER] }).text).not.toContain(
      '"id"',
    )
  })

  test('6: Gemini calls without ids: the first result of a name is that of the first call', () => {
    const call = (n: number) => ({ functionCall: { name: 'f', args: { n } } })
    const result = (output: string) => ({ functionResponse: { name: 'f', response: { output } } })
    const { body } = gemini('chat', {
      contents: [
        { role: 'user', parts: [{ text: 'x' }] },
        { role: 'model', parts: [call(1), call(2)] },
        { role: 'user', parts: [result('one'), result('two')] },
      ],
    })
    const [first, second] = body.messages[1].tool_calls
    expect(body.messages.slice(2)).toEqual([
      { role: 'tool', tool_call_id: first.id, content: 'one' },
      { role: 'tool', tool_call_id: second.id, content: 'two' },
    ])
  })

  test('7: a result without an id is that of the call that has none', () => {
    const { body } = chat('messages', { messages: [USER, chatCall('a'), chatResult(undefined, 'here')] })
    expect(body.messages[2].content[0]).toMatchObject({ tool_use_id: 'a', content: 'here' })
  })

  test('9: of two results for one call the last holds, at the place of the first', () => {
    const { body } = chat('messages', {
      messages: [USER, chatCall('a'), chatResult('a', 'old'), chatResult('a', 'new')],
    })
    expect(body.messages[2].content).toMatchObject([{ tool_use_id: 'a', content: 'new' }])
  })

  test('11: an assistant turn that Responses splits is one turn again', () => {
    const call = (id: string) => ({ type: 'function_call', call_id: id, name: 'f', arguments: '{}' })
    const out = (id: string) => ({ type: 'function_call_output', call_id: id, output: 'x' })
    const input = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: [{ type: 'output_text', text: 'y' }] },
      call('a'),
      call('b'),
      out('b'),
      out('a'),
    ]
    expect(codex('messages', { input }).body.messages.map((one: { content: unknown[] }) => one.content.length)).toEqual(
      [1, 3, 2],
    )
    expect(codex('chat', { input }).body.messages.map((one: { role: string }) => one.role)).toEqual([
      'user',
      'assistant',
      'tool',
      'tool',
    ])
  })

  test('15: arguments that are no object are wrapped, told, and come out again', () => {
    const { body, losses } = chat('messages', { messages: [USER, chatCall('a', '"text"'), chatResult('a')] })
    expect(body.messages[1].content[0].input).toEqual({ _raw: '"text"' })
    expect(losses).toContain('arguments-invalid')
    expect(claude('responses', { messages: body.messages }).body.input[1].arguments).toBe('"text"')
  })

  test('43 of the checklist: calls in the conversation and no tools: they are declared and may not be called', () => {
    const { tools, tool_choice } = chat('messages', { messages: [USER, chatCall('a'), chatResult('a')] }).body
    expect([tools[0].name, tool_choice]).toEqual(['f', { type: 'none' }])
  })
})

describe('tools', () => {
  const functions = (...names: string[]) =>
    names.map((name) => ({ type: 'function', function: { name, parameters: OBJECT } }))

  test('27: a typed tool that the client runs gets its documented arguments', () => {
    const { body } = claude('chat', { tools: [{ type: 'bash_20250124', name: 'bash' }] })
    expect(body.tools[0].function.parameters.properties).toHaveProperty('command')
  })

  test.each([
    ['auto', 'auto', { type: 'auto' }, { mode: 'AUTO' }],
    ['required', 'required', { type: 'any' }, { mode: 'ANY' }],
    ['none', 'none', { type: 'none' }, { mode: 'NONE' }],
    [
      { type: 'function', function: { name: 'f' } },
      { type: 'function', name: 'f' },
      { type: 'tool', name: 'f' },
      { mode: 'ANY', allowedFunctionNames: ['f'] },
    ],
  ])('29: the choice %j', (tool_choice, responses, messages, config) => {
    const body = { tools: functions('f', 'g'), tool_choice }
    expect(chat('responses', body).body.tool_choice).toEqual(responses)
    expect(chat('messages', body).body.tool_choice).toEqual(messages)
    expect(chat('gemini', body).body.toolConfig.functionCallingConfig).toEqual(config)
  })

  test('29: only the allowed tools are sent; one at a time where that can be said', () => {
    const allowed_tools = { mode: 'required', tools: [{ type: 'function', function: { name: 'g' } }] }
    const { body } = chat('messages', {
      tools: functions('f', 'g'),
      tool_choice: { type: 'allowed_tools', allowed_tools },
      parallel_tool_calls: false,
    })
    expect([body.tools.length, body.tool_choice]).toEqual([1, { type: 'any', disable_parallel_tool_use: true }])
    expect(chat('gemini', { tools: functions('f'), parallel_tool_calls: false }).losses).toContain('parameter-dropped')
  })

  test('80: what is the rule anyway is not sent to small servers', () => {
    expect(
      codex('chat', { tools: [{ type: 'function', name: 'f', parameters: OBJECT }], parallel_tool_calls: true }).body,
    ).not.toHaveProperty('parallel_tool_calls')
  })

  test('30: strict goes on only with a schema that is', () => {
    const tool = (additionalProperties: boolean) => ({
      type: 'function',
      function: { name: 'f', strict: true, parameters: { ...OBJECT, additionalProperties } },
    })
    expect(chat('responses', { tools: [tool(false)] }).body.tools[0].strict).toBe(true)
    expect(chat('responses', { tools: [tool(true)] }).body.tools[0].strict).toBe(false)
    expect(chat('messages', { tools: [tool(false)] }).losses).toContain('strict-dropped')
  })

  test('31, 56: a schema without type or properties is an object', () => {
    expect(
      codex('chat', { tools: [{ type: 'function', name: 'f', parameters: {} }] }).body.tools[0].function.parameters,
    ).toEqual(OBJECT)
  })

  test('32: what Gemini does not know of a schema is said otherwise or goes, but never a property of that name', () => {
    const parameters = {
      $schema: 'x',
      type: 'object',
      properties: {
        const: { const: 'a' },
        n: { type: 'integer', exclusiveMinimum: 0, pattern: 'x', examples: [1] },
        all: { allOf: [{ type: 'object', properties: { b: { type: 'string' } } }] },
      },
      required: ['const'],
    }
    const { body, losses } = chat('gemini', { tools: [{ type: 'function', function: { name: 'f', parameters } }] })
    expect(body.tools[0].functionDeclarations[0].parametersJsonSchema).toEqual({
      type: 'object',
      properties: {
        const: { enum: ['a'] },
        n: { type: 'integer', minimum: 0 },
        all: { type: 'object', properties: { b: { type: 'string' } } },
      },
      required: ['const'],
    })
    expect(losses).toContain('schema-simplified')
  })

  test('choices at the top of a schema are united, with what all of them demand', () => {
    const parameters = {
      anyOf: [
        { properties: { a: { type: 'string' } }, required: ['a'] },
        { properties: { a: { type: 'string' }, b: { type: 'string' } }, required: ['a', 'b'] },
      ],
    }
    const { input_schema } = chat('messages', { tools: [{ type: 'function', function: { name: 'f', parameters } }] })
      .body.tools[0]
    expect(input_schema).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      required: ['a'],
    })
  })

  test('25, 26: a search of the web is asked for where the upstream has one, and dropped elsewhere', () => {
    const tools = [
      { type: 'web_search_20250305', name: 'web_search' },
      { name: 'f', input_schema: OBJECT },
    ]
    expect(claude('responses', { tools }, { webSearch: true }).body.tools.at(-1)).toEqual({ type: 'web_search' })
    expect(claude('responses', { tools }).losses).toContain('hosted-tool-dropped')
  })

  test('more tools than a server takes: those that were used stay, in their order', () => {
    const many = functions(...Array.from({ length: 130 }, (_, index) => `t${index}`))
    const call = { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 't129', input: {} }] }
    const tools = many.map(({ function: { name } }) => ({ name, input_schema: OBJECT }))
    const { body } = claude('chat', {
      tools,
      messages: [USER, call, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x' }] }],
    })
    expect([body.tools.length, body.tools.at(-1).function.name]).toEqual([128, 't129'])
  })
})

describe('images and files', () => {
  const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [IMAGE] }] }
  const messages = [USER, { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] }, result]

  test('59: an image in a result is an image everywhere', () => {
    expect(claude('responses', { messages }).body.input[2].output).toEqual([
      { type: 'input_image', image_url: 'data:image/png;base64,QUJD', detail: 'auto' },
    ])
    expect(claude('gemini', { messages }).body.contents[2].parts[0].functionResponse.parts).toEqual([
      { inlineData: { mimeType: 'image/png', data: 'QUJD' } },
    ])
    expect(claude('gemini', { messages }, { model: 'gemini-2.5-pro' }).body.contents[2].parts[1]).toEqual({
      inlineData: { mimeType: 'image/png', data: 'QUJD' },
    })
  })

  test('61: a PDF is a file everywhere', () => {
    const pdf = {
      type: 'document',
      title: 'a.pdf',
      source: { type: 'base64', media_type: 'application/pdf', data: 'QUJD' },
    }
    const body = { messages: [{ role: 'user', content: [pdf] }] }
    expect(claude('responses', body).body.input[0].content).toEqual([
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,QUJD' },
    ])
    expect(claude('chat', body).body.messages[0].content).toEqual([
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,QUJD' } },
    ])
    expect(claude('gemini', body).body.contents[0].parts).toEqual([
      { inlineData: { mimeType: 'application/pdf', data: 'QUJD' } },
    ])
  })

  test('what nobody else can read is named and told', () => {
    const body = {
      messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'file', file_id: 'file_1' } }] }],
    }
    const { body: sent, losses } = claude('chat', body)
    expect(sent.messages[0].content).toBe('[image file_1]')
    expect(losses).toContain('image-dropped')
  })
})
