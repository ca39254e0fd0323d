/** What becomes of an attempt at an upstream of another protocol: failover, repairs, conversations that change their upstream. */
import { describe, expect, it, vi } from 'vitest'
import { scriptedSource } from '../../../test/kit/bodies.ts'
import { nextRequest, openRequest, streamedAnswer, wholeAnswer } from '../../../test/kit/conversation.ts'
import { upstreamOf } from '../../../test/kit/exchange.ts'
import {
  ASK,
  CHAT_STREAM,
  noted,
  questionOf,
  SAID,
  same,
  sentBody,
  speaking,
  textOf,
  world,
} from '../../../test/kit/translated-proxy.ts'
import { eventsOf } from '../../../test/kit/translation.ts'
import { type Answer, jsonReply, replyOf, streamReply } from '../../../test/kit/wire.ts'
import type { Reply } from '../../edge/reply.ts'
import { TransportError } from '../exchange/transport.ts'

describe('failover', () => {
  const POOL = [speaking('chat', { weight: 3 }), speaking('gemini', { weight: 2 }), upstreamOf('own', { weight: 1 })]

  it.each([
    ['an overload', jsonReply({ error: { message: 'busy' } }, 529)],
    ['a closed connection', new TransportError('broken', 'ECONNRESET', 'gone')],
    ['an error in a good status', jsonReply({ error: { message: 'internal', code: 500 } })],
    ['an error as the first event', streamReply('data: {"error":{"message":"internal","code":500}}\n\n')],
    ['nothing', replyOf({ headers: ['content-type', 'text/event-stream'], body: '' })],
    ['a web page', replyOf({ headers: ['content-type', 'text/html'], body: '<html>' })],
  ])('goes on to an upstream of another protocol after %s', async (_what, first) => {
    const second = streamReply(streamedAnswer('gemini', [{ type: 'text', text: 'hi' }], same))
    const { ask, wire, verdicts, records } = world('messages', POOL, [first, second])
    expect(await textOf(await ask(ASK))).toContain('hi')
    expect(wire.sent.map(({ upstream }) => upstream)).toEqual(['chat', 'gemini'])
    expect(verdicts).toEqual(['failed chat', 'succeeded gemini'])
    expect(records[0]?.attempts).toHaveLength(2)
  })

  it('comes to an upstream of the client’s own protocol, which gets the very bytes', async () => {
    const down: Answer = () => jsonReply({ error: 'x' }, 503)
    const { ask, wire } = world('messages', POOL, [down, down, jsonReply({ type: 'message' })])
    await textOf(await ask(ASK))
    expect(wire.sent[2]?.body.joined().toString()).toBe(ASK.body)
  })

  it('does not follow what is the client’s own doing', async () => {
    const long = jsonReply({ error: { message: "This model's maximum context length is 5 tokens" } }, 500)
    const { ask, wire, verdicts } = world('messages', POOL, [long])
    const reply = await ask(ASK)
    expect(reply.status).toBe(400)
    expect(await textOf(reply)).toContain('prompt is too long')
    expect([wire.sent.length, verdicts]).toEqual([1, ['released chat']])
  })

  it('tells a stream of Responses of a conversation that is too long in a stream, which is on record as failed', async () => {
    const long = jsonReply({ error: { message: 'x', code: 'context_length_exceeded' } }, 400)
    const pool = [speaking('chat', { weight: 1 }), speaking('gemini')]
    const { ask, wire, records } = world('responses', pool, [long])
    const reply = await ask(questionOf('responses', openRequest('responses', 'x'), true))
    expect(reply.status).toBe(200)
    expect(eventsOf(await textOf(reply)).map(({ event }) => event)).toEqual([
      'response.created',
      'response.in_progress',
      'response.failed',
    ])
    expect([wire.sent.length, records[0]?.outcome.kind]).toEqual([1, 'failed'])
  })
})

