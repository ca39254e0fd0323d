/** Codex, on upstreams that do not speak Responses: its kinds of tools, its developer messages, its way of compacting. */
import { expect, test } from 'vitest'
import { answer, ask, dataStream, eventStream, eventsOf } from '../../../test/kit/translation.ts'
import { chatFaults } from '../../../test/kit/validators/chat.ts'

const GRAMMAR = 'start: "*** Begin Patch"'
const PATCH = {
  type: 'custom',
  name: 'apply_patch',
  description: 'Edits files.',
  format: { type: 'grammar', syntax: 'lark', definition: GRAMMAR },
}
const EXEC = { type: 'function', name: 'exec_command', parameters: { type: 'object', properties: {} }, strict: null }
const AGENTS = {
  type: 'namespace',
  name: 'multi_agent_v1',
  tools: [{ type: 'function', name: 'spawn', parameters: { type: 'object', properties: {} } }],
}
const message = (role: string, text: string) => ({ type: 'message', role, content: [{ type: 'input_text', text }] })

const BODY = {
  model: 'gpt-5-codex',
  stream: true,
  store: false,
  include: ['reasoning.encrypted_content'],
  prompt_cache_key: 'session',
  client_metadata: { x: 'y' },
  parallel_tool_calls: true,
  tool_choice: 'auto',
  reasoning: { effort: 'medium', summary: 'auto' },
  tools: [EXEC, PATCH, AGENTS, { type: 'web_search' }, { type: 'local_shell' }],
  input: [message('developer', 'one'), message('developer', 'two'), message('user', 'go')],
}

const onChat = (body: object = {}) => {
  const asked = ask({ from: 'responses', to: 'chat', body: { ...BODY, ...body } })
  expect(chatFaults(asked.body)).toEqual([])
  return asked
}

const call = (name: string, ...args: readonly string[]) => [
  {
    choices: [
      {
        index: 0,
        delta: { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name, arguments: '' } }] },
      },
    ],
  },
  ...args.map((piece) => ({
    choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: piece } }] } }],
  })),
]
const END = { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] }

/** The items that Codex takes: those that are done. */
const itemsOf = (text: string) =>
  eventsOf(text).flatMap(({ event, data }) => (event === 'response.output_item.done' ? [data.item] : []))
const deltasOf = (text: string, type: string) =>
  eventsOf(text).flatMap(({ event, data }) => (event === type ? [data.delta] : []))

test('its request: leading developer messages are one system message, hosted tools are dropped and told', () => {
  const { body, losses } = onChat()
  expect(body.messages).toEqual([
    { role: 'system', content: 'one\n\ntwo' },
    { role: 'user', content: 'go' },
  ])
  expect(body.tools.map((tool: { function: { name: string } }) => tool.function.name)).toEqual([
    'exec_command',
    'apply_patch',
    'multi_agent_v1__spawn',
    'local_shell',
  ])
  expect(losses).toEqual(['grammar-as-text', 'hosted-tool-dropped'])
  expect(Object.keys(body).sort()).toEqual([
    'messages',
    'model',
    'reasoning_effort',
    'stream',
    'stream_options',
    'tool_choice',
    'tools',
  ])
})

test('49: a freeform tool is a function whose argument names the whole grammar', () => {
  const { parameters } = onChat().body.tools[1].function
  expect(parameters.required).toEqual(['input'])
  expect(parameters.properties.input.description).toContain(GRAMMAR)
})

test('49: its input comes back as raw text, decoded while it streams, escapes cut anywhere', () => {
  const { text } = answer(onChat(), [
    dataStream(
      ...call('apply_patch', '{"in', 'put":"*** Beg', 'in\\', 'n\\u00', 'e9 \\ud83d', '\\ude00\\"', '"}'),
      END,
    ),
  ])
  const said = '*** Begin\né 😀"'
  expect(deltasOf(text, 'response.custom_tool_call_input.delta').join('')).toBe(said)
  expect(deltasOf(text, 'response.custom_tool_call_input.delta').length).toBeGreaterThan(2)
  expect(itemsOf(text)).toMatchObject([
    { type: 'custom_tool_call', call_id: 'call_1', name: 'apply_patch', input: said },
  ])
  expect(eventsOf(text).at(-1)?.data.response.output).toEqual(itemsOf(text))
})

