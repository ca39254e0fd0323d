/** Every way an upstream can misbehave: the client is told in its own protocol, at once, and CLP goes on for everybody else. */
import { describe, expect, test } from 'vitest'
import { message, messageStream, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { clp, deadScene, type Scene, scene, type TestClp } from '../../kit/clp.ts'
import type { Script } from '../../kit/fake-upstream.ts'
import { exchangeRaw, openRawClient, type RawResponse, requestBytes } from '../../kit/raw-client.ts'
import {
  controlled,
  cutAfter,
  cutBeforeHead,
  EVENT_STREAM,
  encode,
  json,
  neverRead,
  pieces,
  rawAnswer,
  stallAfter,
  stallBeforeHead,
} from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

const HOST = ['Host', 'localhost']
const GET = requestBytes('GET /v1/models', HOST)
const POST = requestBytes('POST /v1/messages', [...HOST, 'Content-Length', '2'], '{}')

const problem = (response: RawResponse): unknown => JSON.parse(response.body.toString()).error?.code

const alive = async (here: TestClp): Promise<void> => {
  expect((await exchangeRaw(here.claude, requestBytes('GET /health', HOST))).status).toBe(200)
}

describe('before the head', () => {
  test('refused: 502', async () => {
    const { claude, codex } = await deadScene()
    for (const port of [claude, codex]) {
      const response = await exchangeRaw(port, POST)
      expect([response.status, problem(response)]).toEqual([502, 'upstream-unreachable'])
      expect(response.body.toString()).toMatch(/Cannot reach http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/)
    }
  })

  test('a name nobody knows: 502', async () => {
    const { claude } = await clp({ claude: { main: entry('http://no-such-host.invalid') } })
    const response = await exchangeRaw(claude, POST)
    expect([response.status, problem(response)]).toEqual([502, 'upstream-unreachable'])
  })

  test('closed without an answer: 502', async () => {
    const { claude } = await scene(cutBeforeHead)
    const response = await exchangeRaw(claude, POST)
    expect([response.status, problem(response)]).toEqual([502, 'upstream-broken'])
  })

  test('silent for too long: 504, and the upstream’s connection is closed', async () => {
    const here = await scene(stallBeforeHead, { system: { timeouts: { responseHeadersSeconds: 0.05 } } })
    const response = await exchangeRaw(here.claude, POST)
    expect([response.status, problem(response)]).toEqual([504, 'upstream-timeout'])
    await here.upstream.seen[0]?.closed
  })

  test('never reads the body: 504', async () => {
    const here = await scene(neverRead, { system: { timeouts: { responseHeadersSeconds: 0.05 } } })
    const size = 20_000_000
    const large = requestBytes('POST /v1/messages', [...HOST, 'Content-Length', String(size)], Buffer.alloc(size))
    expect((await exchangeRaw(here.claude, large)).status).toBe(504)
  })

  test.each([
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['a status that is none', 'HTTP/1.1 099 Strange\r\nContent-Length: 0\r\n\r\n'],
    ['a status out of range', 'HTTP/1.1 1000 Strange\r\nContent-Length: 0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['an upgrade nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
    ['control characters in a header', 'HTTP/1.1 200 OK\r\nX-Bad: a\x01b\r\nContent-Length: 0\r\n\r\n'],
    ['control characters in its reason', 'HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n'],
  ])('%s: the client gets an answer and CLP goes on', async (_, bytes) => {
    const here = await scene(rawAnswer([Buffer.from(bytes, 'latin1')]))
    const response = await exchangeRaw(here.claude, POST)
    expect([200, 500, 502]).toContain(response.status)
    await alive(here)
  })

  // Found by proof:fuzz: node:http writes no such head, and the client got a 500 of ours.
  test('trailers announced where none can come: the answer is passed on', async () => {
    const here = await scene(rawAnswer(['HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nContent-Length: 2\r\n\r\nok']))
    const request = requestBytes('POST /v1/messages', [...HOST, 'Trailer', 'X-Sum', 'Content-Length', '2'], '{}')
    const response = await exchangeRaw(here.claude, request)
    expect(response.status).toBe(200)
    expect(response.body.toString()).toBe('ok')
  })

  test('interim answers are passed over', async () => {
    const { claude } = await scene(
      rawAnswer(['HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok']),
    )
    expect((await exchangeRaw(claude, POST)).body.toString()).toBe('ok')
  })
})

describe('after the head', () => {
  const WHOLE = messageStream({ blocks: [text('Hello', ' there')] })

  test.each(['cut', 'reset'] as const)(
    '%s in mid-stream: the client has what came, and sees that it is not all',
    async (how) => {
      const here = await scene(cutAfter(WHOLE, 300, how))
      const response = await exchangeRaw(here.claude, POST)
      expect([response.status, response.complete]).toEqual([200, false])
      // After a reset the system may throw away what had not been read yet.
      expect(WHOLE.startsWith(response.body.toString())).toBe(true)
      await alive(here)
    },
  )

  test('shorter than its length: incomplete for the client too', async () => {
    const { claude } = await scene(rawAnswer(['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello']))
    const response = await exchangeRaw(claude, POST)
    expect([response.body.toString(), response.complete]).toEqual(['hello', false])
  })

  test('silent for too long: cut', async () => {
    const here = await scene(stallAfter('data: 1\n\n'), { system: { timeouts: { idleSeconds: 0.05 } } })
    const response = await exchangeRaw(here.claude, POST)
    expect([response.body.toString(), response.complete]).toEqual(['data: 1\n\n', false])
    await here.upstream.seen[0]?.closed
  })

  test('a connection that the upstream closed while idle is not a failure', async () => {
    const here = await scene(json('fresh'))
    here.upstream.next((request, reply) => {
      reply.head(200, ['content-length', '2', 'connection', 'keep-alive'])
      reply.end('ok')
      request.connection.once('drain', () => undefined)
      setImmediate(() => request.connection.end())
    })
    expect((await exchangeRaw(here.claude, POST)).body.toString()).toBe('ok')
    expect((await exchangeRaw(here.claude, GET)).body.toString()).toBe('"fresh"')
  })

  test('trailers travel', async () => {
    const { claude } = await scene(
      rawAnswer([
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n',
      ]),
    )
    const response = await exchangeRaw(claude, POST)
    expect([response.body.toString(), response.trailers]).toEqual(['ok', ['X-Sum', '7']])
  })
})

describe('unusual but right', () => {
  const serve = async (script: Script): Promise<RawResponse> => {
    const { claude } = await scene(script)
    return exchangeRaw(claude, POST)
  }

  test('one event of eight megabytes', async () => {
    const line = `data: ${'漢'.repeat(2_800_000)}\n\n`
    const response = await serve(pieces([line]))
    expect(response.body.equals(Buffer.from(line))).toBe(true)
  })

  test.each(['gzip', 'br', 'deflate', 'zstd'] as const)('%s passes undecoded, with its name', async (coding) => {
    const bytes = encode(coding, JSON.stringify(message({ blocks: [text('Hello')] })))
    const response = await serve(pieces([bytes.subarray(0, 9), bytes.subarray(9)], ['content-encoding', coding]))
    expect(response.header('content-encoding')).toEqual([coding])
    expect(response.body.equals(bytes)).toBe(true)
  })

  test('a compression that is broken is the client’s to see', async () => {
    const bytes = Buffer.from('this is not gzip')
    const here = await scene(pieces([bytes], ['content-encoding', 'gzip', 'content-type', 'application/json']))
    expect((await exchangeRaw(here.claude, POST)).body.equals(bytes)).toBe(true)
    await alive(here)
  })

  test('an empty 200', async () => {
    const response = await serve(pieces([]))
    expect([response.status, response.body.length, response.complete]).toEqual([200, 0, true])
  })

  test('a redirect to its own place is the client’s to follow', async () => {
    const response = await serve(json({}, 307, ['location', '/v1/other']))
    expect([response.status, response.header('location')]).toEqual([307, ['/v1/other']])
  })
})

describe('a client that goes away', () => {
  const leaveWhile = async (here: Scene, how: 'close' | 'reset'): Promise<void> => {
    const client = await openRawClient(here.claude)
    await client.write(POST)
    const request = await here.upstream.request(1)
    await request.body()
    client[how]()
    await request.closed
  }

  test.each(['close', 'reset'] as const)('before the head (%s): the upstream sees it at once', async (how) => {
    const here = await scene(stallBeforeHead)
    await leaveWhile(here, how)
    await alive(here)
  })

  test.each(['close', 'reset'] as const)('in mid-stream (%s): the upstream sees it at once', async (how) => {
    const stream = controlled()
    const here = await scene(stream.script)
    const client = await openRawClient(here.claude)
    await client.write(POST)
    await stream.head()
    await stream.push('data: 1\n\n')
    await client.some()
    client[how]()
    await stream.closed
    await alive(here)
  })

  test('while it sends its body: nothing is asked of the upstream', async () => {
    const here = await scene(json({}))
    const client = await openRawClient(here.claude)
    await client.write(requestBytes('POST /v1/messages', [...HOST, 'Content-Length', '1000'], 'half'))
    client.close()
    await client.closed
    await alive(here)
    expect(here.upstream.seen).toHaveLength(0)
  })
})

describe('a client that reads slowly', () => {
  test('holds the upstream back, and gets everything in the end', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const chunks = 64
    let sent = 0
    const here = await scene()
    here.upstream.next(async (request, reply) => {
      await request.body()
      reply.head(200, EVENT_STREAM)
      for (; sent < chunks; sent += 1) await reply.write(chunk)
      reply.end()
    })
    here.upstream.always(json('other'))
    const client = await openRawClient(here.claude)
    client.pause()
    await client.write(POST)
    await here.upstream.request(1)
    // Other exchanges are the clock: while many of them pass, nothing more is taken from the stream that nobody reads.
    let before = -1
    while (sent !== before) {
      before = sent
      for (let others = 0; others < 50; others += 1) await exchangeRaw(here.claude, GET)
    }
    expect(sent).toBeLessThan(chunks / 2)
    client.resume()
    const response = await client.response()
    expect([response.body.length, response.complete]).toEqual([chunks * chunk.length, true])
    client.close()
  })
})
