/** What Claude Code asks, on an upstream of Chat Completions. */
import { expect, test } from 'vitest'
import { ask } from '../../../test/kit/translation.ts'
import { chatFaults } from '../../../test/kit/validators/chat.ts'

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

const toChat = (body: object, profile = {}) => {
  const asked = ask({ from: 'messages', to: 'chat', body: { ...QUESTION, ...body }, profile })
  if (Object.keys(profile).length === 0) expect(chatFaults(asked.body)).toEqual([])
  return asked
}

test('31: a system message in the middle becomes a marked text of the user, in place', () => {
  const { body, losses } = toChat({
    messages: [...QUESTION.messages, { role: 'system', content: [{ type: 'text', text: 'note' }] }],
  })
  expect(body.messages).toEqual([
    { role: 'user', content: 'hi' },
    { role: 'user', content: '<system-reminder>\nnote\n</system-reminder>' },
  ])
  expect(losses).toContain('system-moved')
})

test('32: the line of attribution is dropped, the other blocks are one message', () => {
  const { body, losses } = toChat({
    system: [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=1' },
      { type: 'text', text: 'A', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'B' },
    ],
  })
  expect(body.messages[0]).toEqual({ role: 'system', content: 'A\n\nB' })
  expect(losses).toContain('attribution-dropped')
})

test('34: adaptive thinking with an effort becomes one control, clamped', () => {
  const { body, losses } = toChat({ thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } })
  expect(body.reasoning_effort).toBe('high')
  expect(body).not.toHaveProperty('thinking')
  expect(losses).toContain('effort-mapped')
})

const called = {
  role: 'assistant',
  content: [
    { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { path: 'a' } },
    { type: 'tool_use', id: 'toolu_2', name: 'Read', input: {} },
  ],
}
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }

test('36, 37, 38: results come first, one message each, in the order of the calls, their images after the last', () => {
  const { body } = toChat({
    messages: [
      ...QUESTION.messages,
      called,
      {
        role: 'user',
        content: [
          { type: 'text', text: 'before' },
          { type: 'tool_result', tool_use_id: 'toolu_2', content: [{ type: 'text', text: 'seen' }, image] },
          { type: 'tool_result', tool_use_id: 'toolu_1', content: 'failed', is_error: true },
        ],
      },
    ],
  })
  expect(body.messages.slice(1)).toEqual([
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'toolu_1', type: 'function', function: { name: 'Read', arguments: '{"path":"a"}' } },
        { id: 'toolu_2', type: 'function', function: { name: 'Read', arguments: '{}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'toolu_1', content: 'Error: failed' },
    { role: 'tool', tool_call_id: 'toolu_2', content: '[image 1 follows]\n\nseen' },
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'text', text: 'before' },
      ],
    },
  ])
})

test('39, 41, 42: an empty result, one without its call, a call without its result', () => {
  const { body, losses } = toChat({
    messages: [
      ...QUESTION.messages,
      called,
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', content: [] },
          { type: 'tool_result', tool_use_id: 'gone', content: 'x' },
        ],
      },
    ],
  })
  expect(body.messages.slice(2)).toEqual([
    { role: 'tool', tool_call_id: 'toolu_1', content: '(no output)' },
    { role: 'tool', tool_call_id: 'toolu_2', content: 'Error: no result: interrupted' },
    { role: 'user', content: '[result of a tool call that is no longer in the conversation: x]' },
  ])
  expect(losses).toEqual(expect.arrayContaining(['missing-result', 'orphan-result']))
})

test('52: only tools that the maker runs: the client is told which', () => {
  expect(() => toChat({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] })).toThrow('web_search')
})

test('53: deferred tools are left out until a result names them', () => {
  const tools = [TOOL, { ...TOOL, name: 'Late', defer_loading: true }]
  const names = (body: { tools: { function: { name: string } }[] }) => body.tools.map((tool) => tool.function.name)
  expect(names(toChat({ tools }).body)).toEqual(['Read'])
  const loaded = [
    ...QUESTION.messages,
    called,
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'tool_reference', tool_name: 'Late' }] },
      ],
    },
  ]
  expect(names(toChat({ tools, messages: loaded }).body)).toEqual(['Read', 'Late'])
})

test('57: numbers in arguments, schemas and their order of keys stay as they were written', () => {
  const input = '{"2":9007199254740993, "1":1.10,"s":"\\u00e9"}'
  const schema = '{"type":"object","properties":{"n":{"type":"integer","maximum":9223372036854775807}}}'
  const body = `{"model":"m","max_tokens":9,"tools":[{"name":"Read","input_schema":${schema}}],"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Read","input":${input}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"ok"}]}]}`
  const asked = ask({ from: 'messages', to: 'chat', body })
  expect(asked.body.messages[1].tool_calls[0].function.arguments).toBe(input)
  expect(asked.text).toContain(`"parameters":${schema}`)
})

test('84: safeguards are refused by name, so that the client leaves them out', () => {
  expect(() => toChat({ safeguards: [{}] })).toThrow('safeguards')
})

test('never sent: metadata, betas, context management', () => {
  const { body } = toChat({ metadata: { user_id: 'device' }, context_management: {}, betas: ['x'] })
  expect(Object.keys(body).sort()).toEqual(['max_tokens', 'messages', 'model', 'stream', 'stream_options', 'tools'])
})
