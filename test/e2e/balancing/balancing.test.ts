/** What balancing promises beyond the fault matrix: who is spared, who comes back, who keeps whom, and what is told about it. */
import { describe, expect, test } from 'vitest'
import { upstream } from '../../kit/clp.ts'
import { createFakeClock } from '../../kit/fake-clock.ts'
import type { Script } from '../../kit/fake-upstream.ts'
import { type ProxyWorld, type ProxyWorldOptions, proxyWorld } from '../../kit/proxy-world.ts'
import { exchangeRaw, openRawClient, type RawResponse, requestBytes } from '../../kit/raw-client.ts'
import { controlled, EVENT_STREAM, encode, json, pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { goodStream } from '../faults/faults.ts'

const say = (word: string): Script => pieces([goodStream('claude', word)])
const refuse = (status: number, ...headers: string[]): Script => json({ type: 'error', error: {} }, status, headers)

interface Asked {
  readonly path?: string
  readonly body?: string
  readonly headers?: readonly string[]
}

const ask = (
  world: ProxyWorld,
  { path = '/v1/messages', body = '{"model":"m"}', headers = [] }: Asked = {},
): Promise<RawResponse> => {
  const length = ['Host', 'localhost', 'Content-Length', String(Buffer.byteLength(body))]
  return exchangeRaw(world.ports.claude, requestBytes(`POST ${path}`, [...length, ...headers], body))
}

/** Two upstreams, the first heavier and active. */
const pair = async (balancing: object, options: ProxyWorldOptions & { readonly documents?: object } = {}) => {
  const [a, b] = [await upstream(say('a')), await upstream(say('b'))]
  const world = await proxyWorld(
    {
      claude: { a: entry(a.url, { weight: 2, active: true }), b: entry(b.url, { weight: 1 }) },
      balancing: { mode: 'weight-based', ...balancing },
      ...options.documents,
    },
    options,
  )
  const state = (name: string) => world.health.stateOf('claude', name).state
  const types = () => world.events.map(({ type }) => type).filter((type) => type.startsWith('lb_'))
  return { a, b, world, state, types }
}

describe('what never counts', () => {
  test('six 400s in a row and 26 parallel count_tokens leave everybody healthy', async () => {
    const { a, b, world, state } = await pair({})
    a.always(refuse(400))
    for (let n = 0; n < 6; n += 1) expect((await ask(world)).status).toBe(400)
    expect(b.seen).toHaveLength(0)
    a.always(refuse(500))
    b.always(refuse(529))
    const answers = await Promise.all(
      Array.from({ length: 26 }, () => ask(world, { path: '/v1/messages/count_tokens?beta=true' })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([529]))
    expect([state('a'), state('b')]).toEqual(['healthy', 'healthy'])
    expect(world.events.some(({ type }) => type === 'lb_reset')).toBe(false)
  })

  test('a client that leaves, before the head, in the stream, and while bytes are held back', async () => {
    const { a, b, world, state } = await pair({})
    for (const [index, how] of (['nothing', 'head', 'prelude'] as const).entries()) {
      const scene = controlled()
      a.always(scene.script)
      const client = await openRawClient(world.ports.claude)
      await client.write(requestBytes('POST /v1/messages', ['Host', 'localhost', 'Content-Length', '2'], '{}'))
      await scene.started
      if (how !== 'nothing') await scene.head()
      if (how === 'prelude') await scene.push('event: message_start\ndata: {"type":"message_start"}\n\n')
      client.close()
      await scene.closed
      const { outcome, attempts } = await world.record(index + 1)
      expect([outcome.kind, attempts.map((attempt) => attempt.outcome.kind)]).toEqual(['abandoned', ['abandoned']])
    }
    expect(b.seen).toHaveLength(0)
    expect(state('a')).toBe('healthy')
  })
})

describe('coming back', () => {
  test('after its time one request tries an upstream, the others stay away, and a success brings it back', async () => {
    const clock = createFakeClock()
    const { a, b, world, state } = await pair({ options: { failureThreshold: 1 } }, { clock })
    a.next(refuse(500))
    await ask(world)
    expect(state('a')).toBe('ejected')
    await ask(world)
    expect([a.seen.length, b.seen.length]).toEqual([1, 2])
    clock.advance(10 * 60_000)
    const trial = controlled()
    a.next(trial.script)
    const tried = ask(world)
    await trial.started
    expect((await ask(world)).body.toString()).toContain('"b"')
    expect([a.seen.length, b.seen.length]).toEqual([2, 3])
    await trial.head()
    await trial.push(goodStream('claude', 'back'))
    await trial.end()
    expect((await tried).body.toString()).toContain('back')
    expect((await world.record(4)).attempts.map(({ reason }) => reason)).toEqual(['half-open'])
    expect(state('a')).toBe('healthy')
  })

  test('an upstream rests as long as its retry-after says, and no longer', async () => {
    const clock = createFakeClock()
    const { a, b, world } = await pair({}, { clock })
    a.next(refuse(429, 'retry-after', '60'))
    await ask(world)
    clock.advance(59_999)
    await ask(world)
    expect([a.seen.length, b.seen.length]).toEqual([1, 2])
    clock.advance(1)
    await ask(world)
    expect(a.seen).toHaveLength(2)
  })

  test('what is paused gets nothing until its instant', async () => {
    const clock = createFakeClock()
    const until = new Date(clock.now() + 1000).toISOString()
    const { a, b, world } = await pair({}, { clock })
    world.write({ claude: { a: entry(a.url, { weight: 2, manualDisabledUntil: until }), b: entry(b.url) } })
    await ask(world)
    clock.advance(1000)
    await ask(world)
    expect([a.seen.length, b.seen.length]).toEqual([1, 1])
  })
})

describe('when all are spent', () => {
  test('failures are forgotten once per cooldown and the list is tried again; then the last reply stands', async () => {
    const clock = createFakeClock()
    const { a, b, world, types } = await pair({}, { clock })
    a.always(refuse(500))
    b.always(refuse(503, 'x-last', 'yes'))
    const response = await ask(world)
    expect([response.status, response.header('x-last')]).toEqual([503, ['yes']])
    expect([a.seen.length, b.seen.length]).toEqual([2, 2])
    expect(types()).toEqual(['lb_switch', 'lb_reset', 'lb_switch', 'lb_switch'])
    await ask(world)
    expect([a.seen.length, b.seen.length]).toEqual([3, 3])
    const { attempts } = await world.record(1)
    expect(attempts.map(({ number, upstream: name, reason }) => [number, name, reason])).toEqual([
      [1, 'a', 'weight'],
      [2, 'b', 'http_non2xx'],
      [3, 'a', 'http_non2xx'],
      [4, 'b', 'http_non2xx'],
    ])
  })

  test('with nobody to ask: 503 with everything one needs to know', async () => {
    const clock = createFakeClock()
    const { a, b, world, types } = await pair({ options: { failureThreshold: 1 } }, { clock })
    a.always(refuse(500))
    b.always(refuse(500))
    await ask(world)
    clock.advance(10_000)
    const response = await ask(world)
    expect(response.status).toBe(503)
    expect(response.header('retry-after')).toEqual(['20'])
    expect(response.header('x-clp-problem')).toEqual(['no-upstream'])
    expect(JSON.parse(response.body.toString())).toMatchObject({
      type: 'error',
      service: 'claude',
      threshold: 1,
      auto_reset: true,
      reset_cooldown_seconds: 30,
      cooldown_remaining_seconds: 20,
    })
    expect(types().at(-1)).toBe('lb_exhausted')
    const told = world.events.map(({ type }) => type)
    expect(told.indexOf('lb_exhausted')).toBeGreaterThan(told.lastIndexOf('request_started'))
  })

  test('without automatic reset the list is tried once', async () => {
    const { a, b, world } = await pair({ options: { autoResetOnAllFailed: false } })
    a.always(refuse(500))
    b.always(refuse(500))
    await ask(world)
    expect([a.seen.length, b.seen.length]).toEqual([1, 1])
  })

  test('the budget of time ends it', async () => {
    const clock = createFakeClock()
    const { a, b, world } = await pair({ options: { failoverBudgetSeconds: 5 } }, { clock })
    a.always(async (request, reply) => {
      clock.advance(6000)
      await refuse(500)(request, reply)
    })
    expect((await ask(world)).status).toBe(500)
    expect([a.seen.length, b.seen.length]).toEqual([1, 0])
  })
})

test('a switch is told with everything the original told', async () => {
  const { a, world } = await pair({})
  a.next(refuse(500))
  await ask(world)
  expect(world.events.find(({ type }) => type === 'lb_switch')).toMatchObject({
    from_channel: 'a',
    to_channel: 'b',
    reason: 'http_non2xx',
    failures: 1,
    threshold: 3,
    attempt: 2,
    path: '/v1/messages',
    target_from: `${a.url}/v1/messages`,
    target_to: null,
  })
})

test('a 429 that says "try again" and names no window is tried once more before anybody is blamed', async () => {
  const { a, b, world, state } = await pair({})
  a.next(refuse(429, 'x-should-retry', 'true'))
  await ask(world)
  expect([a.seen.length, b.seen.length, state('a')]).toEqual([2, 0, 'healthy'])
  a.always(refuse(429, 'x-should-retry', 'true'))
  await ask(world)
  expect([a.seen.length, b.seen.length, state('a')]).toEqual([4, 1, 'failing'])
})

describe('holding back', () => {
  test('lets bytes go as soon as content has come, and nothing before', async () => {
    const { a, world } = await pair({ options: { holdBackMs: 600_000 } })
    const scene = controlled()
    a.always(scene.script)
    const client = await openRawClient(world.ports.claude)
    await client.write(requestBytes('POST /v1/messages', ['Host', 'localhost', 'Content-Length', '2'], '{}'))
    await scene.started
    await scene.head()
    await scene.push('event: message_start\ndata: {"type":"message_start"}\n\nevent: content_block_del')
    await scene.push('ta\ndata: {}\n\n')
    const head = await client.head()
    expect(head.status).toBe(200)
    expect((await client.some()).toString()).toContain('message_start')
    client.close()
  })

  test('ends by itself after its time', async () => {
    const { a, world } = await pair({ options: { holdBackMs: 1 } })
    const scene = controlled()
    a.always(scene.script)
    const client = await openRawClient(world.ports.claude)
    await client.write(requestBytes('POST /v1/messages', ['Host', 'localhost', 'Content-Length', '2'], '{}'))
    await scene.started
    await scene.head()
    await scene.push('event: message_start\ndata: {"type":"message_start"}\n\n')
    expect((await client.head()).status).toBe(200)
    client.close()
  })

  test.each(['gzip', 'deflate', 'br', 'zstd'] as const)(
    'looks into %s and passes the bytes on as they came',
    async (coding) => {
      const { a, b, world } = await pair({})
      const bad = 'event: message_start\ndata: {"type":"message_start"}\n\nevent: error\ndata: {"type":"error"}\n\n'
      a.always(pieces([encode(coding, bad)], [...EVENT_STREAM, 'content-encoding', coding]))
      const good = encode(coding, goodStream('claude', 'b'))
      b.always(pieces([good], [...EVENT_STREAM, 'content-encoding', coding]))
      expect((await ask(world)).body).toEqual(good)
      expect([a.seen.length, b.seen.length]).toEqual([1, 1])
    },
  )

  test('never happens with one candidate', async () => {
    const a = await upstream()
    const world = await proxyWorld({
      claude: { a: entry(a.url) },
      balancing: { mode: 'weight-based', options: { holdBackMs: 600_000 } },
    })
    const scene = controlled()
    a.always(scene.script)
    const client = await openRawClient(world.ports.claude)
    await client.write(requestBytes('POST /v1/messages', ['Host', 'localhost', 'Content-Length', '2'], '{}'))
    await scene.started
    await scene.head()
    expect((await client.head()).status).toBe(200)
    client.close()
  })
})

describe('sticky', () => {
  test('a conversation stays where it was answered, also when its first home comes back', async () => {
    const { a, b, world } = await pair({ mode: 'sticky' })
    const session = ['x-claude-code-session-id', 'one']
    await ask(world, { headers: session })
    const [home, other] = a.seen.length === 1 ? [a, b] : [b, a]
    home.next(refuse(503))
    await ask(world, { headers: session })
    await ask(world, { headers: session })
    expect([home.seen.length, other.seen.length]).toEqual([2, 2])
  })

  test('reads the conversation from the body where no header names it', async () => {
    const { world } = await pair({ mode: 'sticky' })
    await ask(world, { body: '{"model":"m","messages":[],"metadata":{"user_id":"u1"}}' })
    expect(await world.record(1)).toMatchObject({ session: 'u1', model: { asked: 'm' } })
  })
})

describe('routing', () => {
  test('each attempt carries the model of its own upstream; nothing else in the body changes', async () => {
    const routing = {
      mode: 'model-mapping',
      modelMappings: {
        claude: [
          { source: 'a', target: 'model-for-a', source_type: 'config' },
          { source: 'claude-haiku-*', target: 'small' },
        ],
      },
    }
    const { a, b, world } = await pair({}, { documents: { routing } })
    a.next(refuse(500))
    const body = '{ "n":1e5, "model" : "claude-haiku-4" ,"m":{"model":"claude-haiku-4"}, "model":"claude-haiku-4" }'
    await ask(world, { body })
    const want = (model: string) =>
      `{ "n":1e5, "model" : "${model}" ,"m":{"model":"claude-haiku-4"}, "model":"${model}" }`
    expect((await a.seen[0]?.body())?.toString()).toBe(want('model-for-a'))
    expect((await b.seen[0]?.body())?.toString()).toBe(want('small'))
    const { model, attempts, changes, sent } = await world.record(1)
    expect(model).toEqual({ asked: 'claude-haiku-4', sent: 'small' })
    expect(attempts.map((attempt) => attempt.model)).toEqual(['model-for-a', 'small'])
    // What was changed in the body that the client's answer belongs to: both places of the model.
    expect(changes.filter(({ by }) => by === 'route')).toHaveLength(2)
    expect(Buffer.concat(sent?.chunks ?? []).toString()).toBe(want('small'))
  })

  test.each([
    [false, 500, [0, 1]],
    [true, 200, [1, 1]],
  ])('a pinned upstream that fails; fallback: %s', async (fallback, status, seen) => {
    const routing = { mode: 'config-mapping', configMappings: { claude: [{ model: 'm*', config: 'b', fallback }] } }
    const { a, b, world } = await pair({}, { documents: { routing } })
    b.always(refuse(500))
    expect((await ask(world)).status).toBe(status)
    expect([a.seen.length, b.seen.length]).toEqual(seen)
    expect((await world.record(1)).attempts[0]).toMatchObject({ upstream: 'b', reason: 'pinned' })
  })
})
