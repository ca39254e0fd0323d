/** Switch, tokens and sessions through the API. Attacks on them stand in `test/e2e/attack`. */
import { expect, test } from 'vitest'
import type { AccessView, TokenGenerated } from '../../../src/contract/api/access.ts'
import type { Session } from '../../../src/contract/api/status.ts'
import { signedIn } from '../../kit/sign-in.ts'
import { adminContext, CONTROL_KEY } from './admin-context.ts'

test('a token is made, shown once, changed, used and removed', async () => {
  const { send, get, home, clock } = await adminContext()
  const made = await send('POST', '/api/access/tokens', { name: 'laptop', expires: '30d', services: ['ui', 'claude'] })
  const { token, entry } = (await made.json()) as TokenGenerated
  expect(token).toMatch(/^clp_[A-Za-z0-9]{32}$/)
  expect(entry).toMatchObject({ name: 'laptop', active: true, expired: false, services: ['ui', 'claude'] })
  expect(home.read('auth.json')).not.toContain(token)
  const shown = await get<AccessView>('/api/access')
  expect(JSON.stringify(shown)).not.toContain(token)
  expect(shown.tokens[0]?.prefix).toBe(token.slice(0, 10))

  const change = { description: 'mine', expires: null, active: false }
  const changed = (await (await send('PATCH', '/api/access/tokens/laptop', change)).json()) as AccessView
  expect(changed.tokens[0]).toMatchObject({ description: 'mine', expiresAt: null, active: false })
  clock.advance(40 * 24 * 3_600_000)
  expect((await get<AccessView>('/api/access')).tokens[0]?.expired).toBe(false)

  const gone = (await (await send('DELETE', '/api/access/tokens/laptop')).json()) as AccessView
  expect(gone.tokens).toEqual([])
  expect((await send('DELETE', '/api/access/tokens/laptop')).status).toBe(404)
})

test('bad input is refused at its field', async () => {
  const { send } = await adminContext()
  const refused = async (body: unknown) => {
    const response = await send('POST', '/api/access/tokens', body)
    return [response.status, ((await response.json()) as { error: { field: string } }).error.field]
  }
  expect(await refused({ name: '' })).toEqual([400, 'name'])
  expect(await refused({ name: 'x', expires: 'tomorrow' })).toEqual([400, 'expires'])
  expect(await refused({ name: 'x', services: ['gemini'] })).toEqual([400, 'services'])
  expect((await send('POST', '/api/access/tokens', { name: 'x' })).status).toBe(200)
  expect(await refused({ name: 'x' })).toEqual([400, 'name'])
})

test('a session opens the API until it is ended, here or everywhere', async () => {
  const { send, ask, ui } = await adminContext()
  const made = await send('POST', '/api/access/tokens', { name: 'me' })
  const { token } = (await made.json()) as TokenGenerated
  expect((await send('PATCH', '/api/access', { enabled: true })).status).toBe(200)
  expect((await ask('/api/status')).status).toBe(401)
  expect(await (await ask('/api/session')).json()).toEqual({ accessRequired: true, signedIn: false, token: null })

  const signIn = async () => {
    const response = await send('POST', '/api/session', { token })
    expect(response.status).toBe(200)
    return await signedIn(response)
  }
  const { setCookie, headers: first } = await signIn()
  expect(setCookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/)
  expect(setCookie).not.toContain(token)
  expect((await ask('/api/status', { headers: first })).status).toBe(200)
  expect((await (await ask('/api/session', { headers: first })).json()) as Session).toMatchObject({ token: 'me' })

  const { headers: second } = await signIn()
  await ask('/api/session', { method: 'DELETE', headers: first })
  expect((await ask('/api/status', { headers: first })).status).toBe(401)
  expect((await ask('/api/status', { headers: second })).status).toBe(200)
  expect((await ask('/api/sessions', { method: 'DELETE', headers: second })).status).toBe(200)
  expect((await ask('/api/status', { headers: second })).status).toBe(401)
  expect(new URL(ui).port).not.toBe('')
})

test('a session ends with its token', async () => {
  const { send, ask, clock } = await adminContext()
  const { token } = (await (
    await send('POST', '/api/access/tokens', { name: 'me', expires: '1h' })
  ).json()) as TokenGenerated
  await send('PATCH', '/api/access', { enabled: true })
  const { headers } = await signedIn(await send('POST', '/api/session', { token }))
  expect((await ask('/api/status', { headers })).status).toBe(200)
  clock.advance(3_600_001)
  expect((await ask('/api/status', { headers })).status).toBe(401)
})

test('the command line of the user is let in by its key, a wrong key counts as none', async () => {
  const { send, ask, stopped } = await adminContext()
  await send('PATCH', '/api/access', { enabled: true })
  const status = (key: string) => ask('/api/status', { headers: { 'x-clp-control': key } })
  expect((await status(CONTROL_KEY)).status).toBe(200)
  for (const key of ['', 'x', `${CONTROL_KEY}x`]) expect((await status(key)).status).toBe(401)
  const control = { 'x-clp-control': CONTROL_KEY }
  const stop = await send('POST', '/api/daemon/stop', { timeoutMs: 1234 }, control)
  expect(await stop.json()).toEqual({ ok: true, pid: process.pid, openRequests: 0 })
  expect(stopped()).toEqual([1234])
  expect((await send('POST', '/api/daemon/stop', { timeoutMs: 1 })).status).toBe(401)
})

test('the view says whether its reader would be locked out', async () => {
  const { send, get, ask } = await adminContext()
  expect((await get<AccessView>('/api/access')).callerHasToken).toBe(false)
  const { token } = (await (await send('POST', '/api/access/tokens', { name: 'me' })).json()) as TokenGenerated
  const mine = await ask('/api/access', { headers: { 'x-api-key': token } })
  expect(((await mine.json()) as AccessView).callerHasToken).toBe(true)
  // Signing in ahead of the switch.
  const { headers } = await signedIn(await send('POST', '/api/session', { token }))
  await send('PATCH', '/api/access', { enabled: true, services: { claude: false } })
  const after = (await (await ask('/api/access', { headers })).json()) as AccessView
  expect(after).toMatchObject({ enabled: true, services: { ui: true, claude: false, codex: true } })
})
