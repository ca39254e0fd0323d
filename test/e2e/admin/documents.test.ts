/** Documents and settings through the API: masks, versions, places of errors, bytes that nobody meant to change, export and import. */
import { expect, test } from 'vitest'
import type { Bundle, DocumentList, DocumentView } from '../../../src/contract/api/documents.ts'
import type { ApiError } from '../../../src/contract/api/status.ts'
import { adminContext, CONTROL_KEY } from './admin-context.ts'

const SECRET = 'sk-very-secret-upstream-key-4f2c'
const CLAUDE = `{
    "prod" : {"base_url":"https://one.example", "auth_token": "${SECRET}", "weight": 1.50},
  "spare": { "base_url": "https://two.example", "api_key": "short", "x_secret": "clear text here" }
}
`

const errorOf = async (response: Response): Promise<ApiError['error']> => ((await response.json()) as ApiError).error

test('a text goes out masked, and comes back with its masks into the same bytes', async () => {
  const { get, send, home } = await adminContext({ claude: CLAUDE })
  const view = await get<DocumentView>('/api/documents/claude')
  expect(view.secret).toBe(true)
  for (const secret of [SECRET, '"short"', 'clear text']) expect(view.text).not.toContain(secret)
  expect(view.text).toContain('"auth_token": "sk-v…4f2c"')
  const text = view.text.replace('1.50', '2')
  const saved = await send('PUT', '/api/documents/claude', { text }, { 'if-match': view.version })
  expect(saved.status).toBe(200)
  expect(home.read('claude.json')).toBe(CLAUDE.replace('1.50', '2'))
  // Weak, because the answer is compressed; it is taken for the version all the same.
  const etag = saved.headers.get('etag') ?? ''
  expect(etag).toBe(`W/"${((await saved.json()) as DocumentView).version}"`)
  expect((await send('PUT', '/api/documents/claude', { text: view.text }, { 'if-match': etag })).status).toBe(200)
})

test('a renamed entry keeps its secret, a mask that stands for nothing is refused at its place', async () => {
  const { get, send, home } = await adminContext({ claude: CLAUDE })
  const { text } = await get<DocumentView>('/api/documents/claude')
  const put = (next: string) => send('PUT', '/api/documents/claude', { text: next }, { 'if-match': '*' })
  expect((await put(text.replace('"prod"', '"main"'))).status).toBe(200)
  expect(home.read('claude.json')).toContain(`"main" : {"base_url":"https://one.example", "auth_token": "${SECRET}"`)
  const before = home.read('claude.json')
  const refused = await put(text.replace('sk-v…4f2c', 'sk-z…0000'))
  expect(refused.status).toBe(422)
  expect(await errorOf(refused)).toMatchObject({ code: 'config-rejected', field: 'prod.auth_token', line: 2 })
  expect(home.read('claude.json')).toBe(before)
})

test('saving needs the version that was read', async () => {
  const { get, send, home } = await adminContext({ claude: CLAUDE })
  const { version } = await get<DocumentView>('/api/documents/claude')
  const without = await send('PUT', '/api/documents/claude', { text: '{}' })
  expect(without.status).toBe(412)
  home.write({ claude: CLAUDE.replace('1.50', '9') })
  const late = await send('PUT', '/api/documents/claude', { text: '{}' }, { 'if-match': `"${version}"` })
  expect(late.status).toBe(412)
  const { code, current } = await errorOf(late)
  expect(code).toBe('config-conflict')
  expect(current?.text).toContain('"weight": 9')
  expect(current?.text).not.toContain(SECRET)
  expect(
    (await send('PUT', '/api/documents/claude', { text: '{}' }, { 'if-match': current?.version ?? '' })).status,
  ).toBe(200)
})

test('a text that cannot be in force is refused with line and field, whether checked or saved', async () => {
  const { send, home } = await adminContext({ claude: CLAUDE })
  const text = '{\n  "a": { "base_url": "https://a.example" },\n  "b": { "base_url": 7 }\n}'
  for (const [method, path] of [
    ['POST', '/api/documents/claude/check'],
    ['PUT', '/api/documents/claude'],
  ] as const) {
    const refused = await send(method, path, { text }, { 'if-match': '*' })
    expect(refused.status).toBe(422)
    expect(await errorOf(refused)).toMatchObject({ code: 'config-rejected', field: 'b.base_url', line: 3 })
  }
  const broken = await send('POST', '/api/documents/claude/check', { text: '{ "a": ' })
  expect(await errorOf(broken)).toMatchObject({ code: 'config-rejected', line: 1 })
  expect((await send('POST', '/api/documents/claude/check', { text: '{}' })).status).toBe(200)
  expect(home.read('claude.json')).toBe(CLAUDE)
})

