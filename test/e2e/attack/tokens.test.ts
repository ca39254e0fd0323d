/** Whoever has no token, a wrong one, an old one, or one for another door: refused on every port, in every form, and recorded. */

import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { hashToken } from '../../../src/codec/text/token.ts'
import type { RawHeaders } from '../../../src/contract/exchange.ts'
import { clp, scene, startClp, type TestClp, upstream } from '../../kit/clp.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { exchangeRaw, openRawClient, type RawResponse, requestBytes } from '../../kit/raw-client.ts'
import { entry } from '../../kit/temp-home.ts'

const token = (name: string): string => `clp_${name.padEnd(32, '0')}`
const AUTH = {
  enabled: true,
  tokens: [
    { token: token('good'), name: 'good' },
    { token_hash: hashToken(token('hashed')), token_prefix: 'clp_hashed', name: 'hashed' },
    { token: token('off'), name: 'off', active: false },
    { token: token('late'), name: 'late', expires_at: '2025-01-01T00:00:00Z' },
    { token: token('odd'), name: 'odd', expires_at: 'whenever' },
    { token: token('ui'), name: 'ui', services: ['ui'] },
    { token: token('claude'), name: 'claude', services: ['claude'] },
    { token: token('codex'), name: 'codex', services: ['codex'] },
  ],
  services: {},
}

type Ways = 'bearer' | 'x-api-key' | 'query'
const WAYS: readonly Ways[] = ['bearer', 'x-api-key', 'query']

const shown = (way: Ways, value: string): { headers: RawHeaders; query: string } => ({
  headers: way === 'bearer' ? ['Authorization', `Bearer ${value}`] : way === 'x-api-key' ? ['X-Api-Key', value] : [],
  query: way === 'query' ? `?token=${value}` : '',
})

const ask = (port: number, start: string, headers: RawHeaders = []): Promise<RawResponse> =>
  exchangeRaw(port, requestBytes(start, ['Host', `127.0.0.1:${port}`, ...headers]))

interface Door {
  readonly service: string
  readonly port: number
  readonly path: string
}

const doors = (scene: TestClp): readonly Door[] => [
  { service: 'claude', port: scene.claude, path: '/v1/models' },
  { service: 'codex', port: scene.codex, path: '/models' },
  { service: 'ui', port: Number(new URL(scene.ui).port), path: '/api/status' },
]

const enter = async (door: Door, way: Ways, value: string): Promise<RawResponse> => {
  const { headers, query } = shown(way, value)
  return ask(door.port, `GET ${door.path}${query}`, headers)
}

const answering = () =>
  scene(
    (_, reply) => {
      reply.head(200, ['content-type', 'application/json'])
      reply.end('{}')
    },
    { auth: AUTH },
  )

describe('on every port', () => {
  test('a token opens the doors it is for, shown in any of the three ways', async () => {
    const here = await answering()
    for (const door of doors(here)) {
      for (const way of WAYS) {
        for (const name of ['good', 'hashed', door.service]) {
          expect((await enter(door, way, token(name))).status).toBe(200)
        }
      }
    }
  })

  test('disabled, expired, unreadable, foreign and unknown tokens open none', async () => {
    const here = await answering()
    for (const door of doors(here)) {
      const wrong = ['off', 'late', 'odd', ...['ui', 'claude', 'codex'].filter((name) => name !== door.service)]
      for (const way of WAYS) {
        for (const value of [...wrong.map(token), `${token('good')}0`, token('good').slice(0, -1)]) {
          const answer = await enter(door, way, value)
          // The UI knows whose token it is, and serves its own usage to it and nothing else.
          const isMember = door.service === 'ui' && ['claude', 'codex'].map(token).includes(value)
          expect(isMember ? [403] : [401, 429]).toContain(answer.status)
          expect(answer.body.toString()).not.toContain(value)
        }
      }
    }
    expect(here.upstream.seen).toHaveLength(0)
  })
})

