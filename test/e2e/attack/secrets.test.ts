/**
 * Two hundred mixed requests with distinctive secrets in headers, queries and credentials; afterwards each is looked for in every
 * byte of the home, in everything the API tells, in every live event, and at the wrong upstream. A secret may stand in the
 * document that holds it and nowhere else.
 */
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { hashToken } from '../../../src/codec/text/token.ts'
import type { RawHeaders } from '../../../src/contract/exchange.ts'
import { createDaemon, type Daemon } from '../../../src/daemon/daemon.ts'
import { deadUpstream } from '../../kit/dead-upstream.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { exchangeRaw, requestBytes } from '../../kit/raw-client.ts'
import { createTempHome, entry, type TempHome } from '../../kit/temp-home.ts'

/** No common form: neither `sk-` nor anything a pattern could know. */
const secret = (name: string): string => `Zq7${name}Xw9Kp2Lm4Vt8Rb6Nd1`
const token = (name: string): string => `clp_${name.padEnd(32, 'Q')}`

const base64 = (text: string): string => Buffer.from(text).toString('base64')
/** Every character percent-encoded. */
const escapes = (text: string): string => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&')

/** Secret → files of the home in which it may stand. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  [secret('claudeBearer')]: ['claude.json'],
  [secret('claudeApiKey')]: ['claude.json'],
  [secret('claudeDead')]: ['claude.json'],
  [secret('codexBearer')]: ['codex.json'],
  [token('clear')]: ['auth.json'],
  [token('hashed')]: [],
  [token('wrong')]: [],
  [secret('ownBearer')]: [],
  [secret('ownApiKey')]: [],
  [secret('cookie')]: [],
  [secret('proxyAuth')]: [],
  [secret('googKey')]: [],
  [secret('authToken')]: [],
  [secret('gatewayKey')]: [],
  [secret('clientSecret')]: [],
  [secret('queryKey')]: [],
  [secret('queryApiKey')]: [],
  [secret('queryAccess')]: [],
  [secret('refererToken')]: [],
  [secret('setCookie')]: [],
  [secret('locationToken')]: [],
}

let home: TempHome
let daemon: Daemon
let upstream: FakeUpstream
const events: string[] = []
const told: string[] = []
/** Ids of all requests, as the answers name them. */
const asked: string[] = []

beforeAll(async () => {
  upstream = await startFakeUpstream((request, reply) => {
    const credential = request.header('authorization')[0] ?? ''
    reply.head(request.number % 5 === 0 ? 401 : request.number % 3 === 0 ? 500 : 200, [
      ...['content-type', 'application/json', 'set-cookie', `session=${secret('setCookie')}; Path=/`],
      ...['x-echo', credential, 'x-seen-key', request.header('x-api-key')[0] ?? ''],
      ...['x-echo-64', Buffer.from(credential).toString('base64'), 'x-echo-64-key', base64(credential.slice(7))],
      ...['x-echo-url', encodeURIComponent(credential), 'x-echo-hex', Buffer.from(credential).toString('hex')],
      ...['location', `https://elsewhere.example/?token=${secret('locationToken')}`],
    ])
    reply.end('{"ok":true}')
  })
  home = createTempHome({
    claude: {
      main: entry(upstream.url, {
        auth_token: secret('claudeBearer'),
        api_key: secret('claudeApiKey'),
        active: true,
        weight: 1,
      }),
      dead: entry(await deadUpstream(), { auth_token: secret('claudeDead'), weight: 9 }),
    },
    codex: { main: entry(`${upstream.url}/v1`, { auth_token: secret('codexBearer') }) },
    auth: {
      enabled: true,
      tokens: [
        { token: token('clear'), name: 'clear' },
        { token_hash: hashToken(token('hashed')), token_prefix: 'clp_hash', name: 'hashed' },
      ],
    },
    balancing: { mode: 'weight-based', options: { failureThreshold: 1000 } },
    system: { recordHealthChecks: true },
  })
  daemon = await createDaemon({
    home: home.root,
    environment: { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: '0', CLP_LOG_LEVEL: 'debug' },
  })
  await run()
  await collect()
  await daemon.close(5000)
}, 120_000)

