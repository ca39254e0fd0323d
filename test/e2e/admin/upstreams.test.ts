/** Upstreams through the API: every act of the command line, secrets that never come out, conflicts, and the connection test. */
import { expect, onTestFinished, test } from 'vitest'
import type { ApiError } from '../../../src/contract/api/status.ts'
import type { ProbeAnswer, UpstreamList } from '../../../src/contract/api/upstreams.ts'
import { deadUpstream } from '../../kit/dead-upstream.ts'
import { startFakeUpstream } from '../../kit/fake-upstream.ts'
import { adminContext } from './admin-context.ts'

const LIST = '/api/services/claude/upstreams'
const SECRET = 'sk-very-secret-upstream-key-4f2c'

const two = {
  prod: { base_url: 'https://one.example', auth_token: SECRET, weight: 5, note: 'kept' },
  spare: { base_url: 'https://two.example/v1', api_key: 'sk-another-secret-value', weight: 1 },
}

const errorOf = async (response: Response): Promise<ApiError['error']> => ((await response.json()) as ApiError).error
const claudeJson = (text: string) => JSON.parse(text) as Record<string, Record<string, unknown>>

test('the list shows everything but the secrets', async () => {
  const { ask } = await adminContext({ claude: two })
  const response = await ask(LIST)
  const text = await response.text()
  expect(text).not.toContain(SECRET)
  expect(text).not.toContain('another-secret')
  const { upstreams, version } = JSON.parse(text) as UpstreamList
  expect(version).not.toBe('')
  expect(upstreams).toMatchObject([
    {
      name: 'prod',
      active: true,
      enabled: true,
      authToken: 'sk-v…4f2c',
      apiKey: null,
      health: { state: 'healthy', failures: 0 },
      share: { configured: 1, actual: null, requests: 0 },
      lastUsedAt: null,
    },
    { name: 'spare', active: false, authToken: null, apiKey: 'sk-a…alue' },
  ])
})

test('an edit with the mask, or without the field, keeps the stored secret; null takes it out', async () => {
  const { send, home } = await adminContext({ claude: two })
  const edit = (body: unknown) => send('PATCH', `${LIST}/prod`, body)
  expect((await edit({ weight: 7, authToken: 'sk-v…4f2c' })).status).toBe(200)
  const before = claudeJson(home.read('claude.json'))['prod'] as { readonly base_url: string }
  expect((await edit({ baseUrl: `${before.base_url}/v2` })).status).toBe(200)
  const kept = claudeJson(home.read('claude.json'))['prod']
  expect(kept).toEqual({ base_url: `${before.base_url}/v2`, auth_token: SECRET, weight: 7, note: 'kept' })
  expect((await edit({ authToken: null, apiKey: 'sk-new' })).status).toBe(200)
  const changed = claudeJson(home.read('claude.json'))['prod']
  expect(changed).toEqual({ base_url: `${before.base_url}/v2`, weight: 7, note: 'kept', api_key: 'sk-new' })
})

test('an edit that leads to another origin takes the stored secret away', async () => {
  const { send, home } = await adminContext({ claude: two })
  expect((await send('PATCH', `${LIST}/prod`, { baseUrl: 'https://three.example' })).status).toBe(200)
  const moved = claudeJson(home.read('claude.json'))['prod']
  expect(moved).toEqual({ base_url: 'https://three.example', weight: 5, note: 'kept' })
})

test('redirects are passed on where somebody wants it, and refused again', async () => {
  const { send, home } = await adminContext({ claude: two })
  const stored = () => claudeJson(home.read('claude.json'))['prod']
  const answer = await send('PATCH', `${LIST}/prod`, { redirects: 'pass' })
  expect(((await answer.json()) as UpstreamList).upstreams[0]).toMatchObject({ name: 'prod', redirects: 'pass' })
  expect(stored()).toMatchObject({ redirects: 'pass' })
  expect((await send('PATCH', `${LIST}/prod`, { redirects: 'follow' })).status).toBe(400)
  await send('PATCH', `${LIST}/prod`, { redirects: 'refuse' })
  expect(stored()).not.toHaveProperty('redirects')
})

