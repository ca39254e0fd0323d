/** Whatever a client sends and whatever an upstream answers, for any cut: the other side receives the very same bytes. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RawHeaders } from '../../../src/contract/exchange.ts'
import { startClp, type TestClp } from '../../kit/clp.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { openRawClient, type RawResponse } from '../../kit/raw-client.ts'
import { cutInto, pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

let behind: FakeUpstream
let clp: TestClp

beforeAll(async () => {
  behind = await startFakeUpstream()
  const main = { main: entry(behind.url, { active: true }) }
  clp = await startClp({ claude: main, codex: main })
})

afterAll(async () => {
  await clp.close()
  await behind.close()
})

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND', 'REPORT', 'M-SEARCH', 'QUERY']
// QUERY is known to newer Node versions only.
const methods = METHODS.filter((method) => method !== 'QUERY')

/** Everything a request target may hold after its first slash: escapes, dots, empty segments and what browsers would escape. */
const targetText = fc.string({
  unit: fc.constantFrom(...Array.from('abzAZ09-._~!$&\'()*+,;=:@/?%[]|\\^`{}"<>')),
  maxLength: 40,
})
const target = fc
  .tuple(targetText, fc.option(targetText, { nil: undefined }))
  .map(([path, query]) => (query === undefined ? `/${path}` : `/${path}?${query}`))
  // Local paths, and the one thing that is meant to be taken out.
  .filter((text) => !/^\/(health|ping|favicon\.ico|ws\/realtime)([?#]|$)/.test(text) && !/token=/i.test(text))

const fieldName = fc
  .string({ unit: fc.constantFrom(...Array.from("abcXYZ019-_.!#$%&'*+^`|~")), minLength: 1, maxLength: 12 })
  .map((name) => `x-${name}`)
  // Those that the default header filter takes out.
  .filter((name) => !/^x-(forwarded|real|api|clp|request)/i.test(name))
const fieldValue = fc
  .string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code)),
    maxLength: 30,
  })
  .map((value) => value.replace(/^[ \t]+|[ \t]+$/g, ''))
const fields = fc.array(fc.tuple(fieldName, fieldValue), { maxLength: 8 }).map((list): RawHeaders => list.flat())

const body = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }).map((text) => Buffer.from(text)),
  fc.integer({ min: 60_000, max: 300_000 }).map((size) => Buffer.alloc(size, '漢字 and more, ')),
)
const cuts = fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 12 })

const chunked = (parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap((part) => [Buffer.from(`${part.byteLength.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
    Buffer.from('0\r\n\r\n'),
  ])

/** Sends the bytes in pieces, each written when the one before has left. */
const sendCut = async (bytes: Uint8Array, sizes: readonly number[], method: string): Promise<RawResponse> => {
  const client = await openRawClient(clp.claude)
  try {
    const response = client.response(method)
    for (const piece of cutInto(bytes, sizes)) await client.write(piece)
    return await response
  } finally {
    client.close()
  }
}

test('the upstream receives the method, target, headers and body that the client sent', async () => {
  const framing = fc.constantFrom('length', 'chunked')
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...methods), target, fields, body, cuts, framing, async (...request) => {
      const [method, path, headers, bytes, sizes, how] = request
      behind.always(pieces([], []))
      const lines: RawHeaders = [
        ...['Host', 'localhost', ...headers],
        ...(how === 'chunked' ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(bytes.byteLength)]),
      ]
      const head = [`${method} ${path} HTTP/1.1`]
      for (let index = 0; index < lines.length; index += 2) head.push(`${lines[index]}: ${lines[index + 1]}`)
      const payload = how === 'chunked' ? chunked(cutInto(bytes, sizes)) : bytes
      const whole = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), payload])
      await sendCut(whole, sizes, method)

      const seen = behind.seen.at(-1)
      expect(seen?.method).toBe(method)
      expect(seen?.url).toBe(path.split('#', 1)[0])
      expect(seen?.rawHeaders.slice(2, 2 + headers.length)).toEqual(headers)
      expect(Buffer.compare((await seen?.body()) ?? Buffer.alloc(0), Buffer.from(bytes))).toBe(0)
    }),
    { numRuns: 100 },
  )
})

test('the client receives the status, headers and body that the upstream sent', async () => {
  const status = fc.integer({ min: 200, max: 599 }).filter((code) => code !== 204 && code !== 304)
  const framing = fc.constantFrom('length', 'chunked', 'close')
  await fc.assert(
    fc.asyncProperty(status, fields, body, cuts, framing, async (code, headers, bytes, sizes, how) => {
      behind.always(async (request, reply) => {
        await request.body()
        const length = how === 'length' ? ['Content-Length', String(bytes.byteLength)] : []
        const close = how === 'close' ? ['Connection', 'close'] : []
        reply.head(code, [...headers, ...length, ...close])
        for (const piece of cutInto(bytes, sizes)) await reply.write(piece)
        reply.end()
      })
      const response = await sendCut(Buffer.from('GET /v1/x HTTP/1.1\r\nHost: localhost\r\n\r\n'), [], 'GET')

      expect(response.status).toBe(code)
      expect(response.complete).toBe(true)
      expect(response.rawHeaders.slice(0, headers.length)).toEqual(headers)
      expect(Buffer.compare(response.body, Buffer.from(bytes))).toBe(0)
    }),
    { numRuns: 100 },
  )
})
