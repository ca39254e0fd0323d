/** Stored credentials only go in: whatever way a caller takes, no answer shows one, and none reaches an address it was not stored for. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Bundle } from '../../../src/contract/api/documents.ts'
import { upstream } from '../../kit/clp.ts'
import type { FakeUpstream } from '../../kit/fake-upstream.ts'
import { entry } from '../../kit/temp-home.ts'
import { type AdminContext, adminContext, CONTROL_KEY } from '../admin/admin-context.ts'

const BEARER = 'Zq7-stored-bearer-4f2c'
const API_KEY = 'Zq7-stored-api-key-91ab'
const MASKS = { auth_token: 'Zq7-…4f2c', api_key: 'Zq7-…91ab' }

let foreign: FakeUpstream
let stored: FakeUpstream
let here: AdminContext

beforeEach(async () => {
  const ok = (_: unknown, reply: { head: (status: number) => void; end: (text: string) => void }): void => {
    reply.head(200)
    reply.end('{}')
  }
  foreign = await upstream(ok)
  stored = await upstream(ok)
  here = await adminContext({
    claude: { main: entry(stored.url, { auth_token: BEARER, api_key: API_KEY, active: true }) },
    codex: { main: entry(stored.url, { auth_token: BEARER, active: true }) },
  })
})

const put = (document: string, value: unknown): Promise<Response> =>
  here.send('PUT', `/api/documents/${document}`, { text: JSON.stringify(value) }, { 'if-match': '*' })
const patch = (fields: object): Promise<Response> =>
  here.send('PATCH', '/api/services/claude/upstreams/main', fields, { 'if-match': '*' })
const bundle = (documents: Record<string, unknown>): Bundle => ({
  format: 'clp-documents',
  formatVersion: 1,
  exportedAt: '',
  clpVersion: '',
  secrets: false,
  documents: Object.fromEntries(Object.entries(documents).map(([id, value]) => [id, JSON.stringify(value)])),
})
const ask = (): Promise<Response> => fetch(`${here.claudeUrl}/v1/messages`, { method: 'POST', body: '{}' })

/** Everything that was ever sent to the foreign address. */
const stolen = (): boolean => foreign.seen.some(({ rawHeaders }) => /Zq7-stored/.test(rawHeaders.join('\n')))
const holdsSecret = (text: string): boolean => text.includes(BEARER) || text.includes(API_KEY)

describe('an export', () => {
  test.each([{}, { 'x-clp-control': 'x' }, { 'x-clp-control': '' }, { authorization: `Bearer ${CONTROL_KEY}` }])(
    'with secrets is refused to a caller that shows %j',
    async (headers) => {
      const answer = await here.ask('/api/export?secrets=1', { headers })
      expect(answer.status).toBe(403)
      expect(holdsSecret(await answer.text())).toBe(false)
    },
  )

  test('with secrets is for the command line, one without for everybody', async () => {
    const own = await here.ask('/api/export?secrets=1', { headers: { 'x-clp-control': CONTROL_KEY } })
    expect(holdsSecret(await own.text())).toBe(true)
    expect(holdsSecret(await (await here.ask('/api/export')).text())).toBe(false)
    expect(holdsSecret(await (await here.ask('/api/export?secrets=0')).text())).toBe(false)
  })
})

/** Addresses that are another origin than the stored one. */
const elsewhere = (): Readonly<Record<string, string>> => ({
  host: foreign.url,
  name: stored.url.replace('127.0.0.1', 'localhost'),
  scheme: stored.url.replace('http:', 'https:'),
  port: stored.url.replace(/\d+$/, '9'),
})

describe.each(['host', 'name', 'scheme', 'port'])('a new address with another %s', (kind) => {
  const text = (): string => here.home.read('claude.json')

  test('given to the API drops the stored credential', async () => {
    expect((await patch({ baseUrl: elsewhere()[kind] })).status).toBe(200)
    expect(holdsSecret(text())).toBe(false)
  })

  test('drops it too when the masks come back', async () => {
    const masks = { authToken: MASKS.auth_token, apiKey: MASKS.api_key }
    expect((await patch({ baseUrl: elsewhere()[kind], ...masks })).status).toBe(200)
    expect(holdsSecret(text())).toBe(false)
  })

  test('is refused in a masked text, in one of another name, in a copy and in an import', async () => {
    const moved = { base_url: elsewhere()[kind], ...MASKS, active: true }
    const own = { base_url: stored.url, ...MASKS }
    const before = text()
    for (const value of [
      { main: moved },
      { other: moved },
      { main: own, copy: moved },
      { main: { ...moved, api_key: '[redacted]' } },
    ]) {
      expect((await put('claude', value)).status).toBe(422)
      expect((await here.send('POST', '/api/import', bundle({ claude: value }))).status).toBe(422)
      expect(text()).toBe(before)
    }
  })
})

test('an address of the same origin keeps the credential: another path, another name, the same in capitals', async () => {
  expect((await patch({ baseUrl: `${stored.url}/tenant` })).status).toBe(200)
  expect(holdsSecret(here.home.read('claude.json'))).toBe(true)
  const value = { renamed: { base_url: `${stored.url.toUpperCase()}/`, ...MASKS } }
  expect((await put('claude', value)).status).toBe(200)
  expect(holdsSecret(here.home.read('claude.json'))).toBe(true)
})

test('a credential that is given again goes with the new address', async () => {
  expect((await patch({ baseUrl: foreign.url, authToken: 'given-again' })).status).toBe(200)
  await (await ask()).text()
  expect(foreign.seen[0]?.header('authorization')).toEqual(['Bearer given-again'])
  expect(foreign.seen[0]?.header('x-api-key')).toEqual([])
})

test('roundabout ways lead nowhere either', async () => {
  const quoted = JSON.stringify(MASKS.auth_token)
  const texts = [
    // Two addresses in one entry, two entries of one name, an address behind its secret, an escaped name, no address for a moment.
    `{"main":{"base_url":"${foreign.url}","auth_token":${quoted},"base_url":"${stored.url}"}}`,
    `{"main":{"base_url":"${stored.url}","auth_token":${quoted},"base_url":"${foreign.url}"}}`,
    `{"main":{"base_url":"${foreign.url}","auth_token":${quoted}},"main":{"base_url":"${stored.url}"}}`,
    `{"main":{"base_url":"${stored.url}"},"main":{"auth_token":${quoted},"base_url":"${foreign.url}"}}`,
    `{"main":{"auth_token":${quoted},"base\\u005furl":"${foreign.url}"}}`,
    `{"main":{"auth_token":${quoted}}}`,
    `{"main":{"base_url":" ${foreign.url} ","auth_token":${quoted}}}`,
    `{"main":{"base_url":"${stored.url}","nested":{"base_url":"${foreign.url}","auth_token":${quoted}}}}`,
  ]
  for (const text of texts) {
    const answer = await here.send('PUT', '/api/documents/claude', { text }, { 'if-match': '*' })
    expect([text, answer.status]).toEqual([text, 422])
    await ask().then((reply) => reply.text())
  }
  // From one document into another: the mask of one service stands for nothing in the next.
  expect((await put('codex', { main: { base_url: foreign.url, auth_token: MASKS.auth_token } })).status).toBe(422)
  const probe = { name: 'main', baseUrl: foreign.url, authToken: MASKS.auth_token }
  await here.send('POST', '/api/services/claude/upstreams/probe', probe)
  expect(foreign.seen.length).toBeGreaterThan(0)
  expect(stolen()).toBe(false)
})
