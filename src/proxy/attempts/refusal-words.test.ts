/** What upstreams say when they refuse, from the wire to the record. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { received, scriptedSource, sending } from '../../../test/kit/bodies.ts'
import { inForce, upstreamOf } from '../../../test/kit/exchange.ts'
import { proxyInMemory } from '../../../test/kit/proxy-in-memory.ts'
import { encode } from '../../../test/kit/replies.ts'
import { type Answer, jsonReply, replyOf, streamReply } from '../../../test/kit/wire.ts'
import { Secret } from '../../contract/secret.ts'
import { message, text } from '../../protocol/anthropic-messages/sample-answer.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'

afterEach(() => {
  vi.useRealTimers()
})

const KEY = 'the-key-of-one'
const POOL = [
  upstreamOf('one', { active: true, weight: 2, credential: { bearer: new Secret(KEY) } }),
  upstreamOf('two', { weight: 1 }),
]
const GOOD: Answer = () => jsonReply(message({ blocks: [text('hello')] }))
const errorOf = (type: string, words: string) => ({ type: 'error', error: { type, message: words } })
const ERROR_EVENT = `event: error\ndata: ${JSON.stringify(errorOf('overloaded_error', 'Later'))}\n\n`

const proxy = (answers: readonly Answer[]) => {
  const values = inForce(balancingDocument, { mode: 'weight-based', options: { autoResetOnAllFailed: false } })
  return proxyInMemory({ answers, pool: POOL, values })
}

const saidOf = async (answers: readonly Answer[], request: { readonly headers?: readonly string[] } = {}) => {
  const { ask, records } = proxy(answers)
  await received((await ask(request)).body)
  await vi.waitFor(() => expect(records).toHaveLength(1))
  return records[0]?.attempts.map(({ upstream, said }) => [upstream, said?.type, said?.message])
}

describe('the record of a refused attempt', () => {
  it.each([
    ['at once', jsonReply(errorOf('overloaded_error', 'Overloaded'), 529)],
    [
      'compressed',
      replyOf({
        status: 529,
        headers: ['content-encoding', 'gzip'],
        body: encode('gzip', JSON.stringify(errorOf('overloaded_error', 'Overloaded'))),
      }),
    ],
    [
      'in pieces',
      replyOf({
        status: 529,
        body: sending([Buffer.from('{"error":{"type":"overloaded_error",'), Buffer.from('"message":"Overloaded"}}')]),
      }),
    ],
  ])('keeps what the upstream said %s, also where the next one answered', async (_how, refused) => {
    expect(
      await saidOf([
        refused,
        () =>
          streamReply(sending([Buffer.from('event: message_start\ndata: {"type":"message_start","message":{}}\n\n')])),
      ]),
    ).toContainEqual(['one', 'overloaded_error', 'Overloaded'])
  })

  it('keeps what each of them said when all refuse', async () => {
    const answers = [
      jsonReply(errorOf('overloaded_error', 'Full'), 529),
      jsonReply(errorOf('api_error', 'Broken'), 500),
    ]
    expect(await saidOf(answers)).toEqual([
      ['one', 'overloaded_error', 'Full'],
      ['two', 'api_error', 'Broken'],
    ])
  })

  it('keeps what is said of a mistake of the client', async () => {
    expect(await saidOf([jsonReply(errorOf('invalid_request_error', 'max_tokens: required'), 400)])).toEqual([
      ['one', 'invalid_request_error', 'max_tokens: required'],
    ])
  })

  it.each([
    ['first', ERROR_EVENT],
    [
      'later',
      `event: message_start\ndata: {"type":"message_start","message":{}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}\n\n${ERROR_EVENT}`,
    ],
  ])('keeps the error event of a stream that comes %s', async (_when, stream) => {
    expect((await saidOf([streamReply(stream), GOOD]))?.[0]).toEqual(['one', 'overloaded_error', 'Later'])
  })

  it('keeps no secret that the upstream repeats', async () => {
    const words = `Keys ${KEY}, client-own-key and sk-ant-0123456789 are not valid`
    const answers = [jsonReply(errorOf('authentication_error', words), 401), GOOD]
    const said = await saidOf(answers, { headers: ['x-api-key', 'client-own-key'] })
    expect(said?.[0]?.[2]).toBe('Keys [redacted], [redacted] and [redacted] are not valid')
  })

  it('keeps nothing of an answer that is one', async () => {
    expect(await saidOf([GOOD])).toEqual([['one', undefined, undefined]])
  })
})

it('asks the next one without waiting for the words, and lets go of one that never says them', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { source, calls } = scriptedSource()
  const { ask, records } = proxy([replyOf({ status: 500, body: source }), GOOD])
  await received((await ask()).body)
  expect([calls, records]).toEqual([['start'], []])
  await vi.advanceTimersByTimeAsync(1000)
  expect(calls).toEqual(['start', 'cancel'])
  expect(records[0]?.attempts.map(({ upstream, said }) => [upstream, said])).toEqual([
    ['one', undefined],
    ['two', undefined],
  ])
})

it('lets go of one that says more than errors do', async () => {
  const { source, calls, sink } = scriptedSource()
  const { ask } = proxy([replyOf({ status: 500, body: source }), GOOD])
  await ask()
  sink().write(Buffer.alloc(9000, 'x'))
  expect(calls).toEqual(['start', 'cancel'])
})