test('what an upstream speaks is set, shown and taken back', async () => {
  const { send, home } = await adminContext({ claude: two })
  const stored = () => claudeJson(home.read('claude.json'))['prod']
  const answer = await send('PATCH', `${LIST}/prod`, { protocol: 'chat' })
  const [prod, spare] = ((await answer.json()) as UpstreamList).upstreams
  expect([prod?.protocol, spare?.protocol]).toEqual(['chat', null])
  expect(stored()).toMatchObject({ protocol: 'chat' })
  expect((await send('PATCH', `${LIST}/prod`, { protocol: 'telepathy' })).status).toBe(400)
  await send('PATCH', `${LIST}/prod`, { protocol: null })
  expect(stored()).not.toHaveProperty('protocol')
})

test('adds, activates, disables, enables, pauses, resumes and removes', async () => {
  const { send, clock } = await adminContext({ claude: two })
  const act = async (method: string, path: string, body: unknown = {}) => {
    const response = await send(method, `${LIST}${path}`, body)
    expect(response.status, `${method} ${path}`).toBe(200)
    return ((await response.json()) as UpstreamList).upstreams
  }
  const added = await act('POST', '', { name: 'new one/ü', baseUrl: 'https://n.example', activate: true })
  expect(added.map(({ name, active }) => [name, active])).toEqual([
    ['prod', false],
    ['spare', false],
    ['new one/ü', true],
  ])
  const name = `/${encodeURIComponent('new one/ü')}`
  expect((await act('POST', `${name}/disable`)).at(-1)).toMatchObject({ enabled: false, active: false })
  expect((await act('POST', `${name}/enable`)).at(-1)).toMatchObject({ enabled: true, disabledAt: null })
  const until = clock.now() + 3_600_000
  expect((await act('POST', '/spare/pause', { until }))[1]).toMatchObject({ pausedUntil: until })
  expect((await act('POST', '/spare/resume'))[1]).toMatchObject({ pausedUntil: null })
  expect((await act('POST', '/spare/activate'))[1]).toMatchObject({ active: true })
  expect((await act('DELETE', name)).map((upstream) => upstream.name)).toEqual(['prod', 'spare'])
})

test('an order sets weights that fall', async () => {
  const { send } = await adminContext({ claude: two })
  const response = await send('POST', `${LIST}/reorder`, { names: ['spare', 'prod'] })
  const { upstreams } = (await response.json()) as UpstreamList
  expect(Object.fromEntries(upstreams.map(({ name, weight }) => [name, weight]))).toEqual({ prod: 10, spare: 20 })
  expect((await send('POST', `${LIST}/reorder`, { names: ['ghost'] })).status).toBe(404)
})

test('a rename reaches the routing rules, the log and the totals', async () => {
  const upstream = await startFakeUpstream((_, reply) => {
    reply.head(200, ['content-type', 'application/json'])
    reply.end('{"usage":{"input_tokens":3,"output_tokens":4}}')
  })
  onTestFinished(upstream.close)
  const { send, get, home, claudeUrl } = await adminContext({
    claude: { prod: { base_url: upstream.url, auth_token: SECRET } },
    routing: { mode: 'config-mapping', configMappings: { claude: [{ model: 'm', config: 'prod' }] } },
  })
  await (await fetch(`${claudeUrl}/v1/messages`, { method: 'POST', body: '{"model":"m"}' })).text()
  expect((await send('POST', `${LIST}/prod/rename`, { to: 'main' })).status).toBe(200)
  expect(home.read('data/model_router_config.json')).toContain('"main"')
  await expect
    .poll(async () => (await get<{ items: { upstream: string }[] }>('/api/exchanges')).items[0]?.upstream)
    .toBe('main')
  const usage = await get<{ rows: { key: { upstream: string }; usage: { total: number } }[] }>('/api/usage?by=upstream')
  expect(usage.rows).toMatchObject([{ key: { upstream: 'main' }, usage: { total: 7 } }])
  expect((await send('POST', `${LIST}/prod/rename`, { to: 'x' })).status).toBe(404)
})

