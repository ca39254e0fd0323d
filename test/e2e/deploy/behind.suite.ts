/** What holds behind every reverse proxy with the configuration we ship: TLS, UI, live events, streaming, whose address and scheme count. */
import { once } from 'node:events'
import { get as getPlain, type IncomingMessage, type RequestOptions } from 'node:http'
import { request } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startClp, type TestClp } from '../../kit/clp.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { type Front, type FrontProgram, startFront, whyMissing } from '../../kit/front.ts'
import { entry } from '../../kit/temp-home.ts'

const HOST = 'clp.example.org'
const TOKEN = `clp_${'n'.repeat(32)}`

export const behindSuite = (program: FrontProgram): void => {
  const missing = whyMissing(program)
  const title = `behind ${program.name}${missing === '' ? '' : ` (skipped: ${missing})`}`
  describe.skipIf(missing !== '')(title, () => behind(program))
}

const behind = (program: FrontProgram): void => {
  let upstream: FakeUpstream
  let clp: TestClp
  let front: Front

  beforeAll(async () => {
    upstream = await startFakeUpstream((_, reply) => {
      reply.head(200, ['content-type', 'application/json'])
      reply.end('{}')
    })
    const main = { main: entry(upstream.url, { active: true }) }
    clp = await startClp(
      { claude: main, codex: main, auth: { enabled: true, tokens: [{ token: TOKEN, name: 'laptop' }] } },
      // Only the address the proxy comes from: the other loopback addresses play clients far away.
      { CLP_ALLOWED_HOSTS: HOST, CLP_TRUSTED_PROXIES: '127.0.0.1' },
    )
    front = await startFront(program, { ui: Number(new URL(clp.ui).port), claude: clp.claude, codex: clp.codex })
  })
  afterAll(async () => {
    front?.stop()
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
      port: front.tls,
      servername: HOST,
      ca: front.certificate,
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
  const get = async (options: RequestOptions): Promise<IncomingMessage> => {
    const [reply] = (await once(getPlain(options), 'response')) as [IncomingMessage]
    reply.resume()
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
    const reply = await get({ host: '127.0.0.1', port: front.plain, path: '/usage', headers: { host: HOST } })
    expect([301, 308]).toContain(reply.statusCode)
    expect(reply.headers.location).toMatch(/^https:\/\/clp\.example\.org(:\d+)?\/usage$/)
  })

  it('tells nothing under a name that CLP was not told', async () => {
    const headers = { ...bearer, host: 'evil.example' }
    expect(await textOf(await ask('/api/status', { headers: bearer }))).toContain('"uptimeMs"')
    expect(await textOf(await ask('/api/status', { headers }))).not.toContain('"uptimeMs"')
  })

  it.each([
    ['/claude/v1/messages?beta=true', '/v1/messages?beta=true'],
    ['/codex/responses', '/responses'],
  ])('hands %s on as %s, without what the proxy added', async (path, target) => {
    const before = upstream.seen.length
    const reply = await ask(path, message)
    expect(reply.statusCode).toBe(200)
    await textOf(reply)
    const seen = upstream.seen[before]
    expect(seen?.url).toBe(target)
    expect(
      ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'upgrade'].flatMap(
        (name) => seen?.header(name) ?? [],
      ),
    ).toEqual([])
  })

  it.each(['text/event-stream', 'application/json'])(
    'hands on every piece of %s as it comes: the next is sent only when the last has arrived',
    async (type) => {
      let proceed: () => void = () => undefined
      upstream.next(async (_, reply) => {
        reply.head(200, ['content-type', type])
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
    },
  )

  it('takes the upstream request along when the client leaves', async () => {
    const number = upstream.seen.length + 1
    upstream.next(async (_, reply) => {
      reply.head(200, ['content-type', 'text/event-stream'])
      await reply.write('event: ping\ndata: 1\n\n')
    })
    const reply = await ask('/claude/v1/messages', message)
    await once(reply, 'data')
    reply.destroy()
    await (await upstream.request(number)).closed
  })

  it('takes a body larger than a proxy would buffer', async () => {
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
    const socket = new WebSocket(`wss://${HOST}:${front.tls}${path}`, {
      ca: front.certificate,
      lookup: (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
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

  it('makes the cookie of the UI a secure one, by the word of the proxy only', async () => {
    const reply = await signIn('127.0.0.1', TOKEN)
    const cookie = String(reply.headers['set-cookie'])
    expect([reply.statusCode, cookie]).toEqual([200, expect.stringMatching(/^__Host-clp_session_\d+=.*; Secure/)])
    const { pageKey } = JSON.parse(await textOf(reply)) as { readonly pageKey: string }
    const headers = { cookie: cookie.split(';')[0] ?? '', 'x-clp-page-key': pageKey }
    const from = '127.0.0.1'
    expect((await ask('/api/status', { from, headers })).statusCode).toBe(200)
    expect((await ask('/api/status', { from, headers: { cookie: headers.cookie } })).statusCode).toBe(401)
    // Without TLS nobody vouches for a cookie of this name.
    expect((await fetch(`${clp.ui}/api/status`, { headers })).status).toBe(401)
    const direct = await fetch(`${clp.ui}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: TOKEN }),
    })
    expect(direct.headers.get('set-cookie')).toMatch(/^clp_session_\d+=/)
    expect(direct.headers.get('set-cookie')).not.toContain('Secure')
  })

  it('counts failed sign-ins by the address of the client, which the client cannot choose', async () => {
    const statuses: (number | undefined)[] = []
    while (!statuses.includes(429) && statuses.length < 100) {
      const forged = { 'x-forwarded-for': `203.0.113.${statuses.length}` }
      statuses.push((await signIn('127.0.0.2', `clp_${'w'.repeat(32)}`, forged)).statusCode)
    }
    expect(statuses.at(-1)).toBe(429)
    // All addresses of this machine are one caller: an alias is no way around.
    expect((await signIn('127.0.0.3', `clp_${'w'.repeat(32)}`)).statusCode).toBe(429)
  })
}
