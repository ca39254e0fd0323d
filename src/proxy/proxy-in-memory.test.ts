/** The whole chain, from an entrance to the wire and back, without a socket. */
import { describe, expect, it } from 'vitest'
import { received, scriptedSource, sending } from '../../test/kit/bodies.ts'
import { inForce, upstreamOf } from '../../test/kit/exchange.ts'
import { proxyInMemory } from '../../test/kit/proxy-in-memory.ts'
import { encode } from '../../test/kit/replies.ts'
import { type Answer, jsonReply, streamReply } from '../../test/kit/wire.ts'
import { Secret } from '../contract/secret.ts'
import { message, messageStream, text } from '../protocol/anthropic-messages/sample-answer.ts'
import { balancingDocument } from '../store/documents/balancing.ts'
import { endpointFilterDocument } from '../store/documents/endpoint-filter.ts'
import { routingDocument } from '../store/documents/routing.ts'
import { systemDocument } from '../store/documents/system.ts'
import { ClientSignal } from './exchange/client-signal.ts'
import { TransportError, type WireRequest } from './exchange/transport.ts'

const PLAN = { blocks: [text('hello')], inputTokens: 11, outputTokens: 7 }
const STREAM = messageStream(PLAN)
const GOOD: Answer = () => jsonReply(message(PLAN))
const DOWN: Answer = () => jsonReply({ type: 'error' }, 503)

const bodyOf = (request: WireRequest | undefined): string => request?.body.joined().toString() ?? ''
const joined = (chunks: readonly Uint8Array[] = []): string => Buffer.concat(chunks).toString()

describe('an ordinary request', () => {
  const asking = () =>
    proxyInMemory({
      answers: [GOOD],
      pool: [upstreamOf('one', { active: true, credential: { bearer: new Secret('upstream-key') } })],
    })
  const request = {
    headers: ['authorization', 'Bearer own-key', 'x-claude-code-session-id', 's1'],
    body: '{"model":"m","messages":[]}',
  }

  it('reaches its upstream with that upstream’s credential, its body unchanged', async () => {
    const { ask, wire } = asking()
    await ask(request)
    const [sent] = wire.sent
    expect(sent).toMatchObject({ method: 'POST', origin: 'https://one.test', target: '/v1/messages', upstream: 'one' })
    expect(bodyOf(sent)).toBe(request.body)
    expect(sent?.headers.join(' ')).toContain('Bearer upstream-key')
    expect(sent?.headers.join(' ')).not.toContain('own-key')
  })

  it('is answered with the upstream’s bytes, recorded and told in order', async () => {
    const { ask, records, events } = asking()
    const reply = await ask(request)
    const { bytes } = await received(reply.body)
    expect(JSON.parse(bytes.toString())).toEqual(message(PLAN))
    expect(events.map(({ type }) => type)).toEqual(['request_started', 'request_streaming', 'request_completed'])
    expect(events[0]).toMatchObject({ channel: 'one', target_url: 'https://one.test/v1/messages', session: 's1' })
    const [record] = records
    expect(record).toMatchObject({
      service: 'claude',
      upstream: 'one',
      session: 's1',
      model: { asked: 'm', sent: 'm' },
      outcome: { kind: 'delivered', status: 200 },
      attempts: [{ number: 1, upstream: 'one', url: 'https://one.test/v1/messages', reason: 'active' }],
      usage: { usage: { input: 11, output: 7 }, partial: false },
      changes: [],
    })
    expect(reply.headers).toEqual(expect.arrayContaining(['x-clp-request-id', record?.id]))
    expect(joined(record?.request.chunks)).toBe(request.body)
    expect(joined(record?.response.chunks)).toBe(bytes.toString())
    expect(JSON.stringify(record)).not.toMatch(/own-key|upstream-key/)
  })
})