test.each([
  ['50: bare text', '*** Begin Patch', '*** Begin Patch'],
  ['19: another name', '{"patch":"*** Begin Patch"}', '*** Begin Patch'],
  ['19: other keys before it', '{"why":1,"input":"*** Begin Patch"}', '*** Begin Patch'],
  ['19: wholly in a fence', JSON.stringify({ input: '```diff\n*** Begin Patch\n```' }), '*** Begin Patch\n'],
  [
    '19: the command that would apply it',
    JSON.stringify({ input: "apply_patch <<'EOF'\n*** Begin Patch\n*** End Patch\nEOF\n" }),
    '*** Begin Patch\n*** End Patch\n',
  ],
  ['19: that command in words', '{"command":["apply_patch","*** Begin Patch"]}', '*** Begin Patch'],
  [
    '19: a shell and its script',
    JSON.stringify({ command: ['bash', '-lc', 'apply_patch <<EOF\n*** Begin Patch\nEOF'] }),
    '*** Begin Patch\n',
  ],
  ['19: a script that does more stays', '{"input":"apply_patch x && rm y"}', 'apply_patch x && rm y'],
  ['19: a fence inside stays', JSON.stringify({ input: 'a\n```\nb' }), 'a\n```\nb'],
])('the input of a freeform tool, %s', (_name, args, expected) => {
  expect(itemsOf(answer(onChat(), [dataStream(...call('apply_patch', args), END)]).text)).toMatchObject([
    { input: expected },
  ])
})

test('20: freeform calls and their results stay pairs in the conversation', () => {
  const input = [
    message('user', 'go'),
    { type: 'custom_tool_call', call_id: 'c1', name: 'apply_patch', input: '*** "x"\n' },
    { type: 'custom_tool_call_output', call_id: 'c1', output: 'done' },
  ]
  expect(onChat({ input }).body.messages.slice(1)).toEqual([
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'apply_patch', arguments: '{"input":"*** \\"x\\"\\n"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'done' },
  ])
})

