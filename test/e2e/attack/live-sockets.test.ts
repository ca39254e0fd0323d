/** A live socket does not outlive what it was opened by, on the UI port or on that of a service, whatever ends that. */
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { hashToken } from '../../../src/codec/text/token.ts'
import { type AdminContext, adminContext, CONTROL_KEY } from '../admin/admin-context.ts'

const TOKEN = `clp_${'viewer'.padEnd(32, '0')}`
const HOUR_MS = 3_600_000

const auth = (enabled: boolean, expires?: string) => ({
  enabled,
  tokens: [{ token_hash: hashToken(TOKEN), name: 'viewer', ...(expires === undefined ? {} : { expires_at: expires }) }],
})

/** Opens a socket and resolves with the code it is closed with. */
const open = async (address: string, query = ''): Promise<{ readonly closed: Promise<number> }> => {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/realtime${query}`)
  onTestFinished(() => socket.terminate())
  const closed = once(socket, 'close').then(([code]) => code as number)
  await once(socket, 'open')
  return { closed }
}

const byCommandLine = { 'x-clp-control': CONTROL_KEY, 'if-match': '*' }
const entryPath = '/api/access/tokens/viewer'

const ENDINGS: Readonly<Record<string, (here: AdminContext) => unknown>> = {
  'runs out': (here) => here.clock.advance(2 * HOUR_MS),
  'is switched off': (here) => here.send('PATCH', entryPath, { active: false }, byCommandLine),
  'is removed': (here) => here.send('DELETE', entryPath, undefined, byCommandLine),
  'is kept from this service': (here) => here.send('PATCH', entryPath, { services: ['codex'] }, byCommandLine),
  'is taken out of the file': (here) => here.home.write({ auth: { enabled: true, tokens: [] } }),
}

test.each(Object.keys(ENDINGS))('closed once its token %s, on every port', async (ending) => {
  const here = await adminContext()
  const expires = new Date(here.clock.now() + HOUR_MS).toISOString()
  await here.send('PUT', '/api/documents/auth', { text: JSON.stringify(auth(true, expires)) }, { 'if-match': '*' })
  const sockets = await Promise.all([here.ui, here.claudeUrl].map((address) => open(address, `?token=${TOKEN}`)))
  await ENDINGS[ending]?.(here)
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4401, 4401])
})

test('closed once access is switched on, if it has shown nothing', async () => {
  const here = await adminContext({ auth: auth(false) })
  const sockets = await Promise.all([here.ui, here.claudeUrl].map((address) => open(address)))
  await here.send('PATCH', '/api/access', { enabled: true }, byCommandLine)
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4401, 4401])
})

test('that lose their token together count as no failed sign-ins of their machine', async () => {
  const here = await adminContext({ auth: auth(true) })
  const sockets = await Promise.all(Array.from({ length: 25 }, () => open(here.ui, `?token=${TOKEN}`)))
  await here.send('DELETE', entryPath, undefined, byCommandLine)
  expect(new Set(await Promise.all(sockets.map(({ closed }) => closed)))).toEqual(new Set([4401]))
  const wrong = { authorization: `Bearer clp_${'wrong'.padEnd(32, '0')}` }
  expect((await here.ask('/api/status', { headers: wrong })).status).toBe(401)
})
