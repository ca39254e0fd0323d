/** What an upstream of another protocol is asked in a client's place, and what is not sent. */
import { describe, expect, it } from 'vitest'
import { openRequest } from '../../../test/kit/conversation.ts'
import { inForce, upstreamOf } from '../../../test/kit/exchange.ts'
import { encode } from '../../../test/kit/replies.ts'
import {
  ASK,
  CHAT_STREAM,
  noted,
  questionOf,
  sentBody,
  speaking,
  textOf,
  world,
} from '../../../test/kit/translated-proxy.ts'
import { type Answer, jsonReply, replyOf, streamReply } from '../../../test/kit/wire.ts'
import { headerValue } from '../../codec/http/headers.ts'
import { routingDocument } from '../../store/documents/routing.ts'

describe('what reaches the upstream', () => {
  it('names nobody: its headers are built from nothing, its key is the configured one', async () => {
    const { ask, wire } = world('messages', [speaking('chat')], [streamReply(CHAT_STREAM)])
    await ask({
      ...ASK,
      headers: [
        'User-Agent',
        'claude-cli/2',
        'x-api-key',
        'own-key',
        'anthropic-beta',
        'b',
        'x-claude-code-session-id',
        's',
        'cookie',
        'c=1',
        'x-stainless-os',
        'Linux',
      ],
    })
    expect(wire.sent[0]?.headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())).toEqual([
      'host',
      'content-type',
      'accept',
      'accept-encoding',
      'user-agent',
      'authorization',
      'x-clp-hop',
      'content-length',
    ])
    expect(wire.sent[0]?.headers).toContain('Bearer upstream-key')
  })

  it.each([
    ['messages', 'chat', ['x-api-key', 'own'], ['authorization', 'Bearer own']],
    ['messages', 'gemini', ['authorization', 'Bearer own'], ['x-goog-api-key', 'own']],
    ['responses', 'messages', ['authorization', 'Bearer own'], ['x-api-key', 'own']],
    ['gemini', 'responses', ['x-goog-api-key', 'own'], ['authorization', 'Bearer own']],
  ] as const)(
    'has the key of a client of %s as %s takes it, where none is configured',
    async (client, upstream, shown, taken) => {
      const { ask, wire } = world(client, [speaking(upstream, { credential: {} })], [replyOf({ status: 500 })])
      await ask({ ...questionOf(client, openRequest(client, 'x'), false), headers: shown })
      expect(headerValue(wire.sent[0]?.headers ?? [], taken[0])).toBe(taken[1])
      expect(JSON.stringify(wire.sent[0]?.headers).match(/own/g)).toHaveLength(1)
    },
  )

  it('is the model that routing names, and the client hears of the one it asked for', async () => {
    const rules = {
      mode: 'model-mapping',
      modelMappings: { claude: [{ source: 'asked', target: 'deepseek-chat', source_type: 'model' }] },
    }
    const { ask, wire } = world(
      'messages',
      [speaking('chat')],
      [streamReply(CHAT_STREAM)],
      inForce(routingDocument, rules),
    )
    const text = await textOf(await ask(ASK))
    expect(sentBody(wire.sent[0]).model).toBe('deepseek-chat')
    expect(text).toContain('"model":"asked"')
    expect(text).not.toContain('deepseek')
  })

  it('is read from a compressed body too', async () => {
    const { ask, wire } = world('messages', [speaking('chat')], [streamReply(CHAT_STREAM)])
    const body = encode('gzip', Buffer.from(String(ASK.body)))
    await ask({ ...ASK, body, headers: ['content-encoding', 'gzip'] })
    expect(sentBody(wire.sent[0]).messages.at(-1)).toEqual({ role: 'user', content: 'begin' })
  })
})

describe('a request that cannot be translated', () => {
  it.each([
    ['POST', '/v1/embeddings', 404],
    ['POST', '/v1/responses/compact', 404],
    ['GET', '/v1/files', 404],
    ['HEAD', '/', 404],
  ])('%s %s is not sent, and both protocols are named', async (method, path, status) => {
    const { ask, wire, verdicts } = world('responses', [speaking('chat')], [])
    const reply = await ask({ method, path, body: '{}' })
    expect(reply.status).toBe(status)
    expect(await textOf(reply)).toMatch(/OpenAI Responses.*OpenAI Chat Completions/)
    expect(wire.sent).toEqual([])
    expect(verdicts).toEqual(['released chat'])
  })

  it.each([
    ['{"model":"m","stream":true}', 'messages: Field required'],
    ['[]', 'must be a JSON object'],
    ['{"model":', 'JSON'],
    ['{"model":"m","messages":[{"role":"user","content":"x"}],"safeguards":[{}]}', 'safeguards'],
  ])('%s is a 400 that says why', async (body, words) => {
    const { ask, wire } = world('messages', [speaking('chat')], [])
    const reply = await ask({ ...ASK, body })
    expect(reply.status).toBe(400)
    expect(JSON.parse(await textOf(reply)).error).toMatchObject({
      type: 'invalid_request_error',
      message: expect.stringContaining(words),
    })
    expect(wire.sent).toEqual([])
  })
})

