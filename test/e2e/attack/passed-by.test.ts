/** Ways round a filter: spellings that an upstream may read as what the rule forbids. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { type ProxyWorld, startProxyWorld } from '../../kit/proxy-world.ts'
import { openRawClient } from '../../kit/raw-client.ts'
import { entry } from '../../kit/temp-home.ts'

let behind: FakeUpstream
let world: ProxyWorld

beforeAll(async () => {
  behind = await startFakeUpstream(async (request, reply) => {
    await request.body()
    reply.head(200, ['content-type', 'application/json'])
    reply.end('{}')
  })
  world = await startProxyWorld({
    claude: { main: entry(behind.url, { active: true }) },
    // A status of their own tells their refusals from those of odd targets.
    endpointFilter: {
      rules: [
        { path: '/v1/files', action: { status: 403 } },
        { path: '/v1/list', query: { scope: 'all' }, action: { status: 403 } },
      ],
    },
    headerFilter: { blocked_headers: ['x-secret-project'] },
    bodyFilter: [{ match: 'text', op: 'replace', source: 'TOPSECRET', target: 'x' }],
  })
})

afterAll(async () => {
  await world.close()
  await behind.close()
})

interface Sent {
  readonly target?: string
  readonly headers?: readonly string[]
  readonly body?: Uint8Array | string
}

/** The status of the answer, and what of the request reached the upstream. */
const send = async ({ target = '/v1/messages', headers = [], body = '' }: Sent) => {
  const before = behind.seen.length
  const client = await openRawClient(world.ports.claude)
  const bytes = Buffer.from(body)
  const lines = [`POST ${target} HTTP/1.1`, 'host: localhost', 'connection: close', `content-length: ${bytes.length}`]
  await client.write(Buffer.concat([Buffer.from([...lines, ...headers, '', ''].join('\r\n'), 'latin1'), bytes]))
  const parts: Buffer[] = []
  for (let part = await client.some(); part.length > 0; part = await client.some()) parts.push(part)
  const seen = behind.seen.length > before ? behind.seen.at(-1) : undefined
  return { status: Number(Buffer.concat(parts).toString('latin1').slice(9, 12)), seen }
}

describe('the path', () => {
  test.each([
    ['/v1/files', 403],
    ['/v1/files;x=1', 403],
    ['/v1;x/files', 403],
    ['/v1/x/..;/files', 403],
    ['/v1/files%3Bx', 403],
    ['/v1/list?scope=all', 403],
    ['/v1/list?scope=own&scope=all', 403],
    ['/v1/list?scope=all&scope=own', 403],
    ['/v1/list?a=1;scope=all', 403],
    ['/v1/files#x', 400],
    ['/v1/other#/../files', 400],
    ['/v1/files%00', 400],
    ['/v1/files?x=%00', 400],
    ['/v1/list?scope=all%00', 400],
    ['/v1/other', 200],
  ])('%s is answered with %i', async (target, status) => {
    const answer = await send({ target })
    expect(answer.status).toBe(status)
    expect(answer.seen === undefined).toBe(status !== 200)
  })
})

test.each(['x_secret_project', 'X-Secret_Project', 'x.secret.project'])('the header %s stays here', async (name) => {
  const { status, seen } = await send({ headers: [`${name}: v`, 'x-other: w'] })
  expect(status).toBe(200)
  expect(seen?.header(name.toLowerCase())).toEqual([])
  expect(seen?.header('x-other')).toEqual(['w'])
})

describe('the body', () => {
  const secret = '{"a":"TOPSECRET"}'
  test.each([
    ['in UTF-16', Buffer.from(secret, 'utf16le'), [], 415],
    ['in UTF-16 with a mark', Buffer.from(`\ufeff${secret}`, 'utf16le'), [], 415],
    ['in UTF-16, the other way round', Buffer.from(secret, 'utf16le').swap16(), [], 415],
    ['in UTF-32', Buffer.from([...secret].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 0])), [], 415],
    ['in a charset of its type', secret, ['content-type: application/json; charset=utf-16'], 415],
    ['with an overlong letter', Buffer.from('{"a":"\xc1\x94OPSECRET"}', 'latin1'), [], 415],
    ['compressed without a word', gzipSync(secret), [], 415],
    ['compressed, and said to be nothing', gzipSync(secret), ['content-encoding:'], 415],
    ['compressed, and said to be itself', gzipSync(secret), ['content-encoding: identity'], 415],
    ['said to be compressed', secret, ['content-encoding: gzip'], 400],
    ['compressed once, said twice', gzipSync(secret), ['content-encoding: gzip', 'content-encoding: gzip'], 400],
    ['in a coding nobody knows', secret, ['content-encoding: identity', 'content-encoding: x-own'], 415],
  ])('%s is refused', async (_title, body, headers, status) => {
    const answer = await send({ body, headers })
    expect(answer.status).toBe(status)
    expect(answer.seen).toBeUndefined()
  })

  test.each([
    ['plain', secret, []],
    ['behind a mark', `\ufeff${secret}`, []],
    ['compressed', gzipSync(secret), ['content-encoding: gzip']],
    ['compressed behind two lines', gzipSync(secret), ['content-encoding: identity', 'content-encoding: gzip']],
    [
      'compressed behind two lines, the other way round',
      gzipSync(secret),
      ['content-encoding: gzip', 'content-encoding:'],
    ],
    ['compressed twice', gzipSync(gzipSync(secret)), ['content-encoding: gzip', 'content-encoding: gzip']],
  ])('%s is read', async (_title, body, headers) => {
    const { status, seen } = await send({ body, headers })
    expect(status).toBe(200)
    expect((await seen?.body())?.toString()).toContain('{"a":"x"}')
    expect(seen?.header('content-encoding')).toEqual([])
  })
})
