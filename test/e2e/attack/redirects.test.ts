/**
 * Answers that would lead a client past CLP, its prompt unfiltered and its token in hand: redirects of every status and spelling, and the
 * other headers that name a place. A second server stands where they lead, and must stay unasked by a client that follows redirects.
 */
import { beforeEach, describe, expect, test } from 'vitest'
import { hashToken } from '../../../src/codec/text/token.ts'
import type { RawHeaders } from '../../../src/contract/exchange.ts'
import { clp, type TestClp, upstream } from '../../kit/clp.ts'
import type { FakeUpstream } from '../../kit/fake-upstream.ts'
import { exchangeRaw, type RawResponse, requestBytes } from '../../kit/raw-client.ts'
import { entry } from '../../kit/temp-home.ts'

const TOKEN = `clp_${'redirects'.padEnd(32, '0')}`
const BODY = '{"model":"m","messages":[{"role":"user","content":"TOPSECRET"}]}'
const ACCESS = { enabled: true, tokens: [{ token_hash: hashToken(TOKEN), name: 'me' }] }
const RULES = [{ source: 'TOPSECRET', target: 'nothing', op: 'replace' }]

let elsewhere: FakeUpstream
let behind: FakeUpstream
let status = 307
let answerHeaders: RawHeaders = []

beforeEach(async () => {
  elsewhere = await upstream((_, reply) => {
    reply.head(200)
    reply.end('{}')
  })
  behind = await upstream((_, reply) => {
    reply.head(status, answerHeaders)
    reply.end('{}')
  })
})

const start = (fields: object = {}, more: object = {}): Promise<TestClp> =>
  clp({ claude: { main: entry(behind.url, { active: true, auth_token: 'key', ...fields }) }, ...more })

const post = (here: TestClp): Promise<RawResponse> =>
  exchangeRaw(
    here.claude,
    requestBytes(
      'POST /v1/messages',
      ['Host', 'localhost', 'Authorization', `Bearer ${TOKEN}`, 'Content-Length', String(BODY.length)],
      BODY,
    ),
  )

const lead = (code: number, ...headers: readonly string[]): void => {
  status = code
  answerHeaders = headers
}