describe('without a token', () => {
  let behind: FakeUpstream
  let here: TestClp
  beforeAll(async () => {
    behind = await startFakeUpstream()
    const main = { main: entry(behind.url, { active: true }) }
    here = await startClp({ claude: main, codex: main, auth: AUTH })
  })
  afterAll(async () => {
    await here.close()
    await behind.close()
  })

  test('nothing shown is refused in the words of the client', async () => {
    const [claude, codex, ui] = await Promise.all(doors(here).map((door) => ask(door.port, `GET ${door.path}`)))
    for (const answer of [claude, codex, ui]) {
      expect(answer?.status).toBe(401)
      expect(answer?.header('www-authenticate')).toEqual(['Bearer realm="clp"'])
    }
    expect(JSON.parse(claude?.body.toString() ?? '')).toMatchObject({
      type: 'error',
      error: { type: 'authentication_error', message: expect.stringContaining('token') },
    })
    expect(JSON.parse(codex?.body.toString() ?? '')).toMatchObject({
      error: { message: expect.stringContaining('token') },
    })
    expect(JSON.parse(ui?.body.toString() ?? '')).toMatchObject({ error: { code: 'unauthenticated' } })
  })

  test('a client’s placeholder is no token', async () => {
    for (const door of doors(here)) {
      expect((await ask(door.port, `GET ${door.path}`, ['Authorization', 'Bearer -', 'X-Api-Key', '-'])).status).toBe(
        401,
      )
    }
  })

  test('what is open stays open, and only that', async () => {
    for (const { port } of doors(here)) {
      for (const path of ['/health', '/ping', '/favicon.ico']) {
        expect((await ask(port, `GET ${path}`)).status).toBeLessThan(400)
      }
    }
  })

  test.each([
    '//health',
    '/health/',
    '/health/..',
    '/health/../v1/models',
    '/static/../api/status',
    '/Health',
    '/%68ealth',
    '/health%2f..%2fv1/models',
    '/health;/v1/models',
    '/health%00',
    '/./health/../v1/models',
    '/ping%0d%0a',
    '/favicon.ico/x',
    '/v1/models?/health',
    '/v1/models#/health',
  ])('the path %s is no way around on the proxy ports', async (path) => {
    // What no request target may hold is refused before anybody asks for a token.
    const status = /#|%00/.test(path) ? 400 : 401
    for (const port of [here.claude, here.codex]) expect((await ask(port, `GET ${path}`)).status).toBe(status)
    expect(behind.seen).toHaveLength(0)
  })

  test.each([
    '/api/status',
    '//api/status',
    '/static/../api/status',
    '/assets/../api/status',
    '/assets/..%2fapi/status',
    '/health/../api/status',
    '/./api/status',
    '/%61pi/status',
    '/api%2fstatus',
    '/API/status',
    '/api/./status',
    '/api//status',
    '/api/status/',
    '/api/status%2f',
    '/api;/status',
    '/api/session/../status',
    '/api/session%2f..%2fstatus',
    '/\\api\\status',
    '/ws/realtime',
    '/ws/../api/status',
    '/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/assets//etc/passwd',
  ])('the path %s gives nothing away on the UI port', async (path) => {
    const [, , ui] = doors(here)
    const answer = await ask(ui?.port ?? 0, `GET ${path}`)
    const text = answer.body.toString()
    expect(text).not.toMatch(/"pid"|"clp-proxy"|root:/)
    expect(text).not.toContain(here.home.root)
    if (answer.status === 200) expect(answer.header('content-type')[0]).toMatch(/^text\/html/)
  })

  test('reading and writing through the API needs a token whatever the method', async () => {
    const port = Number(new URL(here.ui).port)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']) {
      for (const path of [
        '/api/documents/auth',
        '/api/documents',
        '/api/exchanges',
        '/api/access',
        '/api/export',
        '/api/sessions',
      ]) {
        const answer = await ask(port, `${method} ${path}`, method === 'GET' ? [] : ['Content-Length', '0'])
        expect(answer.status).toBe(401)
      }
    }
  })
})

describe('live sockets', () => {
  const upgrade = (port: number, query = '', headers: RawHeaders = []): Promise<number> =>
    openRawClient(port).then(async (client) => {
      await client.write(
        requestBytes(`GET /ws/realtime${query}`, [
          ...['Host', `127.0.0.1:${port}`, 'Connection', 'Upgrade', 'Upgrade', 'websocket'],
          ...['Sec-WebSocket-Version', '13', 'Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==', ...headers],
        ]),
      )
      const { status } = await client.head()
      client.close()
      return status
    })

  test('open with a token for their port only', async () => {
    const here = await answering()
    for (const { port, service } of doors(here)) {
      expect(await upgrade(port)).toBe(401)
      expect(await upgrade(port, `?token=${token('off')}`)).toBe(401)
      const [foreign, refusal] = service === 'ui' ? ['claude', 403] : ['ui', 401]
      expect(await upgrade(port, `?token=${token(foreign)}`)).toBe(refusal)
      expect(await upgrade(port, `?token=${token(service)}`)).toBe(101)
      expect(await upgrade(port, '', ['Authorization', `Bearer ${token('good')}`])).toBe(101)
    }
  })

  test('close when the token is taken away', async () => {
    const here = await answering()
    const socket = new WebSocket(`${here.ui.replace('http', 'ws')}/ws/realtime?token=${token('good')}`)
    await once(socket, 'open')
    here.home.write({ auth: { ...AUTH, tokens: AUTH.tokens.slice(1) } })
    const closed = once(socket, 'close')
    await fetch(`${here.ui}/api/refresh`, { method: 'POST', headers: { authorization: `Bearer ${token('hashed')}` } })
    await closed
  })
})