afterAll(async () => {
  await daemon.close(0)
  await upstream.close()
  home.remove()
})

const CREDENTIALS: RawHeaders = [
  ...['Cookie', `a=1; session=${secret('cookie')}`],
  ...['Proxy-Authorization', `Basic ${secret('proxyAuth')}`],
  ...['X-Goog-Api-Key', secret('googKey')],
  ...['X-Auth-Token', secret('authToken')],
  ...['X-Portkey-Api-Key', secret('gatewayKey')],
  ...['CF-Access-Client-Secret', secret('clientSecret')],
]

/** What a request shows CLP, and beside it its own keys. */
const SHOWN: readonly { readonly headers: RawHeaders; readonly query: string }[] = [
  { headers: ['Authorization', `Bearer ${token('clear')}`, 'X-Api-Key', secret('ownApiKey')], query: '' },
  { headers: ['X-Api-Key', token('hashed'), 'Authorization', `Bearer ${secret('ownBearer')}`], query: '' },
  { headers: ['Authorization', `Bearer ${secret('ownBearer')}`], query: `token=${token('clear')}` },
  { headers: ['Authorization', `Bearer ${token('wrong')}`], query: '' },
  { headers: [], query: `token=${token('wrong')}` },
  {
    headers: ['Authorization', `Bearer ${token('hashed')}`, 'X-Note', base64(`Bearer ${token('hashed')}`)],
    query: `${token('hashed')}=1&packed=${base64(token('hashed'))}&${encodeURIComponent(base64(`x${token('hashed')}`))}=2`,
  },
  {
    headers: ['X-Api-Key', token('clear'), 'X-Hidden', escapes(token('clear'))],
    query: `hidden=${encodeURIComponent(escapes(token('clear')))}`,
  },
]

const QUERIES = [
  `key=${secret('queryKey')}`,
  `api_key=${secret('queryApiKey')}&x=1`,
  `beta=true&access_token=${secret('queryAccess')}`,
]

const PATHS = [
  'POST /v1/messages',
  'POST /v1/messages/count_tokens',
  'GET /v1/models',
  'POST /responses',
  'GET /health',
  'PUT /x',
]

const portOf = (id: string): number => daemon.services.find((service) => service.id === id)?.port ?? 0

const run = async (): Promise<void> => {
  const socket = new WebSocket(`${daemon.ui.replace('http', 'ws')}/ws/realtime?token=${token('clear')}`)
  socket.on('message', (data) => events.push(String(data)))
  await once(socket, 'open')
  for (let index = 0; index < 200; index += 1) {
    const port = portOf(index % 2 === 0 ? 'claude' : 'codex')
    const shown = SHOWN[index % SHOWN.length]
    const query = [shown?.query, QUERIES[index % QUERIES.length]].filter((part) => part !== '').join('&')
    const page = index % 17 === 0 ? ['Origin', 'https://evil.example'] : []
    const body = '{"model":"m","messages":[]}'
    const headers = [
      ...['Host', `127.0.0.1:${port}`, 'Content-Type', 'application/json', 'Content-Length', String(body.length)],
      ...(shown?.headers ?? []),
      ...CREDENTIALS,
      ...['Referer', `${daemon.ui}/?token=${secret('refererToken')}`],
      ...page,
    ]
    const answer = await exchangeRaw(port, requestBytes(`${PATHS[index % PATHS.length]}?${query}`, headers, body))
    asked.push(...answer.header('x-clp-request-id'))
  }
  const closed = once(socket, 'close')
  socket.close()
  await closed
}

const get = async (path: string): Promise<string> => {
  const answer = await fetch(daemon.ui + path, { headers: { 'x-api-key': token('hashed'), accept: '*/*' } })
  const text = await answer.text()
  told.push(`${path} ${answer.status}\n${[...answer.headers].join('\n')}\n${text}`)
  return text
}

