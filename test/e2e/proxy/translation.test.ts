/** The official SDKs as judges of what a client gets from upstreams of other protocols, strict servers of what those are asked. */
import Anthropic from '@anthropic-ai/sdk'
import OpenAI, { APIError } from 'openai'
import { describe, expect, test } from 'vitest'
import type { ProtocolId } from '../../../src/contract/protocol.ts'
import { clp, upstream } from '../../kit/clp.ts'
import type { Said } from '../../kit/conversation.ts'
import { controlled, json } from '../../kit/replies.ts'
import { strictServer } from '../../kit/strict-server.ts'
import { entry } from '../../kit/temp-home.ts'

const SAID: readonly Said[] = [
  { type: 'reasoning', text: 'why', secret: 'c2VjcmV0' },
  { type: 'text', text: 'Grüße — 漢字🙂' },
  { type: 'call', id: 'call_1', name: 'Read', args: '{"path":"a"}' },
  { type: 'call', id: 'call_2', name: 'Read', args: '{"path":"b"}' },
]
const DONE: readonly Said[] = [{ type: 'text', text: 'Done' }]
const SCHEMA = { type: 'object' as const, properties: { path: { type: 'string' } } }

/** A CLP whose active upstreams speak a protocol. */
const here = (protocol: ProtocolId, url: string) =>
  clp({ claude: { main: entry(url, { protocol }) }, codex: { main: entry(url, { protocol }) } })

const anthropic = (baseURL: string) => new Anthropic({ baseURL, apiKey: '-', maxRetries: 0 })
const openai = (baseURL: string) => new OpenAI({ baseURL, apiKey: '-', maxRetries: 0 })

describe.each(['responses', 'chat', 'gemini'] as const)('@anthropic-ai/sdk at an upstream of %s', (protocol) => {
  const ask: Anthropic.MessageCreateParamsNonStreaming = {
    model: 'some-model',
    max_tokens: 1000,
    tools: [{ name: 'Read', input_schema: SCHEMA }],
    messages: [{ role: 'user', content: 'Read both' }],
  }

  test.each([1, 7, undefined])('a stream in pieces of %s bytes, then the results of its calls', async (piece) => {
    const server = await strictServer(protocol, [SAID, DONE], piece === undefined ? {} : { piece })
    const { claudeUrl } = await here(protocol, server.behind.url)
    const sdk = anthropic(claudeUrl)
    const first = await sdk.messages.stream(ask).finalMessage()
    expect([server.faults, first.stop_reason, first.model]).toEqual([[], 'tool_use', 'some-model'])
    expect(first.content.map(({ type }) => type)).toEqual(['thinking', 'text', 'tool_use', 'tool_use'])
    expect(first.usage).toMatchObject({ input_tokens: 1, output_tokens: 2 })
    const results = first.content.flatMap((block) =>
      block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'ok' }] : [],
    )
    const messages = [
      ...ask.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: results },
    ]
    const second = await sdk.messages.create({ ...ask, messages: messages as Anthropic.MessageParam[] })
    expect([server.faults, second.content]).toEqual([[], [{ type: 'text', text: 'Done' }]])
  })

  test('an error in words, with the class the SDK knows', async () => {
    const behind = await upstream(json({ error: { message: 'No such key', code: 401 } }, 401))
    const { claudeUrl } = await here(protocol, behind.url)
    const failed = anthropic(claudeUrl).messages.create(ask)
    await expect(failed).rejects.toBeInstanceOf(Anthropic.AuthenticationError)
    await expect(failed).rejects.toThrow('No such key')
  })
})

describe.each(['messages', 'chat', 'gemini'] as const)('openai, Responses, at an upstream of %s', (protocol) => {
  const ask = {
    model: 'some-model',
    input: 'Read both',
    tools: [{ type: 'function' as const, name: 'Read', parameters: SCHEMA, strict: false }],
  }

  test('a stream, then the results of its calls', async () => {
    const server = await strictServer(protocol, [SAID, DONE], { piece: 5 })
    const { codexUrl } = await here(protocol, server.behind.url)
    const sdk = openai(codexUrl)
    const first = await sdk.responses.stream(ask).finalResponse()
    expect([server.faults, first.status, first.output_text]).toEqual([[], 'completed', 'Grüße — 漢字🙂'])
    expect(first.output.map(({ type }) => type)).toEqual(['reasoning', 'message', 'function_call', 'function_call'])
    const results = first.output.flatMap((item) =>
      item.type === 'function_call'
        ? [{ type: 'function_call_output' as const, call_id: item.call_id, output: 'ok' }]
        : [],
    )
    const input = [{ role: 'user' as const, content: 'Read both' }, ...first.output, ...results]
    const second = await sdk.responses.create({ ...ask, input: input as OpenAI.Responses.ResponseInput })
    expect([server.faults, second.output_text]).toEqual([[], 'Done'])
  })
})

