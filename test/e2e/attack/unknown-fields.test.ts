/** A request to the API with a field that does not exist does nothing: a misspelled one would pass for one that was obeyed. */
import { expect, test } from 'vitest'
import type { ApiError } from '../../../src/contract/api/status.ts'
import { entry } from '../../kit/temp-home.ts'
import { adminContext, CONTROL_KEY } from '../admin/admin-context.ts'

test.each([
  ['POST', '/api/access/tokens', { name: 'x', expire: '30d' }, 'expire', 'expires'],
  ['POST', '/api/access/tokens', { name: 'x', expires_at: '30d' }, 'expires_at', 'expires'],
  ['PATCH', '/api/services/claude/upstreams/main', { enabled: false }, 'enabled', 'baseUrl'],
  ['PATCH', '/api/services/claude/upstreams/main', { base_url: 'https://x.example' }, 'base_url', 'baseUrl'],
  ['POST', '/api/services/claude/upstreams', { name: 'y', baseUrl: 'https://x.example', key: 'k' }, 'key', 'apiKey'],
  ['POST', '/api/services/claude/upstreams/main/rename', { to: 'z', force: true }, 'force', 'to'],
  ['PATCH', '/api/access', { enable: true }, 'enable', 'enabled'],
  ['PUT', '/api/documents/claude', { text: '{}', force: true }, 'force', 'text'],
  ['PUT', '/api/routing', { settings: {}, setting: {} }, 'setting', 'settings'],
  ['POST', '/api/session', { token: 'clp_x', remember: true }, 'remember', 'token'],
  ['POST', '/api/services/claude/upstreams/probe', { nam: 'main' }, 'nam', 'name'],
  ['POST', '/api/filters/try', { service: 'claude', path: '/', draft: { bdoy: [] } }, 'draft.bdoy', 'body'],
])('%s %s with %j', async (method, path, body, field, known) => {
  const { send, home } = await adminContext({ claude: { main: entry('https://one.example', { active: true }) } })
  const before = home.read('claude.json')
  const answer = await send(method, path, body, { 'if-match': '*' })
  const { error } = (await answer.json()) as ApiError
  expect([answer.status, error.code, error.field]).toEqual([400, 'bad-request', field])
  expect(error.message).toContain(known)
  expect(home.read('claude.json')).toBe(before)
})

test('the command line of another version may say more to stop or replace the daemon', async () => {
  const { send, stopped } = await adminContext()
  expect((await send('POST', '/api/daemon/stop', { timeoutMs: 5, gently: true })).status).toBe(200)
  expect(stopped()).toEqual([5])
  const replacement = { node: '/n', guardian: '/g', main: '/m', environment: {}, later: 1 }
  const headers = { 'x-clp-control': CONTROL_KEY }
  expect(await (await send('POST', '/api/daemon/replace', replacement, headers)).json()).toMatchObject({
    kind: 'unsupported',
  })
})

test('a document keeps the keys that nobody knows', async () => {
  const { send, home } = await adminContext()
  const text = '{"main":{"base_url":"https://one.example","my_note":"x"}}'
  expect((await send('PUT', '/api/documents/claude', { text }, { 'if-match': '*' })).status).toBe(200)
  expect(home.read('claude.json')).toBe(text)
})
