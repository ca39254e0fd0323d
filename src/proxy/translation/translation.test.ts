/** Every client at every upstream: asked, answered, refused and cut off. */
import { describe, expect, it } from 'vitest'
import { received, sending } from '../../../test/kit/bodies.ts'
import { nextRequest, openRequest, streamedAnswer, wholeAnswer } from '../../../test/kit/conversation.ts'
import {
  MODELS,
  questionOf,
  SAID,
  same,
  sentBody,
  speaking,
  textOf,
  world,
} from '../../../test/kit/translated-proxy.ts'
import { faultsOf } from '../../../test/kit/validators/faults.ts'
import { jsonReply, streamReply } from '../../../test/kit/wire.ts'
import { headerValue } from '../../codec/http/headers.ts'
import { PROTOCOL_IDS } from '../../contract/protocol.ts'

const pairs = PROTOCOL_IDS.flatMap((client) =>
  PROTOCOL_IDS.filter((upstream) => upstream !== client).map((upstream) => [client, upstream] as const),
)

describe.each(pairs)('a client of %s at an upstream of %s', (client, upstream) => {
  const TARGETS = {
    messages: '/v1/messages',
    responses: '/v1/responses',
    chat: '/v1/chat/completions',
    gemini: '/v1beta/models/asked:generateContent',
  }

  it('is asked what its server takes, and answered whole in the client’s own form', async () => {
    const answer = jsonReply(wholeAnswer(upstream, SAID, same))
    const { ask, wire, records } = world(client, [speaking(upstream)], [answer])
    const reply = await ask(questionOf(client, openRequest(client, 'begin'), false))
    const [sent] = wire.sent
    expect(sent?.target).toBe(TARGETS[upstream])
    expect(faultsOf(upstream, sentBody(sent), MODELS[upstream])).toEqual([])
    const got = JSON.parse(await textOf(reply))
    expect(headerValue(reply.headers, 'content-type')).toBe('application/json')
    const next = nextRequest(client, openRequest(client, 'begin'), got, 'on')
    expect(JSON.stringify(next)).toContain('Grüße 🙂')
    expect(await records[0]).toMatchObject({ outcome: { kind: 'delivered' }, usage: { usage: { input: 1 } } })
  })

  it('is streamed to as the upstream speaks', async () => {
    const answer = streamReply(sending([Buffer.from(streamedAnswer(upstream, SAID, same))]))
    const { ask, wire, verdicts, records } = world(client, [speaking(upstream)], [answer])
    const reply = await ask(questionOf(client, openRequest(client, 'begin'), true))
    const target = upstream === 'gemini' ? '/v1beta/models/asked:streamGenerateContent?alt=sse' : TARGETS[upstream]
    expect(wire.sent[0]?.target).toBe(target)
    expect(headerValue(reply.headers, 'content-type')).toBe('text/event-stream')
    const { bytes, ending } = await received(reply.body)
    expect(ending).toBe('end')
    expect(bytes.toString()).toContain('1234567')
    expect(verdicts).toEqual([`succeeded ${upstream}`])
    expect(records[0]?.usage?.partial).toBe(false)
  })

  it('is told of a refusal in its own form, with the upstream’s words and status', async () => {
    const refusal = jsonReply({ error: { message: 'Slow down', type: 'x', code: 'y' } }, 429, ['retry-after', '7'])
    const { ask, verdicts } = world(client, [speaking(upstream)], [refusal])
    const reply = await ask(questionOf(client, openRequest(client, 'begin'), false))
    expect([reply.status, headerValue(reply.headers, 'retry-after')]).toEqual([429, '7'])
    expect(JSON.parse(await textOf(reply)).error.message).toBe('Slow down')
    expect(verdicts).toEqual([`failed ${upstream}`])
  })

  it('hears of a broken stream once, and the upstream is blamed', async () => {
    const text = streamedAnswer(upstream, SAID, same)
    const broken = sending([Buffer.from(text.slice(0, text.indexOf('1234') + 4))], { ending: 'fail' })
    const { ask, verdicts, records } = world(client, [speaking(upstream)], [streamReply(broken)])
    const reply = await ask(questionOf(client, openRequest(client, 'begin'), true))
    const { bytes, ending } = await received(reply.body)
    expect(ending).toBe('end')
    expect(bytes.toString().match(/broke off/g)).toHaveLength(1)
    expect(verdicts).toEqual([`failed ${upstream}`])
    expect(records[0]?.outcome).toMatchObject({ kind: 'failed', code: 'upstream-broken', status: 200 })
  })

  it('hears that a stream ended before its last event, and that is what is on record', async () => {
    const text = streamedAnswer(upstream, SAID, same)
    const unended = sending([Buffer.from(text.slice(0, text.lastIndexOf('\n\n', text.indexOf('1234')) + 2))])
    const { ask, verdicts, records } = world(client, [speaking(upstream)], [streamReply(unended)])
    const reply = await ask(questionOf(client, openRequest(client, 'begin'), true))
    expect((await received(reply.body)).bytes.toString().match(/broke off/g)).toHaveLength(1)
    expect(verdicts).toEqual([`failed ${upstream}`])
    expect(records[0]?.outcome).toMatchObject({ kind: 'failed', why: { code: 'answer-unended' } })
    expect(records[0]?.usage?.partial).not.toBe(false)
  })
})
