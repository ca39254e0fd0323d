/** Tools that are declared to be loaded later: once they are, an upstream is told of each of them, once. */
import { describe, expect, test } from 'vitest'
import { ask } from '../../../test/kit/translation.ts'

const SCHEMA = { type: 'object', properties: {} }

describe('24: of Codex', () => {
  const plain = (name: string, more: object = {}) => ({ type: 'function', name, parameters: SCHEMA, ...more })
  const late = (name: string, description = 'late') => plain(name, { description, defer_loading: true })
  const group = (...tools: object[]) => ({ type: 'namespace', name: 'mcp', tools })
  const found = (...tools: object[]) => ({ type: 'tool_search_output', call_id: 's', status: 'completed', tools })
  const user = { type: 'message', role: 'user', content: 'go' }
  const names = (tools: readonly object[], ...items: readonly object[]) => {
    const { body, losses } = ask({
      from: 'responses',
      to: 'chat',
      body: { model: 'm', tools, input: [user, ...items] },
    })
    return { names: body.tools.map((tool: { function: { name: string } }) => tool.function.name), losses }
  }

  test('a tool that was not loaded is left out, and told', () => {
    const { names: sent, losses } = names([plain('a'), late('b')])
    expect(sent).toEqual(['a'])
    expect(losses).toContain('tool-deferred')
  })

  test('a tool that a search has found stands once, where it was declared, and is no longer deferred', () => {
    const tools = [late('b'), plain('a'), group(late('c'), late('d'))]
    const { names: sent } = names(tools, found(late('b'), group(late('d'))), found(late('b', 'again')))
    expect(sent).toEqual(['b', 'a', 'mcp__d'])
  })

  test('a tool that was declared nowhere else comes last, in the order in which it was found', () => {
    const extra = {
      type: 'additional_tools',
      role: 'developer',
      tools: [plain('y'), plain('a', { description: 'new' })],
    }
    const { body } = ask({
      from: 'responses',
      to: 'chat',
      body: { model: 'm', tools: [plain('a')], input: [user, found(late('x')), extra] },
    })
    expect(body.tools.map((tool: { function: object }) => tool.function)).toMatchObject([
      { name: 'a', description: 'new' },
      { name: 'x' },
      { name: 'y' },
    ])
  })

  test('a tool that was called has been loaded, whatever became of the search', () => {
    const call = { type: 'function_call', call_id: 'c', name: 'd', namespace: 'mcp', arguments: '{}' }
    const output = { type: 'function_call_output', call_id: 'c', output: 'x' }
    expect(names([plain('a'), group(late('c'), late('d'))], call, output).names).toEqual(['a', 'mcp__d'])
  })

  test('tools of one name that run at their maker stay apart', () => {
    const mcp = (server_label: string) => ({ type: 'mcp', server_label })
    const { losses, written } = ask({
      from: 'responses',
      to: 'chat',
      body: { model: 'm', tools: [plain('a'), mcp('one'), mcp('two')], input: [user] },
    })
    expect(written.read.generation.tools).toHaveLength(3)
    expect(losses).toContain('hosted-tool-dropped')
  })
})

test('24: of Claude Code, also by a search that ran at Anthropic', () => {
  const tools = [
    { name: 'Read', input_schema: SCHEMA },
    { name: 'Late', input_schema: SCHEMA, defer_loading: true },
    { name: 'Never', input_schema: SCHEMA, defer_loading: true },
  ]
  const content = {
    type: 'tool_search_tool_search_result',
    tool_references: [{ type: 'tool_reference', tool_name: 'Late' }],
  }
  const messages = [
    { role: 'user', content: 'go' },
    {
      role: 'assistant',
      content: [
        { type: 'server_tool_use', id: 's', name: 'tool_search_tool_regex', input: {} },
        { type: 'tool_search_tool_result', tool_use_id: 's', content },
        { type: 'text', text: 'found' },
      ],
    },
    { role: 'user', content: 'on' },
  ]
  const { body } = ask({ from: 'messages', to: 'chat', body: { model: 'm', max_tokens: 9, tools, messages } })
  expect(body.tools.map((tool: { function: { name: string } }) => tool.function.name)).toEqual(['Read', 'Late'])
})