it('a request whose first upstream fails is answered by the next, and only that one is delivered', async () => {
  const { ask, wire, records, verdicts } = proxyInMemory({
    answers: [DOWN, GOOD],
    pool: [upstreamOf('a', { weight: 2 }), upstreamOf('b', { weight: 1 })],
    values: inForce(balancingDocument, { mode: 'weight-based' }),
  })
  const reply = await ask()
  expect(reply.status).toBe(200)
  await received(reply.body)
  expect(wire.sent.map(({ upstream }) => upstream)).toEqual(['a', 'b'])
  expect(verdicts).toEqual(['failed a', 'succeeded b'])
  expect(records).toMatchObject([
    {
      upstream: 'b',
      outcome: { kind: 'delivered' },
      attempts: [
        { upstream: 'a', outcome: { kind: 'refused', status: 503 } },
        { upstream: 'b', outcome: { kind: 'answered', status: 200 }, reason: 'http_non2xx' },
      ],
    },
  ])
})

it('a request that an endpoint rule refuses never reaches the wire, and its body is not read', async () => {
  const rules = [{ id: 'no-tools', path: '/v1/tools', action: { type: 'block', status: 418, message: 'not here' } }]
  const { ask, wire, records } = proxyInMemory({
    pool: [upstreamOf('one', { active: true })],
    values: inForce(endpointFilterDocument, { rules }),
  })
  const reply = await ask({ path: '/v1/tools', body: 'x'.repeat(100) })
  expect(reply.status).toBe(418)
  await received(reply.body)
  expect(wire.sent).toEqual([])
  expect(records).toMatchObject([
    { outcome: { kind: 'blocked', filter: 'endpoint', rule: 'no-tools', status: 418 }, request: { size: 0 } },
  ])
})

describe('a path of CLP’s own', () => {
  it.each([false, true])('is answered without an upstream, and on record if that is wanted: %s', async (wanted) => {
    const { ask, wire, records, events, deps } = proxyInMemory({
      values: inForce(systemDocument, { recordHealthChecks: wanted }),
    })
    const reply = await ask({ method: 'GET', path: '/health' })
    expect(JSON.parse((await received(reply.body)).bytes.toString())).toEqual({ status: 'ok', service: 'claude' })
    await deps.openExchanges.none()
    expect(wire.sent).toEqual([])
    expect(records.map(({ upstream }) => upstream)).toEqual(wanted ? ['whitelist'] : [])
    expect(events).toHaveLength(wanted ? 3 : 0)
  })
})

/** These numbers, over and over. */
const draws = (...numbers: readonly number[]): (() => number) => {
  let drawn = 0
  return () => {
    drawn += 1
    return numbers[drawn % numbers.length] ?? 0
  }
}

describe('a compressed body', () => {
  const POOL = ['a', 'b', 'c', 'd'].map((name) => upstreamOf(name, { weight: 1 }))
  const asked = (session: string): string =>
    JSON.stringify({ model: 'm', metadata: { user_id: session }, messages: [] })

  it.each(['gzip', 'zstd', 'br'] as const)('keeps its conversation with one upstream: %s', async (coding) => {
    const { ask, wire, records } = proxyInMemory({
      answers: Array.from({ length: 18 }, () => GOOD),
      pool: POOL,
      values: inForce(balancingDocument, { mode: 'sticky' }),
      // What conversations without a name would be spread by: another upstream each time.
      random: draws(0.1, 0.6, 0.3, 0.9, 0.5),
    })
    const sessions = ['s1', 's2', 's3', 's4', 's5', 's6']
    for (const session of [...sessions, ...sessions, ...sessions]) {
      const reply = await ask({ headers: ['content-encoding', coding], body: encode(coding, asked(session)) })
      await received(reply.body)
    }
    const homes = new Map(sessions.map((session) => [session, new Set<string | undefined>()]))
    for (const { session = '', upstream } of records) homes.get(session)?.add(upstream)
    expect([...homes.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1, 1, 1])
    expect(new Set(records.map(({ upstream }) => upstream)).size).toBeGreaterThan(1)
    expect(records.every(({ model }) => model.asked === 'm')).toBe(true)
    expect(bodyOf(wire.sent[0])).toBe(encode(coding, asked('s1')).toString())
  })
})