describe('a conversation that changes its upstream', () => {
  it.each([
    ['messages', 'chat'],
    ['messages', 'responses'],
    ['messages', 'gemini'],
    ['responses', 'chat'],
    ['responses', 'messages'],
    ['gemini', 'messages'],
  ] as const)(
    'of %s comes back from %s to its own: nothing foreign is left, and all else is as it was',
    async (client, other) => {
      const pool = [speaking(other, { weight: 1 }), upstreamOf('own', { protocol: client })]
      const first = jsonReply(wholeAnswer(other, SAID, same))
      const down: Answer = () => jsonReply({ error: 'x' }, 503)
      const { ask, wire, records } = world(client, pool, [first, down, jsonReply(wholeAnswer(client, SAID, same))])
      const open = openRequest(client, 'begin')
      const got = JSON.parse(await textOf(await ask(questionOf(client, open, false))))
      const next = questionOf(client, nextRequest(client, open, got, 'on'), false)
      await textOf(await ask(next))
      const body = wire.sent[2]?.body.joined().toString() ?? ''
      expect(next.body).toMatch(/clp1\.|Y2xwMS/)
      expect(body).not.toMatch(/clp1\.|Y2xwMS/)
      expect(body).toContain('Grüße 🙂')
      expect(body).not.toMatch(/encrypted_content|"signature"|thoughtSignature/)
      expect(noted(records[1]?.changes)).toContain('carrier-stripped')
    },
  )

  it('is not looked at twice where the mark is only spoken of', async () => {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'what is clp1.eyJwIjoi ?' }] })
    const { ask, wire, records } = world('messages', [upstreamOf('own')], [jsonReply({})])
    await textOf(await ask({ body }))
    expect(wire.sent[0]?.body.joined().toString()).toBe(body)
    expect(records[0]?.changes).toEqual([])
  })
})

it('a refusal whose body never ends is told with what has come of it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const script = scriptedSource()
  const headers = ['content-type', 'application/json']
  const { ask } = world('messages', [speaking('chat')], [replyOf({ status: 500, headers, body: script.source })])
  const asked = ask(ASK)
  await vi.waitFor(() => expect(script.calls).toContain('start'))
  script.sink().write(Buffer.from('{"error":{"message":"half'))
  vi.advanceTimersByTime(10_000)
  const reply = await asked
  vi.useRealTimers()
  expect([reply.status, script.calls.at(-1)]).toEqual([500, 'cancel'])
  expect(JSON.parse(await textOf(reply)).error.type).toBe('api_error')
})

describe('repairs', () => {
  const tooMany = (): Reply => jsonReply({ error: { message: 'max_tokens must be <= 100' } }, 400)
  const good = (): Reply => streamReply(CHAT_STREAM)

  it('are one more try at the same upstream, told and remembered', async () => {
    const { ask, wire, verdicts, records } = world('messages', [speaking('chat')], [tooMany, good, good])
    expect(await textOf(await ask(ASK))).toContain('hi')
    await textOf(await ask(ASK))
    expect(wire.sent.map((sent) => sentBody(sent).max_tokens)).toEqual([4096, 100, 100])
    expect(records[0]?.attempts.map(({ reason }) => reason)).toEqual(['weight', 'repaired'])
    expect(verdicts).toEqual(['released chat', 'succeeded chat', 'succeeded chat'])
    expect(records.map(({ changes }) => noted(changes).includes('repaired'))).toEqual([true, true])
  })

  it('are never two in one request, and forgotten when they did not help', async () => {
    const other = (): Reply => jsonReply({ error: { message: 'no' } }, 400)
    const { ask, wire } = world('messages', [speaking('chat')], [tooMany, other, tooMany, good])
    expect((await ask(ASK)).status).toBe(400)
    await ask(ASK)
    expect(wire.sent.map((sent) => sentBody(sent).max_tokens)).toEqual([4096, 100, 4096, 100])
  })
})
