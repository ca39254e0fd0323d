/** What went wrong with parameters in other translators, and must not here. Numbers are those of the list of reports. */
import { describe, expect, test } from 'vitest'
import { ask } from '../../../test/kit/translation.ts'
import { faultsOf } from '../../../test/kit/validators/faults.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { UpstreamProfile } from '../canonical/upstream-profile.ts'

const USER = { role: 'user', content: 'x' }
const asking =
  (from: ProtocolId, base: object) =>
  (to: ProtocolId, body: object, model: string, host: UpstreamProfile['host'] = 'other') => {
    const asked = ask({ from, to, body: { ...base, ...body }, profile: { model, host } })
    if (host === 'other') expect(faultsOf(to, asked.body, model)).toEqual([])
    return asked
  }
const claude = asking('messages', { model: 'm', max_tokens: 9000, messages: [USER] })
const chat = asking('chat', { model: 'm', messages: [USER] })

describe('thinking', () => {
  test('42: a budget stays below the limit and above 1024, or there is none', () => {
    expect(chat('messages', { reasoning_effort: 'high', max_tokens: 9000 }, 'claude-sonnet-4-5').body.thinking).toEqual(
      { type: 'enabled', budget_tokens: 8999 },
    )
    const none = chat('messages', { reasoning_effort: 'high', max_tokens: 1000 }, 'claude-sonnet-4-5')
    expect(none.body).not.toHaveProperty('thinking')
    expect(none.losses).toContain('thinking-disabled')
    const free = chat('messages', { reasoning_effort: 'max' }, 'claude-sonnet-4-5').body
    expect(free.max_tokens).toBeGreaterThan(free.thinking.budget_tokens)
  })

  test('42: newer models think as they like, with an effort', () => {
    const { body } = chat('messages', { reasoning_effort: 'high' }, 'claude-opus-5-5')
    expect([body.thinking, body.output_config]).toEqual([{ type: 'adaptive' }, { effort: 'high' }])
  })

  test('62: manual thinking is off when the last turn called tools without any', () => {
    const messages = [
      USER,
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: 'x' },
    ]
    const asked = chat('messages', { messages, reasoning_effort: 'low' }, 'claude-sonnet-4-5')
    expect(asked.body).not.toHaveProperty('thinking')
    expect(asked.losses).toContain('thinking-disabled')
  })

  test('63: a forced tool is kept and thinking dropped; models that refuse one choose themselves', () => {
    const body = {
      tools: [{ type: 'function', function: { name: 'f' } }],
      tool_choice: 'required',
      reasoning_effort: 'low',
    }
    const forced = chat('messages', body, 'claude-sonnet-4-5').body
    expect([forced.tool_choice, forced.thinking]).toEqual([{ type: 'any' }, undefined])
    const free = chat('messages', body, 'claude-opus-5-5').body
    expect([free.tool_choice, free.thinking]).toEqual([{ type: 'auto' }, { type: 'adaptive' }])
  })

  test.each([
    ['some-model', 'other', 'max', { reasoning_effort: 'high' }],
    ['some-model', 'other', 'minimal', { reasoning_effort: 'low' }],
    ['deepseek-chat', 'deepseek', 'max', { reasoning_effort: 'max' }],
    ['x/y', 'openrouter', 'medium', { reasoning: { effort: 'medium' } }],
    ['gpt-5.2', 'openai', 'max', { reasoning_effort: 'xhigh' }],
    ['gpt-5', 'openai', 'max', { reasoning_effort: 'high' }],
    ['gpt-4.1', 'openai', 'high', {}],
  ] as const)('43: %s of %s with the effort %s', (model, host, effort, fields) => {
    const { body } = claude('chat', { output_config: { effort } }, model, host)
    expect({ reasoning_effort: body.reasoning_effort, reasoning: body.reasoning }).toEqual({
      reasoning_effort: undefined,
      reasoning: undefined,
      ...fields,
    })
  })

  test.each([
    ['deepseek', { thinking: { type: 'disabled' } }],
    ['zhipu', { thinking: { type: 'disabled' } }],
    ['moonshot', { thinking: { type: 'disabled' } }],
    ['dashscope', { enable_thinking: false }],
    ['openrouter', { reasoning: { enabled: false } }],
  ] as const)('no thinking, in the words of %s', (host, fields) => {
    expect(claude('chat', { thinking: { type: 'disabled' } }, 'm', host).body).toMatchObject(fields)
  })

  test('43: whole numbers are budgets, and words that nobody knows the highest effort', () => {
    const codex = asking('responses', { model: 'm', input: 'x' })
    expect(codex('chat', { reasoning: { effort: 3000 } }, 'm').body.reasoning_effort).toBe('low')
    expect(codex('chat', { reasoning: { effort: 'ultra' } }, 'm').body.reasoning_effort).toBe('high')
  })

  test('Gemini thinks by level or by budget', () => {
    const config = (model: string, effort: string) =>
      chat('gemini', { reasoning_effort: effort }, model).body.generationConfig.thinkingConfig
    expect(config('gemini-3-pro', 'medium')).toEqual({ thinkingLevel: 'high', includeThoughts: true })
    expect(config('gemini-3-flash', 'medium')).toEqual({ thinkingLevel: 'medium', includeThoughts: true })
    expect(config('gemini-2.5-flash', 'max')).toEqual({ thinkingBudget: 24_576, includeThoughts: true })
    expect(config('gemini-2.5-pro', 'none')).toEqual({ thinkingBudget: 128 })
  })
})

