import { randomBytes } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { deferred } from '../../../test/kit/replies.ts'
import { Body } from '../../codec/bytes/body.ts'
import { applyEdit } from '../../codec/bytes/body-edit.ts'
import { packChunks } from '../../codec/bytes/pack.ts'
import { keep } from '../exchange/recorded-body.ts'
import { Trace } from '../exchange/trace.ts'
import { createRequestPacker } from './pack-request.ts'

vi.mock('../../codec/bytes/pack.ts', { spy: true })

const LIMIT = 1024 * 1024
const TEXT = `{"model":"small","text":"${'word '.repeat(40_000)}"}`

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.clearAllMocks()
})

const traceOf = (received: Body, sent?: Body, limit = LIMIT, headers: readonly string[] = []): Trace => {
  const seed = { id: 'a', service: 'claude', method: 'POST', path: '/', query: '', address: '', startedAt: 0 }
  const trace = new Trace({ ...seed, requestHeaders: headers })
  trace.received = received.chunks
  trace.request = keep(received, limit)
  if (sent !== undefined) trace.sent = keep(sent, limit)
  return trace
}

/** Copied, because what is packed is given away. */
const body = (text: string): Body => new Body([Buffer.from(text.slice(0, 100_000)), Buffer.from(text.slice(100_000))])

/** The answer streams for long. */
const stream = (trace: Trace, pack = createRequestPacker(), logged = true): void => {
  pack(trace, logged)
  vi.advanceTimersByTime(500)
}

/** Until whatever began has gone on after its packing. */
const over = async (): Promise<void> => {
  await Promise.allSettled(vi.mocked(packChunks).mock.results.map(({ value }) => value))
  await new Promise((resolve) => setImmediate(resolve))
}

test('a long answer has the request packed, and its memory given back', async () => {
  const received = body(TEXT)
  const trace = traceOf(received)
  stream(trace)
  await vi.waitFor(() => expect(trace.request.packed).toBe(true))
  expect(inflateRawSync(Buffer.concat(trace.request.chunks)).toString()).toBe(TEXT)
  expect(trace.request).toMatchObject({ truncated: false, size: TEXT.length })
  expect(received.chunks.map(({ byteLength }) => byteLength)).toEqual([0, 0])
  trace.seal()
  expect(trace.leftOver()).toEqual([])
  expect(trace.record({ kind: 'delivered', status: 200 }, 1).request).toMatchObject({ packed: true, spent: true })
})

test('a body as sent that differs in a few bytes is kept as those', async () => {
  const received = body(TEXT)
  const sent = received.splice([{ offset: 9, removed: 7, inserted: Buffer.from('"larger"') }])
  const trace = traceOf(received, sent)
  stream(trace)
  await vi.waitFor(() => expect(trace.sent?.between).toBeDefined())
  const { between = { head: 0, tail: 0 }, chunks = [] } = trace.sent ?? {}
  const inserted = Buffer.concat(chunks)
  expect(inserted.byteLength).toBeLessThan(10)
  expect(applyEdit(Buffer.from(TEXT), { ...between, inserted }).toString()).toBe(TEXT.replace('small', 'larger'))
})

test('a body as sent that is another one altogether is packed by itself', async () => {
  const other = TEXT.replaceAll('word', 'term')
  const trace = traceOf(body(TEXT), body(other))
  stream(trace)
  await vi.waitFor(() => expect(trace.sent?.packed).toBe(true))
  expect(inflateRawSync(Buffer.concat(trace.sent?.chunks ?? [])).toString()).toBe(other)
})

test('of a body that is kept in part or not at all, the rest is given back too', async () => {
  for (const limit of [1000, 0]) {
    const received = body(TEXT)
    const trace = traceOf(received, undefined, limit)
    stream(trace)
    await vi.waitFor(() => expect(received.chunks.map(({ byteLength }) => byteLength)).toEqual([0, 0]))
    expect(trace.request).toMatchObject({ truncated: true, size: TEXT.length })
    const kept = Buffer.concat(trace.request.chunks)
    expect(limit === 0 ? kept.byteLength : inflateRawSync(kept).toString()).toBe(limit === 0 ? 0 : TEXT.slice(0, limit))
  }
})