describe('the token goes no further', () => {
  test.each([true, false])('with access on: %s', async (enabled) => {
    const behind = await upstream((_, reply) => {
      reply.head(200)
      reply.end('{}')
    })
    // Without a credential of its own: then the client's is passed on, which must not be CLP's token.
    const main = { main: entry(behind.url, { active: true, auth_token: '' }) }
    const here = await clp({ claude: main, auth: { ...AUTH, enabled } })
    const good = token('good')
    const bearer = ['Authorization', `Bearer ${good}`]
    for (const [headers, query] of [
      [bearer, ''],
      [['X-Api-Key', good, 'Authorization', 'Bearer own-key'], ''],
      [[], `?beta=true&token=${good}`],
      [[...bearer, 'x-goog-api-key', good, 'Cookie', `clp_session_3300=${good}`], `?token=${good}`],
      [[...bearer, 'Referer', `${here.ui}/?token=${good}`], ''],
      [bearer, `?t%6fken=${good.replace('_', '%5F')}`],
    ] satisfies [RawHeaders, string][]) {
      expect((await ask(here.claude, `GET /v1/models${query}`, headers)).status).toBe(200)
    }
    const wire = behind.seen.map(({ url, rawHeaders }) => [decodeURIComponent(url), ...rawHeaders].join('\n'))
    expect(wire).toHaveLength(6)
    expect(wire.join('\n')).not.toContain('clp_')
    expect(behind.seen.map(({ url }) => url)).toEqual(
      wire.map((_, index) => (index === 2 ? '/v1/models?beta=true' : '/v1/models')),
    )
    expect(behind.seen.map(({ header }) => header('authorization')[0])).toEqual(
      wire.map((_, index) => (index === 1 ? 'Bearer own-key' : undefined)),
    )
  })
})

