/** Every route of the admin server, and made-up ones beside them, asked by somebody without a token. */
import { describe, expect, test } from 'vitest'
import { adminContext, CONTROL_KEY } from './admin-context.ts'

const LOCKED = { auth: { enabled: true, tokens: [{ token: `clp_${'a'.repeat(32)}`, name: 'me' }] } }
const PUBLIC = [
  'GET /health',
  'GET /ping',
  'GET /livez',
  'GET /readyz',
  'GET /api/session',
  'POST /api/session',
  'DELETE /api/session',
]

describe('with access on', () => {
  test('every route but the named ones asks for a token', async () => {
    const { ask } = await adminContext(LOCKED)
    const described = await ask('/api/openapi.json', { headers: { 'x-clp-control': CONTROL_KEY } })
    const { paths } = (await described.json()) as { paths: Record<string, object> }
    const routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => [method.toUpperCase(), path] as const),
    )
    expect(routes.length).toBeGreaterThan(40)
    const open: string[] = []
    for (const [method, path] of routes) {
      const { status } = await ask(path.replaceAll(/\{\w+\}/g, 'x'), { method })
      if (status !== 401) open.push(`${method} ${path}`)
    }
    expect(open.sort()).toEqual([...PUBLIC].sort())
  })

  test.each([
    '/metrics',
    '/v2/x',
    '/v1/messages',
    '/debug',
    '/api/v2/x',
    '//api/status',
    '/api%2fstatus',
    '/%61pi/status',
  ])('%s, which is no route, asks for one as well, by every method', async (path) => {
    const { ask } = await adminContext(LOCKED)
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      expect([method, (await ask(path, { method })).status]).toEqual([method, 401])
    }
  })

  test('the pages of the web app are served to everybody, for they ask for the token', async () => {
    const { ask } = await adminContext(LOCKED)
    for (const path of ['/', '/requests', '/requests/0198', '/settings/', '/index.html', '/favicon.svg']) {
      expect([path, (await ask(path)).status]).toEqual([path, 200])
    }
    expect((await ask('/assets/of-an-older-build.js')).status).toBe(404)
  })
})