/** Everything the API tells, bodies decoded. */
const collect = async (): Promise<void> => {
  const wrong = await fetch(`${daemon.ui}/api/status?token=${token('wrong')}`)
  told.push(await wrong.text())
  expect(new Set(asked).size).toBe(200)
  // The log is written a moment after the answer.
  const items = await vi.waitFor(
    async () => {
      const page = JSON.parse(await get('/api/exchanges?limit=500')) as { items: { id: string }[] }
      expect(new Set(page.items.map(({ id }) => id))).toEqual(new Set(asked))
      return page.items
    },
    { timeout: 30_000 },
  )
  for (let index = 0; index < items.length; index += 20) {
    const some = items.slice(index, index + 20)
    const kinds = ['', '/body/request', '/body/sent', '/body/response']
    await Promise.all(some.flatMap(({ id }) => kinds.map((kind) => get(`/api/exchanges/${id}${kind}`))))
  }
  for (const path of [
    '/api/status',
    '/api/log?lines=1000',
    '/api/documents',
    '/api/documents/claude',
    '/api/documents/codex',
    '/api/documents/auth',
    '/api/upstreams/claude',
    '/api/upstreams/codex',
    '/api/access',
    '/api/export',
    '/api/usage?by=token',
    '/api/exchanges/export?format=har',
    '/api/exchanges/export?format=jsonl',
    '/api/health-state',
    '/api/meters',
    '/api/balances?wait=1',
    '/api/switches',
    '/api/session',
    '/api/openapi.json',
  ]) {
    await get(path)
  }
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((item) =>
    item.isDirectory() ? filesIn(join(folder, item.name)) : [join(folder, item.name)],
  )

/** A text as it might be written: plain, in JSON, in a URL, in hexadecimal, and in Base64 at each of its three alignments. */
const forms = (text: string): readonly Buffer[] => [
  Buffer.from(text),
  Buffer.from(encodeURIComponent(text)),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text).toString('hex')),
  Buffer.from(escapes(text)),
  Buffer.from(encodeURIComponent(escapes(text))),
  ...[0, 1, 2].map((shift) => {
    const encoded = Buffer.from(`${'x'.repeat(shift)}${text}`).toString('base64')
    return Buffer.from(encoded.slice(shift === 0 ? 0 : 4, -4))
  }),
]

const holds = (bytes: Buffer, text: string): boolean => forms(text).some((form) => bytes.includes(form))

describe.each(Object.entries(SECRETS))('%s', (text, documents) => {
  test('stands only in the document that holds it', () => {
    const found = filesIn(home.root).filter((file) => holds(readFileSync(file), text))
    // Where a document may hold it, its former versions may.
    const versions = documents.map((name) => join('data', 'history', name))
    const elsewhere = found.map((file) => relative(home.root, file)).filter((file) => !versions.includes(file))
    expect(elsewhere).toEqual(documents)
  })

  test('is told by nobody: neither the API nor a live event', () => {
    expect(told.filter((answer) => holds(Buffer.from(answer), text)).map((answer) => answer.split('\n')[0])).toEqual([])
    expect(events.filter((event) => holds(Buffer.from(event), text))).toEqual([])
  })
})

test('the run was what it claims to be', () => {
  const names = filesIn(home.root).map((file) => relative(home.root, file))
  expect(names).toContain(join('data', 'clp.db'))
  expect(names.some((name) => name.endsWith('.log'))).toBe(true)
  expect(events.length).toBeGreaterThan(300)
  expect(told.join('\n')).toContain('[redacted]')
  expect(upstream.seen.length).toBeGreaterThan(50)
})

test('no upstream saw a token of CLP, the key of another service, or a cookie', () => {
  const wire = upstream.seen.map(({ url, rawHeaders }) => `${url}\n${rawHeaders.join('\n')}`)
  expect(wire.filter((text) => text.includes('clp_') || text.includes(secret('cookie')))).toEqual([])
  const tokens = ['clear', 'hashed', 'wrong'].map(token)
  expect(wire.filter((text) => tokens.some((one) => holds(Buffer.from(text), one)))).toEqual([])
  const mixed = wire.filter((text) => text.includes(secret('claudeBearer')) && text.includes(secret('codexBearer')))
  expect(mixed).toEqual([])
  const both = wire.filter((text) => text.includes(secret('claudeBearer')) && text.includes(secret('ownBearer')))
  expect(both).toEqual([])
})

test('the process does not wear them', () => {
  const worn = [process.title, ...process.argv].join(' ')
  expect(Object.keys(SECRETS).filter((text) => worn.includes(text))).toEqual([])
})
