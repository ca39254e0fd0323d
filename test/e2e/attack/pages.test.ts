/** What a web page in the user's own browser tries: cross-site requests of every simple kind, foreign sockets, DNS rebinding. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RawHeaders } from '../../../src/contract/exchange.ts'
import { startClp, type TestClp } from '../../kit/clp.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { exchangeRaw, type RawResponse, requestBytes } from '../../kit/raw-client.ts'
import { entry } from '../../kit/temp-home.ts'

let behind: FakeUpstream
let clp: TestClp
let uiPort: number
let before: number

beforeAll(async () => {
  behind = await startFakeUpstream((_, reply) => {
    reply.head(200, ['access-control-allow-origin', '*', 'content-type', 'application/json'])
    reply.end('{}')
  })
  const main = { main: entry(behind.url, { active: true }) }
  clp = await startClp({ claude: main, codex: main }, { CLP_ALLOWED_HOSTS: 'clp.example.org, app://notes' })
  uiPort = Number(new URL(clp.ui).port)
})
beforeEach(() => {
  before = behind.seen.length
})
afterAll(async () => {
  await clp.close()
  await behind.close()
})

interface Sent {
  readonly start?: string
  readonly headers?: RawHeaders
  readonly host?: string
  readonly body?: string
}

const ask = (
  port: number,
  { start = 'GET /v1/models', headers = [], host, body = '' }: Sent = {},
): Promise<RawResponse> =>
  exchangeRaw(
    port,
    requestBytes(
      start,
      [
        'Host',
        host ?? `127.0.0.1:${port}`,
        ...headers,
        ...(body === '' ? [] : ['Content-Length', String(body.length)]),
      ],
      body,
    ),
  )

const ports = (): readonly number[] => [clp.claude, clp.codex, uiPort]
const FOREIGN = ['https://evil.example', 'http://localhost:8080', 'http://127.0.0.1', 'null', 'file://']

describe('a foreign page', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json',
    '',
  ])('cannot send a body of type "%s", whatever the method', async (type) => {
    for (const port of ports()) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const headers = ['Origin', 'https://evil.example', ...(type === '' ? [] : ['Content-Type', type])]
        const answer = await ask(port, { start: `${method} /api/documents/endpoint`, headers, body: '{"rules":[]}' })
        expect(answer.status).toBe(403)
        expect(answer.header('access-control-allow-origin')).toEqual([])
      }
    }
    expect(behind.seen.length).toBe(before)
  })

  test.each(FOREIGN)('at %s cannot read, ping or preflight', async (origin) => {
    for (const port of ports()) {
      for (const start of ['GET /v1/models', 'GET /api/status', 'GET /health', 'OPTIONS /v1/messages', 'HEAD /']) {
        const answer = await ask(port, { start, headers: ['Origin', origin] })
        expect(answer.status).toBe(403)
        expect(answer.header('access-control-allow-origin')).toEqual([])
      }
      const asked = ['Origin', origin, 'Access-Control-Request-Method', 'POST']
      const preflight = await ask(port, { start: 'OPTIONS /v1/messages', headers: asked })
      expect(preflight.status).toBe(port === uiPort ? 403 : 400)
      expect(preflight.header('access-control-allow-origin')).toEqual([])
    }
    expect(behind.seen.length).toBe(before)
  })

  test.each(['cross-site', 'same-site'])('that embeds us as %s is refused without an origin too', async (site) => {
    for (const port of ports()) {
      const headers = ['Sec-Fetch-Site', site, 'Sec-Fetch-Mode', 'no-cors', 'Sec-Fetch-Dest', 'image']
      expect((await ask(port, { headers })).status).toBe(403)
    }
    expect(behind.seen.length).toBe(before)
  })

  test('cannot open a socket on any port', async () => {
    for (const port of ports()) {
      for (const origin of FOREIGN) {
        const answer = await ask(port, {
          start: 'GET /ws/realtime',
          headers: [
            ...['Connection', 'Upgrade', 'Upgrade', 'websocket', 'Origin', origin],
            ...['Sec-WebSocket-Version', '13', 'Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
          ],
        })
        expect(answer.status).toBe(403)
      }
    }
  })

  test('is told why in the words of the client, and recorded', async () => {
    const answer = await ask(clp.claude, {
      start: 'POST /v1/messages',
      headers: ['Origin', 'https://evil.example'],
      body: '{}',
    })
    expect(JSON.parse(answer.body.toString())).toMatchObject({ type: 'error', error: { type: 'permission_error' } })
    expect(answer.header('x-clp-problem')).toEqual(['origin-not-allowed'])
    const [id = ''] = answer.header('x-clp-request-id')
    // The log is written a moment after the answer.
    await vi.waitFor(
      async () => {
        const record = await fetch(`${clp.ui}/api/exchanges/${id}`)
        const recorded = { status: 403, outcome: { kind: 'failed', code: 'origin-not-allowed' } }
        expect(await record.json()).toMatchObject(recorded)
      },
      { timeout: 20_000 },
    )
  })
})

describe('a rebound name', () => {
  const NAMES = ['evil.example', 'evil.example:3300', 'localhost.evil.example', '127.0.0.1.evil.example']

  test.each(NAMES)('%j is not answered on the UI port', async (host) => {
    for (const start of ['GET /', 'GET /api/status', 'POST /api/session', 'GET /health', 'GET /assets/x.js']) {
      const answer = await ask(uiPort, { start, host })
      expect(answer.status).toBe(421)
      expect(answer.body.toString()).not.toContain('<html')
    }
  })

  test.each(['localhost:1/x', 'localhost/?', 'localhost:3300:1', 'a b', ''])(
    '%j, which is no name, neither',
    async (host) => {
      const answer = await ask(uiPort, { start: 'GET /api/status', host })
      expect([400, 421]).toContain(answer.status)
    },
  )

  test.each(NAMES)(
    '%j is not answered on the proxy ports, whatever the method, though nothing else tells a page',
    async (host) => {
      for (const port of [clp.claude, clp.codex]) {
        for (const start of [
          'GET /v1/models',
          'HEAD /v1/models',
          'POST /v1/messages',
          'DELETE /x',
          'OPTIONS /x',
          'GET /health',
          'QUERY /x',
        ]) {
          expect([start, (await ask(port, { start, host })).status]).toEqual([start, 421])
        }
        expect((await ask(port, { host, headers: ['Sec-Fetch-Site', 'same-origin'] })).status).toBe(421)
        expect((await ask(port, { host, headers: ['Origin', `http://${host}`] })).status).toBe(403)
      }
      expect(behind.seen.length).toBe(before)
    },
  )

  test('opens no socket', async () => {
    const answer = await ask(uiPort, {
      start: 'GET /ws/realtime',
      host: 'evil.example',
      headers: [
        ...['Connection', 'Upgrade', 'Upgrade', 'websocket', 'Origin', 'http://evil.example'],
        ...['Sec-WebSocket-Version', '13', 'Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ],
    })
    expect(answer.status).toBe(421)
  })
})

describe('a page told only by its referer', () => {
  test.each(['https://evil.example/page', 'http://127.0.0.1:8080/', 'http://localhost/x'])(
    '%s is refused',
    async (referer) => {
      for (const port of [clp.claude, clp.codex]) {
        expect((await ask(port, { headers: ['Referer', referer] })).status).toBe(403)
      }
      expect(behind.seen.length).toBe(before)
    },
  )
})

describe('a link on another page', () => {
  test('to a proxy port is refused, to the UI it opens', async () => {
    const headers = ['Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document']
    expect((await ask(clp.claude, { headers })).status).toBe(403)
    expect((await ask(uiPort, { start: 'GET /api/status', headers })).status).toBe(200)
    expect(behind.seen.length).toBe(before)
  })
})

describe('the same address in another spelling', () => {
  test.each([
    '[::ffff:127.0.0.1]',
    '[::FFFF:7F00:1]',
    '[0:0:0:0:0:0:0:1]',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    'LOCALHOST',
    'localhost.',
  ])('%s is the same address', async (name) => {
    for (const port of ports()) {
      const start = port === uiPort ? 'GET /api/status' : 'GET /v1/models'
      expect((await ask(port, { start, host: `${name}:${port}` })).status).toBe(200)
      const headers = ['Origin', `http://${name}:${uiPort}`]
      expect((await ask(port, { start, headers, host: `${name}:${port}` })).status).toBe(200)
    }
  })

  test('HTTP/1.0 without a host is answered, on every port', async () => {
    for (const port of ports()) {
      const path = port === uiPort ? '/api/status' : '/v1/models'
      expect((await exchangeRaw(port, `GET ${path} HTTP/1.0\r\n\r\n`)).status).toBe(200)
    }
  })
})

describe('a method that shows the request, or asks for a tunnel', () => {
  test.each(['TRACE', 'TRACK', 'CONNECT'])('%s gets 405 and reaches no upstream', async (method) => {
    for (const port of ports()) {
      for (const target of ['/v1/messages', '*', 'evil.example:443', 'http://127.0.0.1/x']) {
        const head = `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer x\r\n\r\n`
        const answer = await exchangeRaw(port, head)
        expect([target, answer.status]).toEqual([target, 405])
        expect(answer.header('allow')).toEqual(['GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'])
        expect(answer.body.toString()).not.toContain('Bearer')
      }
    }
    expect(behind.seen.length).toBe(before)
  })
})

describe('our own page', () => {
  test('may ask the proxies, with our answer to who may read, not the upstream’s', async () => {
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      const origin = `http://${name}:${uiPort}`
      const answer = await ask(clp.claude, { headers: ['Origin', origin] })
      expect(answer.status).toBe(200)
      expect(answer.header('access-control-allow-origin')).toEqual([origin])
      expect(answer.header('access-control-allow-credentials')).toEqual(['true'])
    }
  })

  test('gets its preflight answered here', async () => {
    const asked = ['Access-Control-Request-Method', 'POST', 'Access-Control-Request-Headers', 'x-api-key,content-type']
    const answer = await ask(clp.codex, {
      start: 'OPTIONS /responses',
      headers: ['Origin', `http://localhost:${uiPort}`, ...asked],
    })
    expect(answer.status).toBe(200)
    expect(answer.header('access-control-allow-headers')).toEqual(['x-api-key,content-type'])
    expect(behind.seen.length).toBe(before)
  })

  test('is answered under its own names on the UI port, pages of another port are not', async () => {
    for (const host of [`localhost:${uiPort}`, `127.0.0.1:${uiPort}`, 'clp.example.org', '192.168.7.7:3300']) {
      expect((await ask(uiPort, { start: 'GET /health', host })).status).toBe(200)
      expect((await ask(uiPort, { start: 'GET /health', host, headers: ['Origin', `http://${host}`] })).status).toBe(
        200,
      )
      expect(
        (await ask(uiPort, { start: 'GET /health', host, headers: ['Origin', 'http://localhost:1'] })).status,
      ).toBe(403)
    }
  })

  test('cannot be framed, sniffed or made to load anything from elsewhere', async () => {
    for (const start of ['GET /', 'GET /api/status', 'GET /nothing/here']) {
      const answer = await ask(uiPort, { start })
      const [policy = ''] = answer.header('content-security-policy')
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toMatch(/script-src[^;]*(?:unsafe|http|\*)/)
      expect(policy).not.toMatch(/https?:/)
      expect(answer.header('x-content-type-options')).toEqual(['nosniff'])
      expect(answer.header('referrer-policy')).toEqual(['no-referrer'])
      expect(answer.header('access-control-allow-origin')).toEqual([])
    }
  })
})

test('a page that the user has named may ask the proxies, never the API', async () => {
  const headers = ['Origin', 'app://notes']
  expect((await ask(clp.claude, { headers })).status).toBe(200)
  expect((await ask(uiPort, { start: 'GET /api/status', headers })).status).toBe(403)
})

test('a program is asked for nothing but a name that is ours', async () => {
  const headers = ['Sec-Fetch-Mode', 'cors', 'User-Agent', 'claude-cli/1.0']
  expect((await ask(clp.claude, { host: 'clp.example.org:3210', headers })).status).toBe(200)
})

test('two origins are no origin, and the words of a browser count in any case', async () => {
  const ours = `http://localhost:${uiPort}`
  for (const port of [uiPort, clp.claude]) {
    expect((await ask(port, { headers: ['Origin', ours, 'Origin', 'https://evil.test'] })).status).toBe(403)
    expect((await ask(port, { headers: ['Sec-Fetch-Site', 'Cross-Site'] })).status).toBe(403)
  }
})
