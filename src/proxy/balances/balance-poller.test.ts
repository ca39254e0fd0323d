import { describe, expect, it, onTestFinished } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { type Script, startFakeUpstream } from '../../../test/kit/fake-upstream.ts'
import type { BalanceSettings } from '../../contract/balance-settings.ts'
import { Secret } from '../../contract/secret.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { createBalances } from '../../store/balances/balances.ts'
import { createMeters } from '../../store/meters/meters.ts'
import { openTransport } from '../transports/open-transport.ts'
import { createBalancePoller } from './balance-poller.ts'
import { isPrivateHost } from './private-hosts.ts'

const MINUTE = 60_000
const KEY = 'sk-secret-of-this-upstream'

const json =
  (body: unknown, status = 200, headers: readonly string[] = []): Script =>
  (_request, reply) => {
    reply.head(status, ['content-type', 'application/json', ...headers])
    reply.end(JSON.stringify(body))
  }

const START = { url: '/left', path: 'left', currency: 'USD' }

const world = async (script: Script, settings: BalanceSettings = START, floor = 0) => {
  const server = await startFakeUpstream(script)
  const clock = createFakeClock()
  const transport = await openTransport({ clock, environment: {} })
  const balances = createBalances()
  const low: string[] = []
  const poller = createBalancePoller({
    transport,
    clock,
    random: () => 0.5,
    balances,
    meters: createMeters({ clock }),
    floor: () => floor,
    onLow: (_upstream, { value }) => low.push(value ?? ''),
  })
  onTestFinished(async () => {
    transport.close()
    await server.close()
  })
  const upstream: Upstream = {
    service: 'claude',
    name: 'relay',
    protocol: 'messages',
    baseUrl: `${server.url}/v1`,
    credential: { bearer: new Secret(KEY) },
    weight: 0,
    active: true,
    enabled: true,
    balance: { settings },
  }
  const known = () => balances.of('claude', 'relay')
  return { server, clock, poller, upstream, known, low, look: () => poller.look([upstream]) }
}

describe('a balance', () => {
  it('is asked for when somebody looks, at most every ten minutes, once at a time', async () => {
    const { server, clock, look, known } = await world(json({ left: 12.5 }))
    await Promise.all([look(), look()])
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /left'])
    expect(server.seen[0]?.header('authorization')).toEqual([`Bearer ${KEY}`])
    expect(known()).toMatchObject({ state: 'ok', values: [{ value: '12.5', currency: 'USD', seenAt: clock.now() }] })
    clock.advance(10 * MINUTE)
    await look()
    expect(server.seen).toHaveLength(1)
    clock.advance(MINUTE)
    await look()
    expect(server.seen).toHaveLength(2)
  })

  it('keeps the last value through failures, waits longer after each, and obeys retry-after', async () => {
    const { server, clock, look, known } = await world(json({ left: '7' }))
    await look()
    const seenAt = clock.now()
    server.always(json({}, 503))
    clock.advance(20 * MINUTE)
    await look()
    expect(known()).toMatchObject({ state: 'failed', fault: 'status', status: 503, values: [{ value: '7', seenAt }] })
    clock.advance(2 * MINUTE)
    server.always(json({}, 429, ['retry-after', '7200']))
    await look()
    clock.advance(4 * MINUTE)
    await look()
    expect(server.seen).toHaveLength(3)
    clock.advance(120 * MINUTE)
    server.always(json({ left: 0 }))
    await look()
    expect(known()).toEqual({
      state: 'ok',
      askedAt: clock.now(),
      values: [{ value: '0', currency: 'USD', seenAt: clock.now() }],
    })
  })

  it.each([
    ['401', json({}, 401), { state: 'refused', status: 401 }],
    ['403', json({}, 403), { state: 'refused', status: 403 }],
    ['404', json({}, 404), { state: 'unsupported', status: 404 }],
    ['an answer without the value', json({ other: 1 }), { state: 'unsupported', fault: 'no-value' }],
    ['an empty text', json({ left: '' }), { state: 'unsupported', fault: 'no-value' }],
    ['a redirect', json({}, 302, ['location', 'http://127.0.0.1:1/']), { state: 'failed', fault: 'redirect' }],
    [
      'a page',
      (_request, reply) => {
        reply.head(200, ['content-type', 'text/html'])
        reply.end('<html>')
      },
      { state: 'failed', fault: 'not-json' },
    ],
    ['too much', json({ left: 1, more: 'x'.repeat(300 * 1024) }), { state: 'failed', fault: 'too-large' }],
    ['a cut', (_request, reply) => reply.cut(), { state: 'failed', fault: 'unreachable' }],
  ] as [string, Script, object][])('is unknown after %s', async (_what, script, expected) => {
    const { look, known, server } = await world(script)
    await look()
    expect(known()).toMatchObject({ values: [], ...expected })
    expect(server.seen).toHaveLength(1)
    expect(JSON.stringify(known())).not.toContain(KEY)
  })

  it('is not asked for at an upstream that is disabled, or says nothing of it', async () => {
    const { poller, upstream, server } = await world(json({ left: 1 }))
    const { balance: _, ...silent } = upstream
    await poller.refresh([{ ...upstream, enabled: false }, silent])
    expect(server.seen).toHaveLength(0)
  })

  it('is asked for at once when an upstream wants money, at most once a minute', async () => {
    const { poller, upstream, server, clock } = await world(json({ left: 1 }))
    poller.attempted(upstream, false)
    expect(poller.isAsking(upstream)).toBe(false)
    for (let n = 0; n < 3; n += 1) {
      poller.attempted(upstream, true)
      await poller.refresh([])
      await server.request(1)
    }
    await poller.look([upstream])
    expect(server.seen).toHaveLength(1)
    clock.advance(MINUTE)
    poller.attempted(upstream, true)
    await server.request(2)
  })

  it('stays fresh by traffic where a floor or a warning depends on it', async () => {
    const { poller, upstream, server } = await world(json({ left: 1 }), START, 5)
    poller.attempted(upstream, false)
    await server.request(1)
  })

  it('is told of once when it falls low', async () => {
    const { look, clock, server, low } = await world(json({ left: 30 }), { ...START, low: 20 })
    for (const left of [30, 19, 18, 25, 12]) {
      server.always(json({ left }))
      await look()
      clock.advance(20 * MINUTE)
    }
    expect(low).toEqual(['19', '12'])
  })

  it('is asked for inside only by an upstream that is there itself', async () => {
    const inside = await startFakeUpstream(json({ left: 1 }))
    onTestFinished(() => inside.close())
    const { poller, upstream, known } = await world(json({}), {
      url: `${inside.url}/x`,
      path: 'left',
      headers: { 'x-a': 'b' },
    })
    await poller.refresh([{ ...upstream, baseUrl: 'https://203.0.113.7' }])
    expect(known()).toMatchObject({ state: 'failed', fault: 'private-address' })
    expect(inside.seen).toHaveLength(0)
    await poller.refresh([upstream])
    expect(known()).toMatchObject({ state: 'ok' })
  })
})

it.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['169.254.169.254', true],
  ['[::1]', true],
  ['[::ffff:10.0.0.1]', true],
  ['[fe80::1]', true],
  ['localhost.', true],
  ['inside.example', true],
  ['8.8.8.8', false],
  ['[2606:4700::1111]', false],
  ['outside.example', false],
])('%s is private: %s', async (host, expected) => {
  const resolve = async (name: string) => (name === 'inside.example' ? ['8.8.8.8', '192.168.1.1'] : ['8.8.8.8'])
  expect(await isPrivateHost(host, resolve)).toBe(expected)
})