test('a document broken by hand is shown without its secrets, and named in list and status', async () => {
  const { get, home, send } = await adminContext({ claude: CLAUDE })
  home.write({ claude: CLAUDE.replace('"weight": 1.50}', '"weight": ') })
  expect((await send('POST', '/api/refresh')).status).toBe(200)
  const { documents } = await get<DocumentList>('/api/documents')
  expect(documents.find(({ id }) => id === 'claude')?.rejection).toMatchObject({ line: expect.any(Number) })
  const view = await get<DocumentView>('/api/documents/claude')
  expect(view.text).not.toContain(SECRET)
  const status = await get<{ notices: { code: string; fix: unknown }[] }>('/api/status')
  expect(status.notices).toContainEqual(
    expect.objectContaining({ code: 'config-rejected', fix: expect.objectContaining({ target: 'claude' }) }),
  )
})

const ENDPOINT = `{
  "rules": [
    {"id": "a", "path": "/x",   "note": 1.0},
    {"id": "b", "prefix": "/y"}
  ],
  "mine": [1,  2]
}
`

test('settings change only what differs, in the bytes', async () => {
  const { get, send, home } = await adminContext({ endpointFilter: ENDPOINT })
  const view = await get<{ version: string; settings: { enabled: boolean; rules: object[] } }>('/api/filters/endpoint')
  expect(view.settings.enabled).toBe(true)
  const [first, second] = view.settings.rules
  const settings = { ...view.settings, rules: [first, { ...second, enabled: false }] }
  const saved = await send('PUT', '/api/filters/endpoint', { settings }, { 'if-match': view.version })
  expect(saved.status).toBe(200)
  expect(home.read('endpoint_filter.json')).toBe(ENDPOINT.replace('"prefix": "/y"', '"prefix": "/y", "enabled": false'))
  const late = await send('PUT', '/api/filters/endpoint', { settings }, { 'if-match': view.version })
  expect(late.status).toBe(412)
})

test.each([
  ['/api/filters/endpoint', { rules: [{ path: '/x', action: { status: 1000 } }] }, 'rules.0.action.status'],
  ['/api/filters/endpoint', { rules: [{ regex: '(' }] }, 'rules.0.regex'],
  ['/api/filters/header', { blocked_headers: [1] }, 'blocked_headers.0'],
  ['/api/filters/body', [{ source: 'a', op: 'shout' }], '0.op'],
  ['/api/routing', { mode: 'sideways' }, 'mode'],
  ['/api/balancing', { options: { failureThreshold: 0 } }, 'options.failureThreshold'],
  ['/api/system', { logLimit: { bytes: -1 } }, 'logLimit.bytes'],
])('%s refuses bad settings at their field', async (path, settings, field) => {
  const { send } = await adminContext()
  const refused = await send('PUT', path, { settings }, { 'if-match': '*' })
  expect(refused.status).toBe(422)
  expect(await errorOf(refused)).toMatchObject({ code: 'config-rejected', field })
})

test('settings over a text that cannot be read are refused: something of it would be lost', async () => {
  const { send, home } = await adminContext({ routing: '{ "mode": "default", ' })
  const refused = await send('PUT', '/api/routing', { settings: { mode: 'default' } }, { 'if-match': '*' })
  expect(refused.status).toBe(422)
  expect(home.read('data/model_router_config.json')).toBe('{ "mode": "default", ')
})

test('an export without secrets can be put back where it came from, one with them anywhere', async () => {
  const here = await adminContext({ claude: CLAUDE, balancing: { mode: 'weight-based' } })
  const masked = await here.get<Bundle>('/api/export')
  expect(JSON.stringify(masked)).not.toContain(SECRET)
  expect(Object.keys(masked.documents).sort()).toEqual(['claude', 'lb'])
  here.home.write({ balancing: { mode: 'active-first' } })
  const back = await here.send('POST', '/api/import', masked)
  expect(await back.json()).toEqual({ ok: true, written: ['lb'], unchanged: ['claude'] })
  expect(here.home.read('claude.json')).toBe(CLAUDE)

  const there = await adminContext()
  expect((await there.send('POST', '/api/import', masked)).status).toBe(422)
  const whole = await here.ask('/api/export?secrets=1', { headers: { 'x-clp-control': CONTROL_KEY } })
  expect((await there.send('POST', '/api/import', await whole.json())).status).toBe(200)
  expect(there.home.read('claude.json')).toBe(CLAUDE)
})

test('an import is all or nothing', async () => {
  const { send, home } = await adminContext({ claude: CLAUDE })
  const bundle: Bundle = {
    format: 'clp-documents',
    formatVersion: 1,
    exportedAt: '',
    clpVersion: '',
    secrets: true,
    documents: { claude: '{}', lb: '{ "mode": "nonsense" }' },
  }
  expect((await send('POST', '/api/import', bundle)).status).toBe(422)
  expect((await send('POST', '/api/import', { ...bundle, documents: { ghost: '{}' } })).status).toBe(404)
  expect(home.read('claude.json')).toBe(CLAUDE)
})
