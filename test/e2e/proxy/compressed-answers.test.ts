/** A compressed answer is shown, judged and ended like any other, and passes byte for byte all the same. */
import { describe, expect, test } from 'vitest'
import { upstream } from '../../kit/clp.ts'
import { COMPRESSED_STREAMS, type CompressedStream } from '../../kit/compressed-streams.ts'
import type { Script } from '../../kit/fake-upstream.ts'
import { type ProxyWorld, proxyWorld } from '../../kit/proxy-world.ts'
import { exchangeRaw, type RawResponse, requestBytes } from '../../kit/raw-client.ts'
import { EVENT_STREAM, pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { frameStart, repeatedBlock } from '../../kit/zstd-frames.ts'
import { goodStream } from '../faults/faults.ts'

const ERROR = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"busy"}}\n\n'

/** The events of a good answer, one text each. */
const GOOD = goodStream('claude', 'hé 密').split(/(?<=\n\n)/)

const headers = (coding: string) => [...EVENT_STREAM, 'content-encoding', coding]

const ask = (world: ProxyWorld): Promise<RawResponse> => {
  const head = ['Host', 'localhost', 'Content-Length', '2', 'Accept-Encoding', 'gzip, deflate, br, zstd']
  return exchangeRaw(world.ports.claude, requestBytes('POST /v1/messages', head, '{}'))
}

/** One upstream, or two of which the second is never asked. */
const world = async (script: Script, { others = false } = {}) => {
  const a = await upstream(script)
  const b = await upstream(pieces(['never asked']))
  return proxyWorld({
    claude: { a: entry(a.url, { weight: 2, active: true }), ...(others ? { b: entry(b.url, { weight: 1 }) } : {}) },
    balancing: { mode: 'weight-based' },
  })
}

/** Sends the texts as the stream compresses them, then cuts the connection. */
const brokenOff =
  (stream: CompressedStream, texts: readonly string[]): Script =>
  async (request, reply) => {
    await request.body()
    reply.head(200, headers(stream.coding))
    for (const part of await stream.begin(texts)) await reply.write(part)
    reply.cut()
  }

const liveText = ({ events }: ProxyWorld): string =>
  events.map((event) => (event.type === 'response_chunk' ? event.response_delta : '')).join('')

describe.each(COMPRESSED_STREAMS)('an answer in $name', (stream) => {
  test('is shown live as text, counted, and passed on as it came', async () => {
    const parts = await stream.begin(GOOD)
    const scene = await world(pieces(parts, headers(stream.coding)))
    scene.wantChunks()
    const reply = await ask(scene)
    expect(reply.body).toEqual(Buffer.concat(parts))
    const record = await scene.record(1)
    expect(liveText(scene)).toBe(GOOD.join(''))
    expect(scene.events.find(({ type }) => type === 'response_chunk')).toMatchObject({
      response_bytes: Buffer.concat(parts).length,
    })
    expect(record.usage?.usage.output).toBeGreaterThan(0)
    expect(record.usage?.partial).toBe(false)
  })

  test.each([false, true])('that ends with an error is a failure of its upstream (others: %s)', async (others) => {
    const parts = await stream.begin([...GOOD.slice(0, 3), ERROR])
    const scene = await world(pieces(parts, headers(stream.coding)), { others })
    expect((await ask(scene)).body).toEqual(Buffer.concat(parts))
    expect(await scene.record(1)).toMatchObject({
      outcome: { kind: 'failed', code: 'upstream-broken' },
      attempts: [{ outcome: { kind: 'broken', code: 'error-event' } }],
    })
    expect(scene.health.stateOf('claude', 'a').failures).toBe(1)
  })

  test('that breaks off ends with an event of the protocol, which a strict decoder reads', async () => {
    const texts = GOOD.slice(0, 3)
    const scene = await world(brokenOff(stream, texts), { others: true })
    scene.wantChunks()
    const reply = await ask(scene)
    const bytes = Buffer.concat(await stream.begin(texts))
    expect(reply.body.subarray(0, bytes.length)).toEqual(bytes)
    const said = Buffer.from(stream.read(reply.body)).toString()
    expect(said.slice(0, texts.join('').length)).toBe(texts.join(''))
    expect(said.slice(texts.join('').length)).toMatch(/^\n\nevent: error\ndata: \{.*\}\n\n$/)
    const record = await scene.record(1)
    expect(record.outcome).toMatchObject({ kind: 'failed', code: 'upstream-broken' })
    expect(Buffer.concat(record.response.chunks)).toEqual(reply.body)
    expect(liveText(scene)).toBe(said)
  })
})

describe('an answer that breaks off within what a decoder needs whole', () => {
  test('is cut as its upstream cut it', async () => {
    const gzip = COMPRESSED_STREAMS[0] as CompressedStream
    const parts = await gzip.begin(GOOD.slice(0, 4))
    const whole = Buffer.concat(parts)
    const cut = whole.subarray(0, whole.length - Math.ceil((parts[3]?.length ?? 0) / 2))
    const scene = await world(
      async (request, reply) => {
        await request.body()
        reply.head(200, headers('gzip'))
        await reply.write(cut)
        reply.cut()
      },
      { others: true },
    )
    expect(await ask(scene)).toMatchObject({ body: cut, complete: false })
    expect((await scene.record(1)).outcome).toMatchObject({ kind: 'failed', code: 'upstream-broken' })
  })
})

describe('an answer that unpacks to more than anybody needs', () => {
  test('goes on untouched, with counts that are marked partial', async () => {
    const begin = Buffer.concat([frameStart(), ...(await zstdTexts(GOOD))])
    const bomb = Array.from({ length: 4096 }, () => repeatedBlock(10, 128 * 1024))
    const bytes = Buffer.concat([begin, ...bomb])
    const scene = await world(pieces([begin, Buffer.concat(bomb)], headers('zstd')), { others: true })
    expect((await ask(scene)).body).toEqual(bytes)
    expect(await scene.record(1)).toMatchObject({ outcome: { kind: 'delivered' }, usage: { partial: true } })
  })
})

/** The blocks of these texts, without the start of their frame. */
const zstdTexts = async (texts: readonly string[]): Promise<readonly Buffer[]> => {
  const zstd = COMPRESSED_STREAMS.find(({ name }) => name === 'zstd') as CompressedStream
  return (await zstd.begin(texts)).map((part, at) => (at === 0 ? part.subarray(frameStart().length) : part))
}
