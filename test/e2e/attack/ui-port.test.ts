/** The UI port from inside: sign-in cookies, credentials that only go in, and a connection test that is no errand boy. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashToken } from '../../../src/codec/text/token.ts'
import { startClp, type TestClp } from '../../kit/clp.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { askToSignIn, signedIn } from '../../kit/sign-in.ts'
import { entry } from '../../kit/temp-home.ts'

const token = (name: string): string => `clp_${name.padEnd(32, '0')}`
const BEARER = 'Zq7-upstream-bearer-value'
const API_KEY = 'Zq7-upstream-api-key-value'
const AUTH = {
  enabled: true,
  tokens: [
    { token: token('good'), name: 'good' },
    { token_hash: hashToken(token('client')), name: 'client', services: ['claude', 'codex'] },
  ],
}

let stored: FakeUpstream
let foreign: FakeUpstream
let clp: TestClp

beforeAll(async () => {
  stored = await startFakeUpstream((_, reply) => {
    reply.head(200, ['content-type', 'application/json'])
    reply.end('{"content":[{"type":"text","text":"hi"}]}')
  })
  foreign = await startFakeUpstream((request, reply) => {
    if (request.url.startsWith('/away')) reply.head(302, ['location', `${stored.url}/v1/messages`])
    else reply.head(200, ['content-type', 'application/json'])
    reply.end('{}')
  })
  const main = { main: entry(stored.url, { auth_token: BEARER, api_key: API_KEY, active: true }) }
  clp = await startClp({ claude: main, codex: main, auth: AUTH })
})
afterAll(async () => {
  await clp.close()
  await stored.close()
  await foreign.close()
})

const JSON_TYPE = { 'content-type': 'application/json' }
const signIn = (value: string): Promise<Response> => askToSignIn(clp.ui, value)
const session = async () => (await signedIn(await signIn(token('good')))).headers
const cookieOf = (answer: Response): string => answer.headers.get('set-cookie') ?? ''
const status = (headers: Readonly<Record<string, string>>): Promise<number> =>
  fetch(`${clp.ui}/api/status`, { headers }).then((answer) => answer.status)

describe('signing in', () => {
  test('gives a cookie that no script reads, no other site sends, and that is not the token', async () => {
    const answer = await signIn(token('good'))
    expect(answer.status).toBe(200)
    expect(cookieOf(answer)).toMatch(/; *HttpOnly/i)
    expect(cookieOf(answer)).toMatch(/; *SameSite=Strict/i)
    expect(cookieOf(answer)).toMatch(/; *Path=\//i)
    expect(cookieOf(answer)).not.toContain('Domain')
    expect(cookieOf(answer)).not.toContain(token('good'))
    expect(await answer.clone().text()).not.toContain(token('good'))
    expect(await status((await signedIn(answer)).headers)).toBe(200)
  })

  test.each([token('client'), token('wrong'), 'clp_', 'x', `${token('good')} `.repeat(3)])(
    'refuses %j',
    async (value) => {
      const answer = await signIn(value)
      expect([400, 401, 422]).toContain(answer.status)
      expect(cookieOf(answer)).toBe('')
    },
  )

  test('takes no session that it did not give', async () => {
    const mine = await session()
    const [name = '', id = ''] = mine.cookie.split('=')
    for (const value of ['', 'x', token('good'), hashToken(token('good')), `${id}x`, '__proto__']) {
      expect(await status({ ...mine, cookie: `${name}=${value}` })).toBe(401)
    }
  })

  test('ends with signing out, for good', async () => {
    const mine = await session()
    const out = await fetch(`${clp.ui}/api/session`, { method: 'DELETE', headers: mine })
    expect(out.status).toBe(200)
    expect(cookieOf(out)).toMatch(/Max-Age=0|Expires=Thu, 01 Jan 1970/i)
    expect(await status(mine)).toBe(401)
  })

  test('opens no proxy port', async () => {
    const mine = await session()
    for (const port of [clp.claude, clp.codex]) {
      expect((await fetch(`http://127.0.0.1:${port}/v1/models`, { headers: mine })).status).toBe(401)
    }
    const headers = { ...mine, authorization: `Bearer ${token('client')}` }
    const seen = stored.seen.length
    expect((await fetch(`${clp.claudeUrl}/v1/models`, { headers })).status).toBe(200)
    expect(stored.seen[seen]?.rawHeaders.join('\n')).not.toMatch(/clp[_-]/)
  })
})

describe('a control key', () => {
  test.each(['', 'x', 'undefined', 'null'])('that is guessed (%j) commands nothing', async (key) => {
    const headers = { ...JSON_TYPE, 'x-clp-control': key }
    expect((await fetch(`${clp.ui}/api/status`, { headers })).status).toBe(401)
    expect((await fetch(`${clp.ui}/api/daemon/stop`, { method: 'POST', headers, body: '{}' })).status).toBe(401)
  })
})

describe('credentials of upstreams', () => {
  const headers = { authorization: `Bearer ${token('good')}`, ...JSON_TYPE }
  const get = (path: string): Promise<string> => fetch(clp.ui + path, { headers }).then((answer) => answer.text())

  test('come out of no answer', async () => {
    const answers = await Promise.all(
      [
        '/api/documents',
        '/api/documents/claude',
        '/api/documents/codex',
        '/api/services/claude/upstreams',
        '/api/status',
        '/api/export',
        '/api/log?lines=500',
      ].map(get),
    )
    for (const text of answers) {
      expect(text).not.toContain(BEARER)
      expect(text).not.toContain(API_KEY)
      expect(text).not.toContain(token('good'))
    }
  })

  test('survive a save of the masked text', async () => {
    const before = clp.home.read('claude.json')
    const document = JSON.parse(await get('/api/documents/claude')) as { text: string; version: string }
    const answer = await fetch(`${clp.ui}/api/documents/claude`, {
      method: 'PUT',
      headers: { ...headers, 'if-match': `"${document.version}"` },
      body: JSON.stringify({ text: document.text }),
    })
    expect([answer.status, answer.status === 200 ? '' : await answer.text()]).toEqual([200, ''])
    expect(JSON.parse(clp.home.read('claude.json'))).toEqual(JSON.parse(before))
  })
})

describe('the connection test', () => {
  const probe = async (body: unknown): Promise<{ status: number; answer: Record<string, unknown> }> => {
    const answer = await fetch(`${clp.ui}/api/services/claude/upstreams/probe`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token('good')}`, ...JSON_TYPE },
      body: JSON.stringify(body),
    })
    return { status: answer.status, answer: (await answer.json()) as Record<string, unknown> }
  }

  test('shows a stored credential to its own host', async () => {
    const seen = stored.seen.length
    expect(await probe({ name: 'main' })).toMatchObject({
      status: 200,
      answer: { success: true, credentialWithheld: false },
    })
    expect(stored.seen[seen]?.header('authorization')).toEqual([`Bearer ${BEARER}`])
  })

  test('never to another, not even another port', async () => {
    const seen = foreign.seen.length
    const { answer } = await probe({ name: 'main', baseUrl: foreign.url })
    expect(answer).toMatchObject({ credentialWithheld: true })
    const wire = foreign.seen
      .slice(seen)
      .map(({ rawHeaders }) => rawHeaders.join('\n'))
      .join('\n')
    expect(wire).not.toContain(BEARER)
    expect(wire).not.toContain(API_KEY)
  })

  test('follows no redirect', async () => {
    const seen = stored.seen.length
    const { answer } = await probe({ baseUrl: `${foreign.url}/away`, authToken: 'typed' })
    expect(answer).toMatchObject({ status: null, success: false, error: expect.stringContaining(stored.url) })
    expect(stored.seen.length).toBe(seen)
  })

  test.each([
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'gopher://127.0.0.1:70/',
    'data:text/plain,x',
    'javascript:1',
    'x',
    '//h',
  ])('goes nowhere with %s', async (baseUrl) => {
    const { status: code } = await probe({ baseUrl, authToken: 'typed' })
    expect(code).toBeGreaterThanOrEqual(400)
    expect(code).toBeLessThan(500)
  })

  test('is not for everybody', async () => {
    const body = JSON.stringify({ baseUrl: foreign.url })
    const seen = foreign.seen.length
    const client = { ...JSON_TYPE, authorization: `Bearer ${token('client')}` }
    for (const [headers, status] of [
      [JSON_TYPE, 401],
      [client, 403],
    ] as const) {
      const url = `${clp.ui}/api/services/claude/upstreams/probe`
      expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(status)
    }
    expect(foreign.seen.length).toBe(seen)
  })
})

test('the page’s own address signs in and needs no token for its files', async () => {
  const page = await fetch(`${clp.ui}/?token=${token('good')}`)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toMatch(/^text\/html/)
  const html = await page.text()
  expect(html).not.toContain('clp_')
  expect(html).not.toMatch(/(?:src|href)="https?:/)
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
})
