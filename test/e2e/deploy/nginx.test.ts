/** CLP behind Debian's nginx with the shipped `deploy/nginx.conf`: TLS, UI, live events, streaming, whose address and scheme count. */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startClp, type TestClp } from '../../kit/clp.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { type Nginx, startNginx, whyNoNginx } from '../../kit/nginx.ts'
import { entry } from '../../kit/temp-home.ts'

const missing = whyNoNginx()
const HOST = 'clp.example.org'
const TOKEN = `clp_${'n'.repeat(32)}`

describe.skipIf(missing !== '')(`behind nginx${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  let upstream: FakeUpstream
  let clp: TestClp
  let nginx: Nginx

  beforeAll(async () => {
    upstream = await startFakeUpstream((_, reply) => {
      reply.head(200, ['content-type', 'application/json'])
      reply.end('{}')
    })
    const main = { main: entry(upstream.url, { active: true }) }
    clp = await startClp(
      { claude: main, codex: main, auth: { enabled: true, tokens: [{ token: TOKEN, name: 'laptop' }] } },
      // Only the address nginx comes from: the other loopback addresses play clients far away.
      { CLP_ALLOWED_HOSTS: HOST, CLP_TRUSTED_PROXIES: '127.0.0.1' },
    )
    nginx = await startNginx({ ui: Number(new URL(clp.ui).port), claude: clp.claude, codex: clp.codex })
  })
  afterAll(async () => {
    nginx?.stop()
    await clp?.close()
    await upstream?.close()
  })

  interface Asked {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
    /** Address the client comes from. */
    readonly from?: string
  }

  /** One request by TLS, trusting nothing but the certificate of this test. Resolves at the head. */
  const ask = async (path: string, asked: Asked = {}): Promise<IncomingMessage> => {
    const { method = 'GET', headers = {}, body, from = '127.0.0.1' } = asked
    const outgoing = request({
      host: '127.0.0.1',
      port: nginx.tls,
      servername: 'localhost',
      ca: nginx.certificate,
      localAddress: from,
      path,
      method,
      headers: { host: HOST, ...headers },
      agent: false,
    })
    outgoing.end(body)
    const [reply] = (await once(outgoing, 'response')) as [IncomingMessage]
    return reply
  }
  const textOf = async (reply: IncomingMessage): Promise<string> => {
    let text = ''
    for await (const chunk of reply.setEncoding('utf8')) text += chunk
    return text
  }
  const bearer = { authorization: `Bearer ${TOKEN}` }
  const message = { method: 'POST', headers: { ...bearer, 'content-type': 'application/json' }, body: '{"model":"m"}' }

  it.each(['/', '/clp/', '/requests', '/clp/requests'])('serves the UI at %s', async (path) => {
    const reply = await ask(path)
    expect([reply.statusCode, await textOf(reply)]).toEqual([200, expect.stringContaining('<title>')])
  })

  it('sends plain HTTP to TLS', async () => {
    const response = await fetch(`http://127.0.0.1:${nginx.plain}/usage`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([301, 'https://127.0.0.1/usage'])
  })

  it('refuses a name that CLP was not told', async () => {
    const reply = await ask('/api/status', { headers: { ...bearer, host: 'evil.example' } })
    expect(reply.statusCode).toBe(421)
  })

  it.each([
    ['/claude/v1/messages?beta=true', '/v1/messages?beta=true'],
    ['/codex/responses', '/responses'],
  ])('hands %s on as %s, without what nginx added', async (path, target) => {
    const before = upstream.seen.length
    const reply = await ask(path, message)
    expect(reply.statusCode).toBe(200)
    await textOf(reply)
    const seen = upstream.seen[before]
    expect(seen?.url).toBe(target)
    expect(['x-forwarded-for', 'x-forwarded-proto', 'upgrade'].flatMap((name) => seen?.header(name) ?? [])).toEqual([])
  })

  it('hands on every piece as it comes: the next is sent only when the last has arrived', async () => {
    let proceed: () => void = () => undefined
    upstream.next(async (_, reply) => {
      reply.head(200, ['content-type', 'text/event-stream'])
      for (const piece of ['event: ping\ndata: 1\n\n', 'event: ping\ndata: 2\n\n', 'event: ping\ndata: 3\n\n']) {
        const arrived = new Promise<void>((resolve) => {
          proceed = resolve
        })
        await reply.write(piece)
        await arrived
      }
      reply.end()
    })
    const reply = await ask('/claude/v1/messages', message)
    const pieces: string[] = []
    for await (const chunk of reply.setEncoding('utf8')) {
      pieces.push(chunk)
      proceed()
    }
    expect(pieces.join('')).toContain('data: 3')
    expect(pieces.length).toBeGreaterThanOrEqual(3)
  })

  it('takes a body larger than nginx would buffer', async () => {
    const body = JSON.stringify({ model: 'm', text: 'x'.repeat(20 * 1024 * 1024) })
    const before = upstream.seen.length
    upstream.next(async (request, reply) => {
      const { length } = await request.body()
      reply.head(200, ['content-type', 'application/json'])
      reply.end(`{"length":${length}}`)
    })
    const reply = await ask('/claude/v1/messages', { ...message, body })
    expect(JSON.parse(await textOf(reply))).toEqual({ length: body.length })
    expect(upstream.seen.length).toBe(before + 1)
  })

  it.each(['/ws/realtime', '/clp/ws/realtime', '/claude/ws/realtime'])('opens live events at %s', async (path) => {
    const socket = new WebSocket(`wss://127.0.0.1:${nginx.tls}${path}`, {
      ca: nginx.certificate,
      headers: { host: HOST, ...bearer },
    })
    const [first] = (await once(socket, 'message')) as [Buffer]
    expect(JSON.parse(first.toString())).toHaveProperty('type')
    socket.terminate()
  })

  const signIn = (from: string, token: string, headers: Readonly<Record<string, string>> = {}) =>
    ask('/api/session', {
      method: 'POST',
      from,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ token }),
    })

  it('makes the cookie of the UI a secure one, by the word of nginx only', async () => {
    const reply = await signIn('127.0.0.1', TOKEN)
    expect([reply.statusCode, String(reply.headers['set-cookie'])]).toEqual([200, expect.stringContaining('; Secure')])
    const direct = await fetch(`${clp.ui}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: TOKEN }),
    })
    expect(direct.headers.get('set-cookie')).not.toContain('Secure')
  })

  it('counts failed sign-ins by the address of the client, which the client cannot choose', async () => {
    const statuses: (number | undefined)[] = []
    while (!statuses.includes(429) && statuses.length < 100) {
      const forged = { 'x-forwarded-for': `203.0.113.${statuses.length}` }
      statuses.push((await signIn('127.0.0.2', `clp_${'w'.repeat(32)}`, forged)).statusCode)
    }
    expect(statuses.at(-1)).toBe(429)
    expect((await signIn('127.0.0.3', `clp_${'w'.repeat(32)}`)).statusCode).toBe(401)
  })
})