describe('roles and text', () => {
  test('48: no server but OpenAI knows developers; all leading system text is one message', () => {
    expect(
      chat('chat', { messages: [{ role: 'developer', content: 'a' }, { role: 'system', content: 'b' }, USER] }, 'm')
        .body.messages[0],
    ).toEqual({ role: 'system', content: 'a\n\nb' })
  })

  test('49: blocks stay blocks towards Messages', () => {
    const codex = asking('responses', {
      model: 'm',
      input: [
        { role: 'developer', content: 'a' },
        { role: 'developer', content: 'b' },
        { role: 'user', content: 'x' },
      ],
    })
    expect(codex('messages', {}, 'm').body.system.map((block: { text: string }) => block.text)).toEqual(['a', 'b'])
  })

  test('50: nothing empty is sent', () => {
    const messages = [
      USER,
      { role: 'assistant', content: '' },
      { role: 'user', content: [{ type: 'text', text: ' ' }] },
      { role: 'user', content: 'y' },
    ]
    expect(chat('messages', { messages }, 'm').body.messages).toHaveLength(1)
  })

  test('51: an assistant turn that comes last', () => {
    const messages = [USER, { role: 'assistant', content: 'y ' }]
    const dropped = chat('messages', { messages }, 'claude-opus-5-5')
    expect([dropped.body.messages.length, dropped.losses.includes('prefill-dropped')]).toEqual([1, true])
    expect(chat('messages', { messages }, 'claude-sonnet-4-5').body.messages[1].content[0].text).toBe('y')
    expect(chat('gemini', { messages }, 'gemini-3-pro').body.contents.at(-1)).toEqual({
      role: 'user',
      parts: [{ text: 'Continue.' }],
    })
  })
})