test('what cannot be used is refused at its field, and nothing is written', async () => {
  const { send, home } = await adminContext({ claude: two })
  const before = home.read('claude.json')
  const refused = async (method: string, path: string, body: unknown) => {
    const response = await send(method, path, body)
    return { status: response.status, ...(await errorOf(response)) }
  }
  expect(await refused('POST', LIST, { name: 'prod', baseUrl: 'https://x.example' })).toMatchObject({
    status: 400,
    field: 'name',
  })
  expect(await refused('POST', LIST, { name: ' ', baseUrl: 'https://x.example' })).toMatchObject({
    status: 400,
    field: 'name',
  })
  expect(await refused('POST', LIST, { name: 'x', baseUrl: 'ftp://x.example' })).toMatchObject({
    status: 400,
    field: 'baseUrl',
  })
  expect(await refused('PATCH', `${LIST}/prod`, { weight: 'heavy' })).toMatchObject({ status: 400, field: 'weight' })
  expect(await refused('PATCH', `${LIST}/ghost`, { weight: 1 })).toMatchObject({ status: 404 })
  expect(await refused('POST', `${LIST}/prod/pause`, { until: 1 })).toMatchObject({ status: 400, field: 'until' })
  expect(await refused('POST', '/api/services/gemini/upstreams', { name: 'x', baseUrl: 'https://x' })).toMatchObject({
    status: 404,
    code: 'not-found',
  })
  expect(home.read('claude.json')).toBe(before)
})

test('a writer with an old version is told what stands there now, without secrets', async () => {
  const { send, get } = await adminContext({ claude: two })
  const { version } = await get<UpstreamList>(LIST)
  expect((await send('PATCH', `${LIST}/prod`, { weight: 2 }, { 'if-match': `"${version}"` })).status).toBe(200)
  const late = await send('PATCH', `${LIST}/prod`, { weight: 3 }, { 'if-match': version })
  expect(late.status).toBe(412)
  const error = await errorOf(late)
  expect(error.code).toBe('config-conflict')
  expect(error.current?.text).toContain('"weight": 2')
  expect(error.current?.text).not.toContain(SECRET)
})

test('the connection test shows status, text and error of the real answer', async () => {
  const upstream = await startFakeUpstream((request, reply) => {
    const good = request.header('authorization')[0] === `Bearer ${SECRET}`
    reply.head(good ? 200 : 401, ['content-type', 'application/json'])
    reply.end(good ? '{"content":[{"type":"text","text":"ok"}]}' : '{"type":"error","error":{"message":"no such key"}}')
  })
  onTestFinished(upstream.close)
  const { send } = await adminContext({ claude: { prod: { base_url: upstream.url, auth_token: SECRET } } })
  const probe = async (body: unknown) => (await (await send('POST', `${LIST}/probe`, body)).json()) as ProbeAnswer
  expect(await probe({ name: 'prod' })).toMatchObject({ success: true, status: 200, text: 'ok', error: '' })
  expect(await probe({ name: 'prod', authToken: 'wrong' })).toMatchObject({
    success: false,
    status: 401,
    error: 'no such key',
  })
  expect(await probe({ baseUrl: await deadUpstream(), model: 'm' })).toMatchObject({
    success: false,
    status: null,
    model: 'm',
    error: expect.stringContaining('ECONNREFUSED'),
  })
})

test('a stored credential goes to its own host only', async () => {
  const thief = await startFakeUpstream((_, reply) => {
    reply.head(200, ['content-type', 'application/json'])
    reply.end('{"type":"message","content":[]}')
  })
  onTestFinished(thief.close)
  const { send } = await adminContext({ claude: two })
  for (const authToken of [undefined, 'sk-v…4f2c']) {
    const response = await send('POST', `${LIST}/probe`, { name: 'prod', baseUrl: thief.url, authToken })
    expect(await response.json()).toMatchObject({ success: true, credentialWithheld: true })
  }
  expect(thief.seen).toHaveLength(2)
  for (const seen of thief.seen) expect(seen.rawHeaders.join(' ')).not.toContain(SECRET)
  expect((await send('POST', `${LIST}/probe`, { baseUrl: 'file:///etc/passwd' })).status).toBe(400)
  expect((await send('POST', `${LIST}/probe`, {})).status).toBe(400)
})