test('21, 22, 48: tools of a namespace are flattened, and split again', () => {
  const { text } = answer(onChat(), [dataStream(...call('multi_agent_v1__spawn', '{}'), END)])
  expect(itemsOf(text)).toMatchObject([{ type: 'function_call', namespace: 'multi_agent_v1', name: 'spawn' }])
  const input = [
    message('user', 'go'),
    { type: 'function_call', call_id: 'c', namespace: 'multi_agent_v1', name: 'spawn', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c', output: 'x' },
  ]
  expect(onChat({ input }).body.messages[1].tool_calls[0].function.name).toBe('multi_agent_v1__spawn')
})

test('23: two names that are equal when flattened are told apart', () => {
  const spawn = { type: 'function', name: 'multi_agent_v1__spawn', parameters: { type: 'object', properties: {} } }
  const asked = onChat({ tools: [AGENTS, spawn] })
  const names = asked.body.tools.map((tool: { function: { name: string } }) => tool.function.name)
  expect(names).toEqual(['multi_agent_v1__spawn', 'multi_agent_v1__spawn_2'])
  expect(itemsOf(answer(asked, [dataStream(...call('multi_agent_v1__spawn_2', '{}'), END)]).text)).toMatchObject([
    { name: 'multi_agent_v1__spawn' },
  ])
})

test('28: a local shell call has its own form, both ways', () => {
  const { text } = answer(onChat(), [dataStream(...call('local_shell', '{"command":["ls"],"workdir":"/tmp"}'), END)])
  expect(itemsOf(text)).toMatchObject([
    {
      type: 'local_shell_call',
      id: 'call_1',
      call_id: 'call_1',
      action: { type: 'exec', command: ['ls'], working_directory: '/tmp', env: {} },
    },
  ])
  const input = [
    message('user', 'go'),
    ...itemsOf(text),
    { type: 'local_shell_call_output', id: 'call_1', output: 'x' },
  ]
  expect(onChat({ input }).body.messages[1].tool_calls[0].function.arguments).toBe(
    '{"command":["ls"],"workdir":"/tmp"}',
  )
})

test('34: names in another case or behind a prefix are the declared ones', () => {
  const { text } = answer(onChat(), [dataStream(...call('default_api:Exec_Command', '{}'), END)])
  expect(itemsOf(text)).toMatchObject([{ name: 'exec_command' }])
})

test('16: a call that was cut off by the limit is never done', () => {
  const cut = { choices: [{ index: 0, delta: {}, finish_reason: 'length' }] }
  const { text, losses } = answer(onChat(), [dataStream(...call('exec_command', '{"cmd":"rm -rf /tm'), cut)])
  expect(itemsOf(text)).toEqual([])
  expect(eventsOf(text).map(({ event }) => event)).not.toContain('response.function_call_arguments.done')
  expect(eventsOf(text).at(-1)).toMatchObject({
    event: 'response.incomplete',
    data: { response: { incomplete_details: { reason: 'max_output_tokens' }, output: [] } },
  })
  expect(losses).toContain('output-truncated')
})

test('1 of the reports: calls are numbered by their first appearance', () => {
  const added = (output_index: number, id: string) => ({
    type: 'response.output_item.added',
    output_index,
    item: { type: 'function_call', id, call_id: id, name: 'f', arguments: '' },
  })
  const piece = (output_index: number, delta: string) => ({
    type: 'response.function_call_arguments.delta',
    output_index,
    delta,
  })
  const asked = ask({
    from: 'chat',
    to: 'responses',
    body: { model: 'm', stream: true, messages: [{ role: 'user', content: 'x' }] },
  })
  const { text } = answer(asked, [
    eventStream(added(1, 'a'), piece(1, '{"x":1}'), added(3, 'b'), piece(3, '{"x":2}'), {
      type: 'response.completed',
      response: { output: [] },
    } as never),
  ])
  const calls = eventsOf(text).flatMap(({ data }) => data.choices?.[0]?.delta.tool_calls ?? [])
  expect(calls.map((one: { index: number }) => one.index)).toEqual([0, 0, 1, 1])
})

test('82: compaction is an ordinary request for a summary, one item, and text afterwards', () => {
  const asked = onChat({ input: [message('user', 'go'), { type: 'compaction_trigger' }] })
  expect(asked.body).not.toHaveProperty('tools')
  const { text } = answer(asked, [
    dataStream(
      { choices: [{ index: 0, delta: { content: 'All is done.' } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    ),
  ])
  const items = itemsOf(text)
  expect(items).toMatchObject([{ type: 'compaction', id: expect.stringMatching(/^cmp_/) }])
  expect(onChat({ input: [...items, message('user', 'on')] }).body.messages[0].content).toContain('All is done.')
})

test('82: a summary that was cut off is none', () => {
  const asked = onChat({ input: [message('user', 'go'), { type: 'compaction_trigger' }] })
  const { text } = answer(asked, [
    dataStream({ choices: [{ index: 0, delta: { content: 'All is' }, finish_reason: 'length' }] }),
  ])
  expect(itemsOf(text)).toEqual([])
  expect(eventsOf(text).at(-1)?.event).toBe('response.incomplete')
})

test.each([
  ['66', { previous_response_id: 'resp_1' }, 'previous_response_id'],
  ['66', { input: [{ type: 'item_reference', id: 'x' }] }, 'item_reference'],
  ['67', { input: [{ type: 'compaction', encrypted_content: 'theirs' }] }, 'compacted by another provider'],
  ['52', { tools: [{ type: 'web_search' }] }, 'web_search'],
])('%s: what nobody here can resolve is refused by name', (_name, body, words) => {
  expect(() => onChat(body)).toThrow(words)
})

test('83: messages of other agents are messages', () => {
  const item = { type: 'agent_message', author: 'worker', content: [{ type: 'input_text', text: 'found it' }] }
  expect(onChat({ input: [message('user', 'go'), item] }).body.messages.at(-1).content).toContain('found it')
})

test('24: tools that stand among the items are declared', () => {
  const { body } = onChat({
    input: [{ type: 'additional_tools', tools: [{ ...EXEC, name: 'late' }] }, message('user', 'go')],
  })
  expect(body.tools.at(-1).function.name).toBe('late')
})

test('items that nobody else understands are dropped alone, also between calls and their results', () => {
  const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'exec_command', arguments: '{}' })
  const out = (call_id: string) => ({ type: 'function_call_output', call_id, output: call_id })
  const search = { type: 'web_search_call', id: 'ws_1', status: 'completed' }
  const { body, losses } = onChat({
    input: [message('user', 'go'), call('a'), search, call('b'), out('a'), search, out('b')],
  })
  expect(body.messages.map(({ role, content }: { role: string; content: string }) => [role, content])).toEqual([
    ['user', 'go'],
    ['assistant', null],
    ['tool', 'a'],
    ['tool', 'b'],
  ])
  expect(losses).toContain('parameter-dropped')
})