describe('the other parameters', () => {
  test('52: the limit of an answer in every protocol, and one where it is required', () => {
    const limit = (to: ProtocolId, body: object, model: string, host?: UpstreamProfile['host']) =>
      chat(to, body, model, host).body
    expect(limit('messages', {}, 'unknown').max_tokens).toBe(32_000)
    expect(limit('messages', { max_completion_tokens: 99 }, 'unknown').max_tokens).toBe(99)
    expect(limit('responses', { max_tokens: 9 }, 'gpt-5.2').max_output_tokens).toBe(16)
    expect(limit('gemini', { max_tokens: 9 }, 'gemini-3-pro').generationConfig.maxOutputTokens).toBe(9)
    expect(claude('chat', {}, 'gpt-4.1', 'openai').body).toMatchObject({ max_completion_tokens: 9000 })
    expect(claude('chat', {}, 'm').body).toMatchObject({ max_tokens: 9000 })
  })

  test('53, 65: texts that end an answer', () => {
    const stop = ['a', 'b', 'c', 'd', 'e', 'f']
    expect(claude('chat', { stop_sequences: stop }, 'm').body.stop).toHaveLength(4)
    expect(claude('gemini', { stop_sequences: stop }, 'gemini-3-pro').body.generationConfig.stopSequences).toHaveLength(
      5,
    )
    expect(claude('responses', { stop_sequences: stop }, 'gpt-5.2').losses).toContain('parameter-dropped')
    expect(chat('messages', { stop: 'x' }, 'm').body.stop_sequences).toEqual(['x'])
  })

  test('54, 64: temperature where it is refused, and within its bounds', () => {
    expect(chat('messages', { temperature: 0.5 }, 'claude-opus-5-5').body).not.toHaveProperty('temperature')
    expect(chat('messages', { temperature: 1.5 }, 'claude-sonnet-4-5').body.temperature).toBe(1)
    expect(chat('responses', { temperature: 0.5 }, 'gpt-5.2').losses).toContain('parameter-dropped')
    expect(claude('chat', { temperature: 0.5, top_k: 3 }, 'gpt-5.2', 'openai').body).not.toHaveProperty('temperature')
  })

  test('55: a form of the answer in every protocol', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    }
    const body = { response_format: { type: 'json_schema', json_schema: { name: 'my name', schema, strict: true } } }
    expect(chat('messages', body, 'claude-sonnet-4-5').body.output_config.format).toEqual({
      type: 'json_schema',
      schema,
    })
    expect(chat('messages', body, 'unknown').body.system.at(-1).text).toContain(JSON.stringify(schema))
    expect(chat('responses', body, 'gpt-5.2').body.text.format).toEqual({
      type: 'json_schema',
      name: 'my_name',
      schema,
      strict: true,
    })
    expect(chat('gemini', body, 'gemini-3-pro').body.generationConfig).toMatchObject({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    })
    const deepseek = asking('messages', { model: 'm', max_tokens: 9, messages: [USER] })(
      'chat',
      { output_config: { format: { type: 'json_schema', schema } } },
      'deepseek-chat',
      'deepseek',
    )
    expect(deepseek.body.response_format).toEqual({ type: 'json_object' })
    expect(deepseek.losses).toContain('format-as-instruction')
    expect(chat('responses', { response_format: { type: 'json_object' } }, 'gpt-5.2').text).toMatch(/Answer with JSON/)
  })

  test('56: the class of service', () => {
    expect(chat('messages', { service_tier: 'default' }, 'm').body.service_tier).toBe('standard_only')
    expect(claude('responses', { service_tier: 'standard_only' }, 'gpt-5.2').body.service_tier).toBe('default')
    expect(chat('messages', { service_tier: 'flex' }, 'm').losses).toContain('parameter-dropped')
  })

  test('56: fast mode is asked for as priority, where that is known', () => {
    expect(claude('responses', { speed: 'fast' }, 'gpt-5.2').body.service_tier).toBe('priority')
    const plain = claude('chat', { speed: 'fast' }, 'm')
    expect(plain.body).not.toHaveProperty('service_tier')
    expect(plain.losses).toContain('parameter-dropped')
  })

  test('57: keys of caches and users only to those who know them; a conversation has its own', () => {
    const headers = { 'x-claude-code-session-id': 's'.repeat(70) }
    const body = { model: 'm', max_tokens: 9, messages: [USER], metadata: { user_id: 'device' } }
    const responses = ask({ from: 'messages', to: 'responses', body, headers })
    expect(responses.body.prompt_cache_key).toMatch(/^[0-9a-f]{64}$/)
    expect(responses.text).not.toContain('device')
    expect(chat('messages', { prompt_cache_key: 'k', user: 'u' }, 'm').body.metadata).toEqual({ user_id: 'u' })
  })

  test('58: clients that know no marks get them where caches need them; OpenRouter passes those of Claude Code on', () => {
    const marked = chat(
      'messages',
      { messages: [{ role: 'system', content: 's' }, USER], tools: [{ type: 'function', function: { name: 'f' } }] },
      'm',
    )
    expect(marked.text.match(/cache_control/g)).toHaveLength(3)
    expect(marked.losses).toContain('cache-marks-added')
    const system = [{ type: 'text', text: 's', cache_control: { type: 'ephemeral' } }]
    expect(claude('chat', { system }, 'anthropic/claude-x', 'openrouter').body.messages[0].content).toEqual(system)
  })
})
