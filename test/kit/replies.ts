/** Scripts for the fake upstream: answers, streams with given cuts, and every way an upstream can misbehave. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { RawHeaders } from '../../src/contract/exchange.ts'
import type { ReplyWriter, Script, SeenRequest } from './fake-upstream.ts'

/** Answers with these exact bytes once the request has been read. */
export const answer =
  (status: number, headers: RawHeaders, body: Uint8Array | string = ''): Script =>
  async (request, reply) => {
    await request.body()
    reply.head(status, [...headers, 'content-length', String(Buffer.byteLength(body))])
    reply.end(body)
  }

export const json = (value: unknown, status = 200, headers: RawHeaders = []): Script =>
  answer(status, ['content-type', 'application/json', ...headers], JSON.stringify(value))

/** Sends a stream in the given pieces, each a write of its own. */
export const pieces =
  (chunks: readonly (Uint8Array | string)[], headers: RawHeaders = EVENT_STREAM): Script =>
  async (request, reply) => {
    await request.body()
    reply.head(200, headers)
    for (const chunk of chunks) await reply.write(chunk)
    reply.end()
  }

export const EVENT_STREAM: RawHeaders = [
  'content-type',
  'text/event-stream; charset=utf-8',
  'cache-control',
  'no-cache',
]

/** The bytes in pieces of the given sizes, the rest as the last piece: cuts fall wherever they fall, inside a character too. */
export const cutInto = (bytes: Uint8Array | string, sizes: readonly number[]): Buffer[] => {
  const whole = Buffer.from(bytes)
  const cuts: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    if (at >= whole.length) break
    cuts.push(whole.subarray(at, at + Math.max(1, size)))
    at += Math.max(1, size)
  }
  if (at < whole.length) cuts.push(whole.subarray(at))
  return cuts
}

/** Pieces of one size. */
export const everyBytes = (bytes: Uint8Array | string, size: number): Buffer[] =>
  cutInto(
    bytes,
    Array.from({ length: Math.ceil(Buffer.byteLength(bytes) / size) }, () => size),
  )

export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd'

export const encode = (coding: Coding, bytes: Uint8Array | string): Buffer => {
  switch (coding) {
    case 'gzip':
      return gzipSync(bytes)
    case 'deflate':
      return deflateSync(bytes)
    case 'br':
      return brotliCompressSync(bytes)
    case 'zstd':
      return zstdStored(Buffer.from(bytes))
  }
}

/**
 * A valid zstd frame that stores the bytes without compressing them (RFC 8878 §3.1.1): Node 20 has no zstd encoder.
 * Single segment, eight bytes of content size, raw blocks of at most 128 KiB.
 */
const zstdStored = (bytes: Buffer): Buffer => {
  const head = Buffer.alloc(13)
  head.writeUInt32LE(0xfd2fb528, 0)
  head.writeUInt8(0b1110_0000, 4)
  head.writeBigUInt64LE(BigInt(bytes.length), 5)
  const blocks = bytes.length === 0 ? [bytes] : everyBytes(bytes, 128 * 1024)
  const framed = blocks.flatMap((block, index) => {
    const header = Buffer.alloc(3)
    header.writeUIntLE((block.length << 3) | (index === blocks.length - 1 ? 1 : 0), 0, 3)
    return [header, block]
  })
  return Buffer.concat([head, ...framed])
}

/** A stream the test drives: it says when the head, each chunk and the end go out. */
export interface Controlled {
  readonly script: Script
  /** Resolves when the request is there and read. */
  readonly started: Promise<SeenRequest>
  readonly head: (status?: number, headers?: RawHeaders) => Promise<void>
  readonly push: (bytes: Uint8Array | string) => Promise<void>
  readonly end: () => Promise<void>
  readonly cut: () => Promise<void>
  readonly reset: () => Promise<void>
  /** Resolves when the other side has closed its connection. */
  readonly closed: Promise<void>
}

export const controlled = (): Controlled => {
  const { promise: writer, resolve: hand } = deferred<ReplyWriter>()
  const { promise: started, resolve: start } = deferred<SeenRequest>()
  return {
    script: async (request, reply) => {
      await request.body()
      hand(reply)
      start(request)
    },
    started,
    head: async (status = 200, headers = EVENT_STREAM) => (await writer).head(status, headers),
    push: async (bytes) => (await writer).write(bytes),
    end: async () => (await writer).end(),
    cut: async () => (await writer).cut(),
    reset: async () => (await writer).reset(),
    closed: started.then((request) => request.closed),
  }
}

export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
}

export const deferred = <T>(): Deferred<T> => {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/** Reads the request and never answers. */
export const stallBeforeHead: Script = async (request) => {
  await request.body()
}

/** Takes the head of the request and never reads its body. */
export const neverRead: Script = () => undefined

/** Sends a head and the first chunk, then nothing more. */
export const stallAfter =
  (first: Uint8Array | string, headers: RawHeaders = EVENT_STREAM): Script =>
  async (request, reply) => {
    await request.body()
    reply.head(200, headers)
    await reply.write(first)
  }

/** Closes the connection when `count` bytes of the body have gone out, with the framing left open. */
export const cutAfter =
  (bytes: Uint8Array | string, count: number, how: 'cut' | 'reset' = 'cut'): Script =>
  async (request, reply) => {
    await request.body()
    reply.head(200, EVENT_STREAM)
    if (count > 0) await reply.write(Buffer.from(bytes).subarray(0, count))
    reply[how]()
  }

/** Closes the connection instead of answering. */
export const cutBeforeHead: Script = async (request, reply) => {
  await request.body()
  reply.cut()
}

/** Writes bytes that no HTTP library would: the whole answer, head included, in the given pieces; then closes. */
export const rawAnswer =
  (chunks: readonly (Uint8Array | string)[]): Script =>
  async (request, reply) => {
    await request.body()
    for (const chunk of chunks) await new Promise<void>((resolve) => reply.socket.write(chunk, () => resolve()))
    reply.socket.end()
  }