describe.each([300, 301, 302, 303, 305, 307, 308, 399])('a %i to another place', (code) => {
  test.each(['nothing', 'a body filter', 'a token'])('is a 502 that names it, with %s on', async (kind) => {
    lead(code, 'location', `${elsewhere.url}/v1/messages`)
    const here = await start(
      {},
      kind === 'nothing' ? {} : kind === 'a token' ? { auth: ACCESS } : { bodyFilter: RULES },
    )
    const answer = await post(here)
    expect([answer.status, answer.header('location'), answer.header('x-clp-problem')]).toEqual([
      502,
      [],
      ['upstream-redirects'],
    ])
    expect(answer.body.toString()).toContain(`${elsewhere.url}/v1/messages`)
    const followed = await fetch(`${here.claudeUrl}/v1/messages`, {
      method: 'POST',
      body: BODY,
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    expect(followed.status).toBe(502)
    expect(elsewhere.seen).toEqual([])
  })
})

test('every spelling of another place is one', async () => {
  const here = await start({ base_url: `${behind.url}/tenants/a` })
  const host = elsewhere.url.slice('http:'.length)
  for (const location of [
    host,
    host.replace('//', '\\\\'),
    host.replace('//', '/\\'),
    host.replace('//', '////'),
    `HTTP:${host}`,
    `http:/${host}`,
    behind.url.replace('//', '//user:password@').replace(/:\d+$/, ':1'),
    behind.url.replace('http:', 'https:'),
    `${behind.url}//evil.example/x`,
    `${behind.url}/tenants/a//evil.example/x`,
    `${behind.url}/tenants/b/v1`,
    '/v1/messages',
    '../../../b/x',
    '/tenants/a/%2e%2e/b',
    '/tenants/ab',
    'javascript:alert(1)',
    'http://',
    ' //evil.example',
  ]) {
    lead(307, 'location', location)
    const answer = await post(here)
    expect([location, answer.status]).toEqual([location, 502])
    expect(answer.body.toString()).not.toContain('password')
  }
  lead(307, 'location', `${behind.url}/tenants/a/x`, 'Location', elsewhere.url)
  expect((await post(here)).status).toBe(502)
})

test('a place of its own is CLP’s path, relative or not, the base path taken off', async () => {
  const plain = await start()
  const based = await start({ base_url: `${behind.url}/tenants/a` })
  for (const [location, atPlain, atBased] of [
    ['/v1/models?a=%20b#c', '/v1/models?a=%20b#c', undefined],
    [`${behind.url}/tenants/a/v1/x?q=1`, '/tenants/a/v1/x?q=1', '/v1/x?q=1'],
    [`${behind.url.toUpperCase()}/tenants/a`, '/tenants/a', '/'],
    [`${behind.url.replace('//', '//user:password@')}/tenants/a/y`, '/tenants/a/y', '/y'],
    ['other', '/v1/other', '/v1/other'],
  ] as const) {
    lead(308, 'location', location)
    expect((await post(plain)).header('location')).toEqual([atPlain])
    if (atBased !== undefined) expect((await post(based)).header('location')).toEqual([atBased])
  }
})

test('other headers lead nowhere either, whatever the status', async () => {
  const here = await start()
  for (const code of [200, 201, 202, 400, 429, 503]) {
    lead(
      code,
      ...['location', elsewhere.url, 'content-location', `${elsewhere.url}/x`, 'refresh', `0; url="${elsewhere.url}"`],
      ...['alt-svc', 'h2="evil.example:443"', 'x-own', '1'],
    )
    const answer = await post(here)
    expect(answer.status).toBe(code)
    for (const name of ['location', 'content-location', 'refresh', 'alt-svc'])
      expect([name, answer.header(name)]).toEqual([name, []])
    expect(answer.header('x-own')).toEqual(['1'])
  }
  lead(200, 'content-location', `${behind.url}/v1/x`, 'refresh', `5;url=${behind.url}/y`, 'location', '/z')
  const own = await post(here)
  expect(['content-location', 'refresh', 'location'].map((name) => own.header(name)[0])).toEqual([
    '/v1/x',
    '5;url=/y',
    '/z',
  ])
})

test('"redirects": "pass" hands them on as they are', async () => {
  lead(307, 'location', `${elsewhere.url}/x`, 'alt-svc', 'clear')
  const answer = await post(await start({ redirects: 'pass' }))
  expect([answer.status, answer.header('location'), answer.header('alt-svc')]).toEqual([
    307,
    [`${elsewhere.url}/x`],
    ['clear'],
  ])
})

test('while others wait the next one is asked, and the one that redirects is blamed', async () => {
  lead(307, 'location', `${elsewhere.url}/v1/messages`)
  const second = await upstream((_, reply) => {
    reply.head(200, ['content-type', 'application/json'])
    reply.end('{"type":"message","content":[{"type":"text","text":"hi"}]}')
  })
  const claude = { first: entry(behind.url, { weight: 9 }), second: entry(second.url, { weight: 1 }) }
  const here = await clp({ claude, balancing: { mode: 'weight-based' } })
  expect((await post(here)).status).toBe(200)
  expect([behind.seen.length, second.seen.length, elsewhere.seen.length]).toEqual([1, 1, 0])
  const list = await (await fetch(`${here.ui}/api/services/claude/upstreams`)).json()
  expect(list).toMatchObject({
    upstreams: [{ health: { failures: 1, lastFailureReason: { code: 'upstream-redirects' } } }, {}],
  })
})

test('the connection test says where it would lead, and does not follow', async () => {
  lead(302, 'location', `${elsewhere.url}/away`)
  const here = await start()
  const asked = await fetch(`${here.ui}/api/services/claude/upstreams/probe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"name":"main"}',
  })
  expect(await asked.json()).toMatchObject({
    success: false,
    why: { code: 'upstream-redirects-to' },
    error: expect.stringContaining(elsewhere.url),
  })
  expect(elsewhere.seen).toEqual([])
})

test('a base path is not left by the client’s path, in any spelling', async () => {
  lead(200)
  const based = await start({ base_url: `${behind.url}/tenants/a` })
  const plain = await start()
  for (const climb of ['..', '%2e%2e', '.%2E', '%252e%252e', '..;', '..;x=1', '%2e%2e%3b']) {
    for (const path of [
      `/${climb}/b`,
      `/v1/${climb}/${climb}/b`,
      `/v1/x%2f${climb}%2Fb`,
      `/v1/x%5c${climb}`,
      `/v1\\${climb}`,
      `/v1/${climb}`,
    ]) {
      const answer = await exchangeRaw(based.claude, requestBytes(`GET ${path}`, ['Host', 'localhost']))
      expect([path, answer.status]).toEqual([path, 400])
    }
  }
  expect(behind.seen).toEqual([])
  for (const path of ['/v1/a..b', '/v1/...', '/v1/.', '/v1/x?y=/../z', '/v1/%2e']) {
    expect((await exchangeRaw(based.claude, requestBytes(`GET ${path}`, ['Host', 'localhost']))).status).toBe(200)
  }
  expect((await exchangeRaw(plain.claude, requestBytes('GET /v1/../x', ['Host', 'localhost']))).status).toBe(200)
})