describe('a request that only an upstream of the client’s own protocol can serve', () => {
  it.each([
    ['POST', '/v1/embeddings', '{}'],
    ['POST', '/v1/responses', '{"model":"m","input":"x","previous_response_id":"r"}'],
    ['GET', '/v1/models/here', ''],
  ])('%s %s goes to it, and nobody is blamed', async (method, path, body) => {
    const list = method === 'GET' ? [jsonReply({ data: [{ id: 'other' }] })] : []
    const pool = [speaking('chat', { weight: 1 }), upstreamOf('own', { protocol: 'responses' })]
    const { ask, wire, verdicts } = world('responses', pool, [...list, jsonReply({ id: 'resp', output: [] })])
    const reply = await ask({ method, path, body })
    expect(reply.status).toBe(200)
    await textOf(reply)
    expect(wire.sent.at(-1)).toMatchObject({ upstream: 'own', target: path })
    expect(verdicts).not.toContain('failed chat')
  })

  it('is on record as what CLP could not do, where there is none', async () => {
    const { ask, records } = world('messages', [speaking('chat')], [])
    await textOf(await ask({ ...ASK, body: '{"model":"m"}' }))
    expect(records[0]?.outcome).toMatchObject({ kind: 'failed', code: 'bad-request', status: 400 })
  })
})

describe('an upstream of the client’s own protocol', () => {
  it.each([{ translates: true as const }, {}])('is given the very body, whatever its entry says: %j', async (entry) => {
    const request = ' {"model" : "m","input":"x", "unknown":1}'
    const pool = [upstreamOf('one', { protocol: 'responses', ...entry })]
    const { ask, wire } = world('responses', pool, [jsonReply({ id: 'resp' })])
    expect(await textOf(await ask({ path: '/responses', body: request }))).toBe('{"id":"resp"}')
    expect(wire.sent[0]?.body.joined().toString()).toBe(request)
  })

  it('takes clients of Chat Completions as they are where its entry names no protocol', async () => {
    const { ask, wire } = world('chat', [upstreamOf('one', { protocol: 'responses' })], [jsonReply({ id: 'c' })])
    await ask({ path: '/chat/completions', body: '{"model":"m","messages":[]}' })
    expect(wire.sent[0]?.target).toBe('/chat/completions')
  })
})

describe('beside the conversation', () => {
  const count = {
    path: '/v1/messages/count_tokens',
    body: '{"model":"m","messages":[{"role":"user","content":"0123456789"}]}',
  }

  it('tokens are estimated where the upstream cannot count, and nothing is sent', async () => {
    const { ask, wire, records } = world('messages', [speaking('chat')], [])
    const reply = await ask(count)
    expect(headerValue(reply.headers, 'x-clp-estimated')).toBe('true')
    expect(JSON.parse(await textOf(reply))).toEqual({ input_tokens: 11 })
    expect(wire.sent).toEqual([])
    expect(noted(records[0]?.changes)).toEqual(['tokens-estimated'])
  })

  it.each([
    ['responses', { input_tokens: 5 }, '/v1/responses/input_tokens'],
    ['gemini', { totalTokens: 5 }, '/v1beta/models/m:countTokens'],
  ] as const)('tokens are counted by an upstream of %s', async (upstream, answer, target) => {
    const { ask, wire } = world('messages', [speaking(upstream)], [jsonReply(answer)])
    expect(JSON.parse(await textOf(await ask(count)))).toEqual({ input_tokens: 5 })
    expect(wire.sent[0]?.target).toBe(target)
  })

  it('tokens are estimated where the upstream has no such path, and its refusals are passed on', async () => {
    const { ask } = world(
      'messages',
      [speaking('responses')],
      [replyOf({ status: 404 }), jsonReply({ error: 'no' }, 401)],
    )
    expect(JSON.parse(await textOf(await ask(count)))).toEqual({ input_tokens: 11 })
    expect((await ask(count)).status).toBe(401)
  })

  it('models are listed in the client’s form', async () => {
    const answer: Answer = () => jsonReply({ object: 'list', data: [{ id: 'a', object: 'model', created: 1 }] })
    const { ask, wire } = world('messages', [speaking('chat')], [answer, answer, answer, replyOf({ status: 404 })])
    const list = { method: 'GET', path: '/v1/models', body: '' }
    expect(JSON.parse(await textOf(await ask(list)))).toMatchObject({
      data: [{ type: 'model', id: 'a' }],
      has_more: false,
    })
    expect(wire.sent[0]).toMatchObject({ method: 'GET', target: '/v1/models' })
    expect(wire.sent[0]?.headers.join(' ')).not.toContain('ontent-')
    expect(JSON.parse(await textOf(await ask({ ...list, path: '/v1/models/a' })))).toMatchObject({ id: 'a' })
    expect((await ask({ ...list, path: '/v1/models/b' })).status).toBe(404)
    expect(JSON.parse(await textOf(await ask(list)))).toMatchObject({ data: [] })
  })
})