test('of a body that is kept in part and does not shrink, the rest is given back all the same', async () => {
  const noise = randomBytes(200_000)
  const received = new Body([noise])
  const trace = traceOf(received, undefined, 8)
  const beginning = Buffer.from(noise.subarray(0, 8))
  stream(trace)
  await vi.waitFor(() => expect(received.chunks[0]?.byteLength).toBe(0))
  expect(Buffer.concat(trace.request.chunks)).toEqual(beginning)
  expect(trace.request).toMatchObject({ truncated: true, size: 200_000 })
})

test('where the log keeps no bodies, none is packed', async () => {
  const received = body(TEXT)
  const trace = traceOf(received, body(TEXT.replaceAll('word', 'term')))
  stream(trace, createRequestPacker(), false)
  await over()
  expect(received.chunks.map(({ byteLength }) => byteLength)).toEqual([0, 0])
  expect(trace.request).toEqual({ chunks: [], truncated: true, size: TEXT.length })
  expect(trace.sent).toEqual({ chunks: [], truncated: true, size: TEXT.length })
  expect(packChunks).not.toHaveBeenCalled()
})

test('one body that cannot be packed keeps no other from it', async () => {
  vi.mocked(packChunks).mockRejectedValueOnce(new Error('no memory'))
  const pack = createRequestPacker()
  const [failing, next] = [traceOf(body(TEXT)), traceOf(body(TEXT))]
  stream(failing, pack)
  stream(next, pack)
  await vi.waitFor(() => expect(next.request.packed).toBe(true))
  expect(Buffer.concat(failing.request.chunks).toString()).toBe(TEXT)
})

test('an answer that ends soon needs no packing', async () => {
  const stop = createRequestPacker()(traceOf(body(TEXT)), true)
  vi.advanceTimersByTime(499)
  stop()
  vi.advanceTimersByTime(1000)
  await over()
  expect(packChunks).not.toHaveBeenCalled()
})

test('bytes that a socket or a decoder still reads stay where they are', async () => {
  const [sending, read] = [traceOf(body(TEXT)), traceOf(body(TEXT))]
  sending.sending += 1
  void read.reading(() => new Promise(() => undefined))
  for (const trace of [sending, read]) {
    stream(trace)
    await over()
    expect(Buffer.concat(trace.received).toString()).toBe(TEXT)
  }
  expect(packChunks).not.toHaveBeenCalled()
})

test('an exchange that ends while its body is being packed is recorded as it was', async () => {
  const packing = deferred<Uint8Array>()
  vi.mocked(packChunks).mockImplementationOnce(() => packing.promise)
  const trace = traceOf(body(TEXT))
  stream(trace)
  await vi.waitFor(() => expect(packChunks).toHaveBeenCalled())
  trace.seal()
  const { request } = trace.record({ kind: 'delivered', status: 200 }, 1)
  // Still being read, so that its memory may not be given away.
  expect(request.spent).toBeUndefined()
  packing.resolve(new Uint8Array(10))
  await over()
  expect(Buffer.concat(request.chunks).toString()).toBe(TEXT)
})

test('what is compressed or random already stays as it is', async () => {
  const noise = new Body([randomBytes(100_000)])
  const [random, encoded] = [traceOf(noise), traceOf(body(TEXT), undefined, LIMIT, ['content-encoding', 'zstd'])]
  for (const trace of [random, encoded]) {
    const { request } = trace
    stream(trace)
    await over()
    expect(trace.request).toBe(request)
    expect(trace.received[0]?.byteLength).toBe(100_000)
  }
})
