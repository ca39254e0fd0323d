import { describe, expect, it } from 'vitest'
import { received, scriptedSource } from '../../../test/kit/bodies.ts'
import { openedOf, type RequestParts, upstreamOf } from '../../../test/kit/exchange.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import { alone } from '../../../test/kit/stage.ts'
import { replyOf } from '../../../test/kit/wire.ts'
import { headerValue } from '../../codec/http/headers.ts'
import { NO_USAGE, type UsageReading } from '../../contract/usage.ts'
import { Problem } from '../../edge/problem.ts'
import type { Reply } from '../../edge/reply.ts'
import { AttemptTrace } from '../exchange/attempt-trace.ts'
import type { Observed } from '../exchange/exchange.ts'
import { TransportError } from '../exchange/transport.ts'
import { observe } from './observe.ts'

const observing = (answer: Reply | Error | ((input: Observed) => Reply), parts: RequestParts = {}) => {
  const world = memoryDeps()
  const opened = openedOf(parts)
  const { ask, given } = alone(observe(world.deps), answer)
  return {
    ...world,
    given,
    head: opened.head,
    ask: () => ask(opened),
    types: () => world.events.map(({ type }) => type),
  }
}

describe('an exchange', () => {
  it('is recorded when its body has ended, not when its head is there', async () => {
    const { ask, records, events, clock } = observing(replyOf({ body: 'ok' }))
    clock.advance(5)
    const reply = await ask()
    expect(records).toEqual([])
    expect(events).toMatchObject([{ type: 'request_streaming', status_code: 200, channel: 'unassigned' }])
    clock.advance(7)
    await received(reply.body)
    expect(records).toMatchObject([{ outcome: { kind: 'delivered', status: 200 }, durationMs: 7, firstByteMs: 0 }])
    expect(events[1]).toMatchObject({ type: 'request_completed', status: 'COMPLETED', success: true, error: null })
  })

  it.each<[string, string, boolean]>([
    ['POST', '/v1/messages', false],
    ['HEAD', '/v1/messages', true],
    ['HEAD', '/', true],
    ['GET', '/api/hello', true],
    ['POST', '/api/event_logging/batch', true],
    ['POST', '/v1/messages/count_tokens', true],
    ['GET', '/v1/models', true],
  ])('says whether it asked a question, even one that nobody looked at: %s %s', async (method, path, side) => {
    const { ask, records, events } = observing(new Problem('unauthenticated', 'no token'), { method, path })
    await received((await ask()).body)
    expect(records[0]?.side ?? false).toBe(side)
    expect(events.at(-1)).toMatchObject({ type: 'request_completed', side })
  })

  it.each<[string, Problem, number, string | undefined]>([
    ['a rule that has decided', new Problem('endpoint-blocked', 'no'), 400, 'false'],
    ['a rule with a status of its own', new Problem('endpoint-blocked', 'no', { status: 451 }), 451, 'false'],
    ['a missing token', new Problem('unauthenticated', 'no'), 401, 'false'],
    ['no upstream at all', new Problem('no-upstream', 'none', { lasting: true }), 503, 'false'],
    ['none that may be asked now', new Problem('no-upstream', 'later'), 503, undefined],
  ])(
    'is told of %s with the status its client reads, and whether to ask again',
    async (_title, problem, status, again) => {
      const { ask, records } = observing(problem)
      const reply = await ask()
      await received(reply.body)
      expect([reply.status, headerValue(reply.headers, 'x-should-retry')]).toEqual([status, again])
      expect(records[0]?.outcome).toMatchObject({ status })
    },
  )

  it('is recorded at once when there is no body', async () => {
    const { ask, records, types } = observing(replyOf({ status: 304 }))
    await ask()
    expect(records).toMatchObject([{ outcome: { kind: 'delivered', status: 304 } }])
    expect(types()).toEqual(['request_streaming', 'request_completed'])
  })

  it('shows its id to the client', async () => {
    const { ask } = observing(replyOf({ headers: ['a', 'b'] }))
    expect((await ask()).headers).toEqual(['a', 'b', 'x-clp-request-id', 'x'])
  })

  it('has failed when its bytes break off', async () => {
    const body = scriptedSource()
    const { ask, records, events } = observing(replyOf({ body: body.source }))
    const all = received((await ask()).body)
    body.sink().fail(new TransportError('broken', 'cut', 'cut off'))
    await all
    expect(records).toMatchObject([{ outcome: { kind: 'failed', code: 'upstream-broken', status: 200 } }])
    expect(events[1]).toMatchObject({ status: 'FAILED', success: false, error: 'cut off' })
  })

  it('was abandoned when the client gave up on its body', async () => {
    const body = scriptedSource()
    const { ask, records } = observing(replyOf({ body: body.source }))
    const reply = await ask()
    reply.body?.start({ write: () => true, end: () => undefined, fail: () => undefined })
    reply.body?.cancel()
    reply.body?.cancel()
    expect(body.calls).toContain('cancel')
    expect(records).toMatchObject([{ outcome: { kind: 'abandoned', status: 499 } }])
  })

  it('ended as the reply says, where its bytes do not', async () => {
    const ending = { kind: 'failed', code: 'upstream-broken', status: 200, reason: 'an error in it' } as const
    const { ask, records } = observing({ ...replyOf({ body: 'x' }), ending: () => ending })
    await received((await ask()).body)
    expect(records).toMatchObject([{ outcome: ending }])
  })

  it('is open until its record was handed over', async () => {
    const { ask, deps, records } = observing(replyOf({ body: 'x' }))
    const reply = await ask()
    const none = deps.openExchanges.none().then(() => records.length)
    await received(reply.body)
    expect(await none).toBe(1)
  })

  it('waits for counts that are still read', async () => {
    let known: (reading: UsageReading) => void = () => undefined
    const counts = new Promise<UsageReading>((resolve) => {
      known = resolve
    })
    const { ask, records, deps, clock } = observing(({ trace }) => {
      const attempt = new AttemptTrace({ number: 1, upstream: upstreamOf('a'), reason: 'active', startedAt: 0 })
      trace.begin(attempt)
      attempt.settleUsage(counts)
      return replyOf({ body: 'x' })
    })
    await received((await ask()).body)
    expect(records).toEqual([])
    clock.advance(50)
    known({ usage: NO_USAGE, raw: { n: 4 }, partial: false })
    await deps.openExchanges.none()
    expect(records).toMatchObject([{ durationMs: 0, usage: { raw: { n: 4 } } }])
  })

  it('leaves nothing behind where the reply is not to be recorded', async () => {
    const { ask, deps, records, events } = observing({ ...replyOf({ body: 'ok' }), unrecorded: true })
    const reply = await ask()
    expect(reply.headers).toEqual([])
    await received(reply.body)
    await deps.openExchanges.none()
    expect([...records, ...events]).toEqual([])
  })
})