describe('brute force', () => {
  test('twenty wrong tokens in a minute make an address wait, on all ports alike, and are recorded', async () => {
    const here = await answering()
    const [claude, codex, ui] = doors(here)
    if (claude === undefined || codex === undefined || ui === undefined) throw new Error('Three doors are needed')
    const guesses = Array.from({ length: 20 }, (_, index) => token(`guess${index}`))
    for (const guess of guesses) expect((await enter(claude, 'bearer', guess)).status).toBe(401)
    for (const door of [claude, codex, ui]) {
      const answer = await enter(door, 'x-api-key', token('guess'))
      expect(answer.status).toBe(429)
      expect(Number(answer.header('retry-after')[0])).toBeGreaterThan(0)
    }
    expect((await enter(ui, 'query', token('guess'))).status).toBe(429)
    expect((await enter(claude, 'bearer', token('good'))).status).toBe(200)

    let text = ''
    // The log is written a moment after the answers.
    await vi.waitFor(
      async () => {
        const list = await fetch(`${here.ui}/api/exchanges?status=4xx&limit=100`, {
          headers: { 'x-api-key': token('good') },
        })
        text = await list.text()
        const { items } = JSON.parse(text) as { items: { status: number }[] }
        expect(items.filter(({ status }) => status === 401)).toHaveLength(20)
        expect(items.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
      },
      { timeout: 20_000 },
    )
    expect(text).not.toContain('clp_')
  })

  test('the session answer is no oracle', async () => {
    const here = await answering()
    const port = Number(new URL(here.ui).port)
    for (let index = 0; index < 30; index += 1) await ask(port, 'GET /api/session', ['X-Api-Key', `clp_short${index}`])
    expect((await ask(port, 'GET /api/status', ['X-Api-Key', 'clp_short'])).status).toBe(429)
  })
})

describe('auth.json', () => {
  const good = { authorization: `Bearer ${token('good')}` }

  test('damaged while on: the last good version stays in force', async () => {
    const here = await answering()
    writeFileSync(join(here.home.root, 'auth.json'), '{ "enabled": tru')
    expect((await fetch(`${here.ui}/api/refresh`, { method: 'POST', headers: good })).status).toBe(200)
    for (const door of doors(here)) {
      expect((await ask(door.port, `GET ${door.path}`)).status).toBe(401)
      expect((await enter(door, 'bearer', token('good'))).status).toBe(200)
      expect((await enter(door, 'bearer', token('off'))).status).toBe(401)
    }
  })

  test.each(['{', '', '{"enabled":"no"}', '{"tokens":[{}]}'])(
    'damaged at the start (%j): everything is refused with an explanation',
    async (auth) => {
      const here = await clp({ auth })
      for (const door of doors(here)) {
        for (const headers of [[], ['Authorization', `Bearer ${token('good')}`]]) {
          const answer = await ask(door.port, `GET ${door.path}`, headers)
          expect(answer.status).toBe(503)
          expect(answer.body.toString()).toContain('auth.json')
        }
        expect((await ask(door.port, 'GET /health')).status).toBe(200)
      }
    },
  )

  test('the original’s own example works unchanged', async () => {
    const example = `{
  "enabled": true,
  "tokens": [
    {
      "token": "clp_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345",
      "name": "unique name",
      "description": "",
      "created_at": "2025-01-15T10:30:00.123456",
      "expires_at": null,
      "active": true,
      "services": ["ui", "claude", "codex"]
    }
  ],
  "services": { "ui": true, "claude": true, "codex": true }
}
`
    const here = await answering()
    here.home.write({ auth: example })
    await fetch(`${here.ui}/api/refresh`, { method: 'POST', headers: good })
    for (const door of doors(here)) {
      for (const way of WAYS) expect((await enter(door, way, 'clp_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345')).status).toBe(200)
      expect((await enter(door, 'bearer', token('good'))).status).toBe(401)
    }
    expect(here.home.read('auth.json')).toBe(example)
  })

  test('one switch opens one door', async () => {
    const here = await answering()
    here.home.write({ auth: { ...AUTH, services: { claude: false } } })
    await fetch(`${here.ui}/api/refresh`, { method: 'POST', headers: good })
    expect((await ask(here.claude, 'GET /v1/models')).status).toBe(200)
    expect((await ask(here.codex, 'GET /models')).status).toBe(401)
  })
})

describe('the door', () => {
  const wide = { CLP_PROXY_HOST: '0.0.0.0', CLP_UI_HOST: '127.0.0.1' }

  test('is not opened beyond this machine without access', async () => {
    await expect(startClp({}, wide)).rejects.toMatchObject({
      reason: { code: 'open-door', variable: 'CLP_PROXY_HOST' },
    })
    await expect(startClp({}, { CLP_UI_HOST: '::' })).rejects.toMatchObject({ reason: { variable: 'CLP_UI_HOST' } })
    await expect(startClp({ auth: { ...AUTH, services: { codex: false } } }, wide)).rejects.toMatchObject({
      reason: { code: 'open-door', service: 'codex' },
    })
  })

  test('opens with access on', async () => {
    const here = await clp({ auth: AUTH }, wide)
    expect((await ask(here.claude, 'GET /v1/models')).status).toBe(401)
  })

  test('opens by leave, with a warning that goes when access comes on', async () => {
    const here = await clp({}, { ...wide, CLP_ALLOW_OPEN: '1' })
    const codes = async (): Promise<string[]> => {
      const status = await fetch(`${here.ui}/api/status`, { headers: { 'x-api-key': token('good') } })
      const { notices } = (await status.json()) as { notices: { code: string }[] }
      return notices.map(({ code }) => code)
    }
    expect(await codes()).toContain('open-door')
    here.home.write({ auth: AUTH })
    await fetch(`${here.ui}/api/refresh`, { method: 'POST', headers: good() })
    expect(await codes()).not.toContain('open-door')
  })

  test('stays closed to strangers when access goes off later', async () => {
    const here = await clp({ auth: AUTH }, { ...wide, CLP_TRUSTED_PROXIES: 'loopback' })
    here.home.write({ auth: { ...AUTH, enabled: false } })
    await fetch(`${here.ui}/api/refresh`, { method: 'POST', headers: good() })
    const stranger = ['X-Forwarded-For', '203.0.113.9']
    expect((await ask(here.claude, 'GET /v1/models', stranger)).status).toBe(401)
    expect((await ask(here.claude, 'GET /v1/models')).status).toBe(503)
  })

  const good = () => ({ authorization: `Bearer ${token('good')}` })
})

test('a forwarded address counts only from a proxy that is trusted', async () => {
  const here = await answering()
  const guess = (index: number) =>
    ask(here.claude, 'GET /v1/models', ['X-Api-Key', `clp_guess${index}`, 'X-Forwarded-For', `10.9.8.${index}`])
  for (let index = 0; index < 20; index += 1) await guess(index)
  expect((await guess(20)).status).toBe(429)
})
