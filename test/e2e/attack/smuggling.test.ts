/** Requests that two programs could read in two ways, and ones that never end: refused with the connection closed, on every port. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Listener, listen } from '../../../src/daemon/listening/listener.ts'
import { startClp, type TestClp } from '../../kit/clp.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { openRawClient } from '../../kit/raw-client.ts'
import { entry } from '../../kit/temp-home.ts'

let behind: FakeUpstream
let clp: TestClp
let ports: readonly number[]

beforeAll(async () => {
  behind = await startFakeUpstream((_, reply) => {
    reply.head(200)
    reply.end('{}')
  })
  const main = { main: entry(behind.url, { active: true }) }
  clp = await startClp({ claude: main, codex: main })
  ports = [clp.claude, clp.codex, Number(new URL(clp.ui).port)]
})

afterAll(async () => {
  await clp.close()
  await behind.close()
})

/** Sends the bytes and a second request right behind them; resolves with everything until the connection closes. */
const send = async (port: number, bytes: string): Promise<string> => {
  const client = await openRawClient(port)
  await client.write(Buffer.from(`${bytes}GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n`, 'latin1'))
  const parts: Buffer[] = []
  for (;;) {
    const part = await client.some()
    if (part.length === 0) break
    parts.push(part)
  }
  await client.closed
  return Buffer.concat(parts).toString('latin1')
}

const head = (...lines: readonly string[]): string => [...lines, '', ''].join('\r\n')
const post = (...lines: readonly string[]): string => head('POST /v1/messages HTTP/1.1', 'Host: localhost', ...lines)
const chunked = 'Transfer-Encoding: chunked'
const LAST = '0\r\n\r\n'

describe.each([
  ['both lengths', post('Content-Length: 5', chunked) + LAST],
  ['both lengths, the other way round', post(chunked, 'Content-Length: 5') + LAST],
  ['two different lengths', `${post('Content-Length: 5', 'Content-Length: 6')}hello`],
  ['two equal lengths', `${post('Content-Length: 5', 'Content-Length: 5')}hello`],
  ['a list of lengths', `${post('Content-Length: 5, 5')}hello`],
  ['a signed length', `${post('Content-Length: +5')}hello`],
  ['a negative length', `${post('Content-Length: -5')}hello`],
  ['a hexadecimal length', `${post('Content-Length: 0x5')}hello`],
  ['a length beyond counting', `${post('Content-Length: 99999999999999999999')}hello`],
  ['another coding before chunked', post('Transfer-Encoding: gzip, chunked') + LAST],
  ['another coding after chunked', post('Transfer-Encoding: chunked, gzip') + LAST],
  ['another coding alone', post('Transfer-Encoding: gzip') + LAST],
  ['a coding that looks like chunked', post('Transfer-Encoding: xchunked') + LAST],
  ['chunked twice', post(chunked, chunked) + LAST],
  ['chunked and identity', post(chunked, 'Transfer-Encoding: identity') + LAST],
  ['a space before the colon', post('Transfer-Encoding : chunked') + LAST],
  ['chunks in HTTP/1.0', head('POST / HTTP/1.0', 'Host: localhost', chunked) + LAST],
  ['a chunk size that is no number', `${post(chunked)}zz\r\nhello\r\n${LAST}`],
  ['a chunk size with a prefix', `${post(chunked)}0x5\r\nhello\r\n${LAST}`],
  ['a chunk size beyond counting', `${post(chunked)}FFFFFFFFFFFFFFFFF\r\nhello\r\n${LAST}`],
  ['a chunk size ended by a bare LF', `${post(chunked)}5\nhello\r\n${LAST}`],
  ['a chunk extension ended by a bare LF', `${post(chunked)}5;a\nX\r\nhello\r\n${LAST}`],
  ['a chunk longer than its size', `${post(chunked)}5\r\nhelloXX\r\n${LAST}`],
  ['a folded line', post('X-A: a', ' b')],
  ['a folded transfer-encoding', post('Transfer-Encoding:', ' chunked') + LAST],
  ['a folded first line', head('GET / HTTP/1.1', ' Host: localhost')],
  ['a bare LF between lines', 'GET / HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n'],
  ['nothing but bare LF', 'GET / HTTP/1.1\nHost: localhost\n\n'],
  ['a bare CR between lines', 'GET / HTTP/1.1\r\nHost: localhost\rX-A: b\r\n\r\n'],
  ['a bare CR in a value', post('X-A: a\rb')],
  ['a zero byte in a value', post('X-A: a\0b')],
  ['an empty field name', post(': b')],
  ['a field name with a bracket', post('X(A: b')],
  ['two hosts', head('GET / HTTP/1.1', 'Host: localhost', 'Host: evil.example')],
  ['no host', head('GET / HTTP/1.1')],
  ['a target of another host', head('GET http://evil.example/ HTTP/1.1', 'Host: localhost')],
  ['no version', 'GET /v1/models\r\n\r\n'],
  ['a version that is not spoken', head('GET / HTTP/2.0', 'Host: localhost')],
  ['a method that is none', head('GE@T / HTTP/1.1', 'Host: localhost')],
  ['a raw character above ASCII in the target', head('GET /\u00e9 HTTP/1.1', 'Host: localhost')],
])('%s', (_, bytes) => {
  test('is refused, and nothing behind it is read', async () => {
    const before = behind.seen.length
    for (const port of ports) {
      const statuses = (await send(port, bytes)).match(/(?<=HTTP\/1\.1 )\d+/g)
      // The UI may answer a head before it meets the bad body; what counts is that nothing follows the refusal.
      expect(statuses?.at(-1)).toBe('400')
      if (port === clp.claude || port === clp.codex) expect(statuses).toEqual(['400'])
    }
    expect(behind.seen.length).toBe(before)
  })
})

describe.each([
  ['a head of more than 64 KiB', post(`X-A: ${'a'.repeat(70_000)}`)],
  ['more than 200 headers', post(...Array.from({ length: 201 }, () => 'A: b'))],
])('%s', (_, bytes) => {
  test('is refused with 431', async () => {
    for (const port of ports) expect(await send(port, bytes)).toMatch(/^HTTP\/1\.1 431 /)
  })
})

test('CONNECT is not served: the connection ends without a tunnel', async () => {
  for (const port of ports) {
    expect(await send(port, head('CONNECT evil.example:443 HTTP/1.1', 'Host: localhost'))).not.toMatch(/^HTTP\/1\.1 2/)
  }
  expect(behind.seen.map(({ url }) => url)).not.toContain('/smuggled')
})

describe('requests that take their time', () => {
  const open = async (limits: { headersTimeout: number; requestTimeout: number }): Promise<Listener> =>
    listen({
      name: 'test',
      variable: 'CLP_TEST_PORT',
      host: '127.0.0.1',
      port: 0,
      request: (request, response) => {
        request.resume()
        request.once('end', () => response.end())
      },
      upgrade: (_, socket) => socket.destroy(),
      limits: { ...limits, connectionsCheckingInterval: 10 },
    })

  test.each([
    ['a head that does not end', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n'],
    ['a head that does not begin', 'GET'],
    ['a body that does not end', `${post('Content-Length: 10')}hello`],
    ['a chunk that does not come', `${post(chunked)}5\r\nhe`],
  ])('%s is answered with 408 and the connection closed', async (_, bytes) => {
    const listener = await open({ headersTimeout: 50, requestTimeout: 100 })
    const client = await openRawClient(listener.port)
    await client.write(bytes)
    expect((await client.head()).status).toBe(408)
    await client.closed
    await listener.close(0)
  })
})
