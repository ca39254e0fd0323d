/** A member's token sees itself and nothing else, whatever is tried with it. */
import { expect, test } from 'vitest'
import { hashToken } from '../../../src/codec/text/token.ts'
import type { MeAnswer } from '../../../src/contract/api/me.ts'
import { clp, upstream } from '../../kit/clp.ts'
import { entry } from '../../kit/temp-home.ts'

const token = (letter: string) => `clp_${letter.repeat(43)}`
const [LI, WANG, BOSS] = [token('L'), token('W'), token('B')]

const named = (name: string, value: string, more: object = {}) => ({ name, token_hash: hashToken(value), ...more })

const scene = async (enabled = true) => {
  const relay = await upstream((_request, reply) => {
    reply.head(200, ['content-type', 'application/json'])
    reply.end(
      JSON.stringify({
        type: 'message',
        model: 'claude-opus-5-5',
        content: [{ type: 'text', text: 'hi' }],
        usage: { input_tokens: 100, output_tokens: 10 },
      }),
    )
  })
  const started = await clp({
    claude: { 'secret-relay': entry(relay.url) },
    auth: {
      enabled,
      tokens: [
        named('li', LI, { services: ['claude'], owner: 'Li' }),
        named('wang', WANG, { services: ['claude'], owner: 'Wang' }),
        named('boss', BOSS),
      ],
    },
  })
  const ask = async (key: string) => {
    const response = await fetch(`${started.claudeUrl}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: '{"model":"claude-opus-5-5","messages":[{"role":"user","content":"hi"}]}',
    })
    await response.text()
  }
  const get = (path: string, key: string, init: RequestInit = {}) =>
    fetch(`${started.ui}${path}`, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } })
  return { ...started, ask, get }
}

test('sees its own requests, not those of others, and not who answered', async () => {
  const { ask, get } = await scene()
  await ask(LI)
  await ask(WANG)
  await ask(WANG)
  // Records are written a moment later; reading totals waits for them.
  const own = async (key: string) => (await (await get('/api/me', key)).json()) as MeAnswer
  expect(await own(LI)).toMatchObject({ token: 'li', owner: 'Li', total: { requests: 1 }, upstreams: null })
  expect(await own(WANG)).toMatchObject({ token: 'wang', owner: 'Wang', total: { requests: 2 } })
  const text = await (await get('/api/me', LI)).text()
  for (const secret of ['wang', 'Wang', 'boss', 'secret-relay']) expect(text).not.toContain(secret)
  const byOwner = await (await get('/api/usage?by=owner', BOSS)).json()
  expect(byOwner).toMatchObject({
    rows: expect.arrayContaining([
      expect.objectContaining({ key: { owner: 'Li' }, requests: 1 }),
      expect.objectContaining({ key: { owner: 'Wang' }, requests: 2 }),
    ]),
  })
})

test.each(['token=wang', 'upstream=secret-relay', 'service=claude', 'by=token', 'token=', 'owner=Wang'])(
  'cannot ask about anybody else: %s',
  async (query) => {
    const { get } = await scene()
    const response = await get(`/api/me?${query}`, LI)
    expect(response.status).toBe(400)
    expect(await response.text()).not.toContain('Wang')
  },
)

test('opens no other route, and says that it may not', async () => {
  const { get, ui } = await scene()
  const document = (await (await get('/api/openapi.json', BOSS)).json()) as { paths: Record<string, object> }
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'claude')] as const),
  )
  expect(routes.length).toBeGreaterThan(50)
  for (const [method, path] of [
    ...routes,
    ['GET', '/api/openapi.json'],
    ['GET', '/api/me/'],
    ['GET', '/api/ME'],
    ['POST', '/api/me'],
  ] as const) {
    // Anybody may ask for these, with any token or none.
    if (!path.startsWith('/api/') || path === '/api/session' || (path === '/api/me' && method === 'GET')) continue
    const response = await get(path, LI, { method })
    expect([method, path, response.status]).toEqual([method, path, 403])
  }
  const signIn = await fetch(`${ui}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: LI }),
  })
  expect(signIn.status).toBe(401)
  expect(signIn.headers.get('set-cookie')).toBeNull()
})

test('is asked for, and must be good, also while access is off', async () => {
  const { ui, get } = await scene(false)
  expect((await fetch(`${ui}/api/me`)).status).toBe(401)
  expect((await get('/api/me', token('x'))).status).toBe(401)
  expect((await get('/api/me', LI)).status).toBe(200)
})
