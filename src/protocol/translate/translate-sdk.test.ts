/** The official SDKs judge what clients are given: they refuse events out of order, without names, or of another shape. */
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { openRequest, type Said, streamedAnswer } from '../../../test/kit/conversation.ts'
import { answer, ask } from '../../../test/kit/translation.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'

const SAID: readonly Said[] = [
  { type: 'reasoning', text: 'why', secret: 'c2VjcmV0' },
  { type: 'text', text: 'Grüße 🙂' },
  { type: 'call', id: 'call_1', name: 'Read', args: '{"path":"a"}' },
  { type: 'call', id: 'call_2', name: 'edit', args: '{"n":2}' },
]

/** The stream a client gets, as an answer of fetch. */
const streamFor = (client: ProtocolId, upstream: ProtocolId): (() => Promise<Response>) => {
  const body = {
    ...openRequest(client, 'begin'),
    stream: true,
    ...(client === 'chat' ? { stream_options: { include_usage: true } } : {}),
  }
  const asked = ask({ from: client, to: upstream, body })
  const said = streamedAnswer(upstream, SAID, (name) => asked.written.names.written({ name }))
  const { text } = answer(asked, [Buffer.from(said)])
  return () => Promise.resolve(new Response(text, { headers: { 'content-type': 'text/event-stream' } }))
}

const others = (client: ProtocolId) => PROTOCOL_IDS.filter((upstream) => upstream !== client)

describe('@anthropic-ai/sdk', () => {
  test.each(others('messages'))('reads an answer of %s', async (upstream) => {
    const client = new Anthropic({ apiKey: 'none', fetch: streamFor('messages', upstream), maxRetries: 0 })
    const message = await client.messages
      .stream({ model: 'asked', max_tokens: 10, messages: [{ role: 'user', content: 'x' }] })
      .finalMessage()
    expect(message).toMatchObject({
      model: 'asked',
      stop_reason: 'tool_use',
      content: [
        { type: 'thinking', thinking: 'why', signature: expect.stringContaining('clp1.') },
        { type: 'text', text: 'Grüße 🙂' },
        { type: 'tool_use', id: 'call_1', name: 'Read', input: { path: 'a' } },
        { type: 'tool_use', id: 'call_2', name: 'edit', input: { n: 2 } },
      ],
      usage: { input_tokens: 1, output_tokens: 2 },
    })
  })
})

describe('openai', () => {
  test.each(others('responses'))('reads an answer of %s as Responses', async (upstream) => {
    const client = new OpenAI({ apiKey: 'none', fetch: streamFor('responses', upstream), maxRetries: 0 })
    const response = await client.responses.stream({ model: 'asked', input: 'x' }).finalResponse()
    expect(response).toMatchObject({
      status: 'completed',
      output_text: 'Grüße 🙂',
      usage: {
        input_tokens: 1,
        output_tokens: 2,
        total_tokens: 3,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens_details: { reasoning_tokens: 0 },
      },
      output: [
        {
          type: 'reasoning',
          summary: [{ type: 'summary_text', text: 'why' }],
          encrypted_content: expect.stringContaining('clp1.'),
        },
        { type: 'message' },
        { type: 'function_call', call_id: 'call_1', name: 'Read', arguments: '{"path":"a"}' },
        { type: 'function_call', call_id: 'call_2', name: 'edit', arguments: '{"n":2}' },
      ],
    })
  })

  test.each(others('chat'))('reads an answer of %s as Chat Completions', async (upstream) => {
    const client = new OpenAI({ apiKey: 'none', fetch: streamFor('chat', upstream), maxRetries: 0 })
    const stream = client.chat.completions.stream({
      model: 'asked',
      messages: [{ role: 'user', content: 'x' }],
      stream_options: { include_usage: true },
    })
    expect(await stream.finalChatCompletion()).toMatchObject({
      model: 'asked',
      usage: { prompt_tokens: 1, completion_tokens: 2 },
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            content: 'Grüße 🙂',
            tool_calls: [
              { id: 'call_1', function: { name: 'Read', arguments: '{"path":"a"}' } },
              { id: 'call_2', function: { name: 'edit', arguments: '{"n":2}' } },
            ],
          },
        },
      ],
    })
  })
})