describe('what is thrown', () => {
  it('as a problem is told in the client’s protocol and recorded', async () => {
    const problem = new Problem('no-upstream', 'nobody there', { headers: ['retry-after', '9'] })
    const { ask, records, log } = observing(problem)
    const reply = await ask()
    expect(reply.status).toBe(503)
    expect(reply.headers).toEqual(expect.arrayContaining(['retry-after', '9', 'x-clp-problem', 'no-upstream']))
    const { bytes } = await received(reply.body)
    expect(JSON.parse(bytes.toString())).toMatchObject({
      type: 'error',
      error: { type: 'overloaded_error', message: 'CLP: nobody there', code: 'no-upstream' },
      request_id: 'x',
    })
    expect(records).toMatchObject([{ outcome: { kind: 'failed', code: 'no-upstream', status: 503 } }])
    expect(log).toEqual(['POST /v1/messages: no-upstream: nobody there'])
  })

  it('as a failure of the wire is told by its upstream', async () => {
    const { ask } = observing(new TransportError('timeout', 'headers-timeout', 'silent'))
    expect((await ask()).headers).toContain('upstream-timeout')
  })

  it('as anything else tells the client nothing of it, and the log everything', async () => {
    const { ask, log } = observing(new TypeError('inner detail'))
    const reply = await ask()
    expect(reply.status).toBe(500)
    expect((await received(reply.body)).bytes.toString()).not.toContain('inner detail')
    expect(log).toEqual([
      expect.stringMatching(/^Unexpected failure in POST \/v1\/messages \(request x\): .*inner detail/),
    ])
  })

  it('goes on when the client has left, which is recorded', async () => {
    const error = new TransportError('abandoned', 'aborted', 'The client went away')
    const { ask, records, types } = observing(error)
    await expect(ask()).rejects.toBe(error)
    expect(records).toMatchObject([{ outcome: { kind: 'abandoned', status: 499 } }])
    expect(types()).toEqual(['request_completed'])
  })

  it('is nobody’s answer once the client has left', async () => {
    const { ask, head, log } = observing(new Problem('no-upstream', 'nobody there'))
    head.signal.abort()
    await expect(ask()).rejects.toThrow('nobody there')
    expect(log).toEqual([])
  })
})

it('shows no credential of the request on record', async () => {
  const { ask, records } = observing(replyOf(), {
    path: '/v1/sk-abcdefghij',
    query: 'key=hidden&token=clp_hidden&a=b',
    headers: ['authorization', 'Bearer hidden-one', 'x-ok', 'shown'],
  })
  await ask()
  const [record] = records
  expect(JSON.stringify([record?.path, record?.query, record?.requestHeaders])).not.toMatch(/hidden|abcdefghij/)
  expect(record?.requestHeaders).toContain('shown')
  expect(record?.query).toContain('a=b')
})