describe('a model that each upstream is asked for under another name', () => {
  const rules = ['a', 'b'].map((source) => ({ source, source_type: 'config', target: `model-of-${source}` }))

  it('stands in each attempt, and in the record with the edits of the delivered one alone', async () => {
    const { ask, wire, records } = proxyInMemory({
      answers: [DOWN, GOOD],
      pool: [upstreamOf('a', { weight: 2 }), upstreamOf('b', { weight: 1 })],
      values: {
        ...inForce(balancingDocument, { mode: 'weight-based' }),
        ...inForce(routingDocument, { mode: 'model-mapping', modelMappings: { claude: rules } }),
      },
    })
    await received((await ask({ body: '{"model":"m"}' })).body)
    expect(wire.sent.map(bodyOf)).toEqual(['{"model":"model-of-a"}', '{"model":"model-of-b"}'])
    const [record] = records
    expect(record).toMatchObject({
      model: { asked: 'm', sent: 'model-of-b' },
      attempts: [{ model: 'model-of-a' }, { model: 'model-of-b' }],
      changes: [{ by: 'route', rule: 'model #2', target: 'model', offset: 9, removed: 3, inserted: 12 }],
    })
    expect(joined(record?.request.chunks)).toBe('{"model":"m"}')
    expect(joined(record?.sent?.chunks)).toBe('{"model":"model-of-b"}')
  })
})

describe('a client that leaves', () => {
  it('before the head: nobody is blamed, nobody else is asked, and it is on record', async () => {
    const signal = new ClientSignal()
    const { ask, wire, records, verdicts } = proxyInMemory({
      answers: [
        () => {
          signal.abort()
          throw new TransportError('abandoned', 'aborted', 'The client went away')
        },
      ],
      pool: [upstreamOf('a', { weight: 2 }), upstreamOf('b', { weight: 1 })],
      values: inForce(balancingDocument, { mode: 'weight-based' }),
    })
    await expect(ask({ signal })).rejects.toMatchObject({ kind: 'abandoned' })
    expect(wire.sent).toHaveLength(1)
    expect(verdicts).toEqual(['released a'])
    expect(records).toMatchObject([
      { outcome: { kind: 'abandoned', status: 499 }, attempts: [{ outcome: { kind: 'abandoned' } }] },
    ])
  })

  it('in the middle of a stream: its upstream is let go, and what had come is on record', async () => {
    const { source, sink, calls } = scriptedSource()
    const { ask, records, verdicts } = proxyInMemory({
      answers: [streamReply(source)],
      pool: [upstreamOf('a', { active: true })],
    })
    const { body } = await ask()
    void received(body)
    const half = STREAM.slice(0, STREAM.indexOf('content_block_delta'))
    sink().write(Buffer.from(half))
    body?.cancel()
    expect(calls).toContain('cancel')
    expect(verdicts).toEqual(['released a'])
    expect(records).toMatchObject([
      {
        outcome: { kind: 'abandoned' },
        usage: { usage: { input: 11 }, partial: true },
        response: { size: half.length },
      },
    ])
  })
})

describe('a stream that breaks off in the middle', () => {
  const half = STREAM.slice(0, STREAM.indexOf('content_block_stop'))
  const breaking = (pool: readonly string[]) =>
    proxyInMemory({
      answers: [streamReply(sending([Buffer.from(half)], { ending: 'fail' }))],
      pool: pool.map((name) => upstreamOf(name, { weight: 1 })),
      values: inForce(balancingDocument, { mode: 'weight-based' }),
    })

  it('is ended in the client’s protocol where others could have answered, and has failed', async () => {
    const { ask, wire, records, verdicts } = breaking(['a', 'b'])
    const { bytes, ending } = await received((await ask()).body)
    expect(ending).toBe('end')
    expect(bytes.toString().startsWith(half)).toBe(true)
    expect(bytes.toString().slice(half.length)).toMatch(/^\n\nevent: error\n.*upstream-broken.*\n\n$/s)
    expect(wire.sent).toHaveLength(1)
    expect(verdicts).toEqual(['failed a'])
    expect(records).toMatchObject([
      {
        outcome: { kind: 'failed', code: 'upstream-broken', status: 200 },
        usage: { partial: true },
        attempts: [{ outcome: { kind: 'broken' } }],
      },
    ])
    expect(joined(records[0]?.response.chunks)).toBe(bytes.toString())
  })

  it('stays broken for a client with one upstream', async () => {
    const { ask, records } = breaking(['a'])
    expect(await received((await ask()).body)).toMatchObject({ ending: 'fail' })
    expect(records).toMatchObject([{ outcome: { kind: 'failed', status: 200 } }])
  })
})