describe.each(['messages', 'responses', 'gemini'] as const)(
  'openai, Chat Completions, at an upstream of %s',
  (protocol) => {
    const tools = [{ type: 'function' as const, function: { name: 'Read', parameters: SCHEMA } }]
    const ask = { model: 'some-model', tools, messages: [{ role: 'user' as const, content: 'Read both' }] }

    test('a stream, then the results of its calls', async () => {
      const server = await strictServer(protocol, [SAID, DONE], { piece: 5 })
      const { codexUrl } = await here(protocol, server.behind.url)
      const sdk = openai(codexUrl)
      const stream = sdk.chat.completions.stream({ ...ask, stream_options: { include_usage: true } })
      const first = await stream.finalChatCompletion()
      expect(server.faults).toEqual([])
      expect(first).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }], usage: { prompt_tokens: 1 } })
      const message = first.choices[0]?.message
      const results = (message?.tool_calls ?? []).map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'ok' }))
      const messages = [...ask.messages, message, ...results] as OpenAI.ChatCompletionMessageParam[]
      const second = await sdk.chat.completions.create({ ...ask, messages })
      expect([server.faults, second.choices[0]?.message.content]).toEqual([[], 'Done'])
    })
  },
)

describe('between upstreams of different protocols', () => {
  test('one request goes on from a broken one to the next, and each is asked in its own', async () => {
    const bad = await upstream(json({ error: { message: 'busy' } }, 503))
    const server = await strictServer('gemini', [SAID])
    const { claudeUrl } = await clp({
      claude: {
        bad: entry(bad.url, { protocol: 'chat', weight: 9 }),
        good: entry(server.behind.url, { protocol: 'gemini', weight: 1 }),
      },
      balancing: { mode: 'weight-based' },
    })
    const ask = { model: 'm', max_tokens: 100, messages: [{ role: 'user' as const, content: 'x' }] }
    const answer = await anthropic(claudeUrl).messages.stream(ask).finalMessage()
    expect(answer.content.at(1)).toMatchObject({ type: 'text', text: 'Grüße — 漢字🙂' })
    expect([bad.seen[0]?.url, server.behind.seen[0]?.url, server.faults]).toEqual([
      '/v1/chat/completions',
      '/v1beta/models/m:streamGenerateContent?alt=sse',
      [],
    ])
  })

  test('a conversation changes from one to the other and back, and none gets what is another’s', async () => {
    const servers = {
      chat: await strictServer('chat', [SAID, DONE]),
      responses: await strictServer('responses', [SAID, DONE]),
      gemini: await strictServer('gemini', [SAID, DONE]),
    }
    const order = ['chat', 'responses', 'gemini', 'chat', 'responses', 'gemini'] as const
    const active = (now: keyof typeof servers) => ({
      claude: Object.fromEntries(
        Object.entries(servers).map(([name, { behind }]) => [
          name,
          entry(behind.url, { protocol: name as ProtocolId, active: name === now }),
        ]),
      ),
    })
    const { claudeUrl, home } = await clp(active('chat'))
    const messages: Anthropic.MessageParam[] = []
    for (const now of order) {
      home.write(active(now))
      const open = messages.at(-1)?.content
      const results = (Array.isArray(open) ? open : []).flatMap((block) =>
        block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'ok' }] : [],
      )
      messages.push({ role: 'user', content: [...results, { type: 'text', text: 'go on' }] })
      const ask = { model: 'm', max_tokens: 100, tools: [{ name: 'Read', input_schema: SCHEMA }], messages }
      const { content } = await anthropic(claudeUrl).messages.stream(ask).finalMessage()
      messages.push({ role: 'assistant', content })
    }
    expect(Object.values(servers).map(({ asked, faults }) => [asked.length, faults])).toEqual([
      [2, []],
      [2, []],
      [2, []],
    ])
    for (const { asked } of Object.values(servers)) {
      expect(JSON.stringify(asked[0])).not.toContain('c2VjcmV0')
      expect(JSON.stringify(asked)).not.toMatch(/clp1|Y2xwMS/)
    }
    expect(JSON.stringify(servers.responses.asked[1])).toContain('"encrypted_content":"c2VjcmV0"')
  })

  test('a client that leaves takes the upstream’s request with it', async () => {
    const { script, head, push } = controlled()
    const behind = await upstream(script)
    const { codexUrl } = await here('chat', behind.url)
    const opening = openai(codexUrl).responses.create({ model: 'm', input: 'x', stream: true })
    const request = await behind.request(1)
    await head()
    await push('data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n')
    const stream = await opening
    stream.controller.abort()
    await request.closed
    expect(behind.seen).toHaveLength(1)
  })

  test('an error that comes in mid-stream is one the SDK throws', async () => {
    const { script, head, push, end } = controlled()
    const behind = await upstream(script)
    const { codexUrl } = await here('messages', behind.url)
    const stream = openai(codexUrl).chat.completions.stream({ model: 'm', messages: [{ role: 'user', content: 'x' }] })
    const failed = stream.finalChatCompletion().catch((error: unknown) => error)
    await behind.request(1)
    await head()
    await push(
      'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}}\n\n',
    )
    await push('event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n')
    await end()
    const error = await failed
    expect(error).toBeInstanceOf(APIError)
    expect(String(error)).toContain('Overloaded')
  })
})
