/**
 * The sign-in cookie in other hands. Browsers show a cookie to every port of its host, so a web server beside CLP that the user visits is shown it;
 * without the page key, which only the page's own origin keeps, it opens nothing. With a real browser: `test/e2e/browser/session.test.ts`.
 */
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { hashToken } from '../../../src/codec/text/token.ts'
import { clp } from '../../kit/clp.ts'
import { signIn } from '../../kit/sign-in.ts'

const TOKEN = `clp_${'owner'.padEnd(32, '0')}`
const AUTH = { enabled: true, tokens: [{ token_hash: hashToken(TOKEN), name: 'owner' }] }

const status = async (ui: string, headers: Readonly<Record<string, string>>, path = '/api/status') =>
  (await fetch(new URL(path, ui), { headers })).status

/** Resolves with how an upgrade was answered: the agreed subprotocol, or the status of the refusal. */
const upgrade = async (address: string, protocols: string[], cookie: string): Promise<string | number> => {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/realtime`, protocols, { headers: { cookie } })
  onTestFinished(() => socket.terminate())
  return await Promise.race([
    once(socket, 'open').then(() => socket.protocol),
    once(socket, 'unexpected-response').then(([, answer]) => answer.statusCode as number),
  ])
}

describe('a cookie that another program was shown', () => {
  test('opens nothing without the page key, with a wrong one, or with that of another session', async () => {
    const { ui } = await clp({ auth: AUTH })
    const [mine, other] = [(await signIn(ui, TOKEN)).headers, (await signIn(ui, TOKEN)).headers]
    const { cookie } = mine
    const wrong = ['', 'x', cookie.split('=')[1] ?? '', other['x-clp-page-key'], `${mine['x-clp-page-key']}x`]
    for (const path of ['/api/status', '/api/exchanges', '/api/export', '/api/exchanges/export?format=jsonl']) {
      expect([path, await status(ui, { cookie }, path)]).toEqual([path, 401])
      for (const key of wrong) expect(await status(ui, { cookie, 'x-clp-page-key': key }, path)).toBe(401)
    }
    expect(await status(ui, { 'x-clp-page-key': mine['x-clp-page-key'] })).toBe(401)
    expect(await (await fetch(new URL('/api/session', ui), { headers: { cookie } })).json()).toMatchObject({
      signedIn: false,
      token: null,
    })
    expect(await status(ui, mine)).toBe(200)
  })

  test('signs nobody out', async () => {
    const { ui } = await clp({ auth: AUTH })
    const { headers } = await signIn(ui, TOKEN)
    const { cookie } = headers
    await fetch(new URL('/api/session', ui), { method: 'DELETE', headers: { cookie } })
    expect((await fetch(new URL('/api/sessions', ui), { method: 'DELETE', headers: { cookie } })).status).toBe(401)
    expect(await status(ui, headers)).toBe(200)
  })

  test('locks nobody out, however often it is tried', async () => {
    const { ui } = await clp({ auth: AUTH })
    const { headers } = await signIn(ui, TOKEN)
    for (let time = 0; time < 30; time += 1) await status(ui, { cookie: headers.cookie, 'x-clp-page-key': 'x' })
    expect(await status(ui, headers)).toBe(200)
  })

  test('opens no live socket, on no port', async () => {
    const { ui, claudeUrl } = await clp({ auth: AUTH })
    const { headers } = await signIn(ui, TOKEN)
    const { cookie, 'x-clp-page-key': key } = headers
    for (const address of [ui, claudeUrl]) {
      expect(await upgrade(address, ['clp-live'], cookie)).toBe(401)
      expect(await upgrade(address, ['clp-live', 'clp-page-key.x'], cookie)).toBe(401)
      expect(await upgrade(address, ['clp-live', `clp-page-key.${key}`], cookie)).toBe('clp-live')
    }
  })

  test('is none of the name that TLS asks for, where there is no TLS', async () => {
    const { ui } = await clp({ auth: AUTH })
    const { headers } = await signIn(ui, TOKEN, { 'x-forwarded-proto': 'https' })
    expect(headers.cookie).toMatch(/^clp_session_/)
    expect(await status(ui, { ...headers, cookie: `__Host-${headers.cookie}` })).toBe(401)
  })
})

test('over TLS, by the word of a trusted proxy, the cookie is bound to the host and the plain name counts no more', async () => {
  const { ui } = await clp({ auth: AUTH }, { CLP_TRUSTED_PROXIES: 'loopback' })
  const tls = { 'x-forwarded-proto': 'https' }
  const { headers, setCookie } = await signIn(ui, TOKEN, tls)
  expect(setCookie).toMatch(/^__Host-clp_session_\d+=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
  expect(await status(ui, { ...headers, ...tls })).toBe(200)
  expect(await status(ui, { ...headers, ...tls, cookie: headers.cookie.replace('__Host-', '') })).toBe(401)
})
