/**
 * Content encodings undone (RFC 9110 section 8.4): whole bodies with a limit on what may come out, and a streaming form for
 * those who only look. gzip, deflate (with and without zlib wrapper, as clients accept both), br and zstd, also in lists.
 */
import type { Transform } from 'node:stream'
import { constants, createGunzip, type ZlibOptions } from 'node:zlib'
import { brotliDecoder } from './brotli.ts'
import { inflateDecoder } from './inflate.ts'
import { zstdDecoder } from './zstd.ts'

export type DecodeProblem = 'unsupported' | 'corrupt' | 'too-large'

/** A body could not be decoded; `problem` says in which way. */
export class DecodeError extends Error {
  readonly problem: DecodeProblem

  constructor(problem: DecodeProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DecodeError'
    this.problem = problem
  }
}

export interface DecodeOptions {
  /** Accepts a body that breaks off and gives what could be read of it; for bodies that were captured only in part. */
  readonly partial?: boolean
}

/** Encodings of one body that are undone: each costs a decoder, and nobody applies more. */
const MOST_LAYERS = 2

/** Encodings of a `content-encoding` value in the order they were applied, lower case, `identity` left out. */
export const encodingsOf = (header: string): string[] =>
  header === ''
    ? []
    : header
        .toLowerCase()
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '' && part !== 'identity')

/** Whether all encodings of a `content-encoding` value can be undone here. */
export const canDecode = (header: string): boolean => {
  const encodings = encodingsOf(header)
  return encodings.length <= MOST_LAYERS && encodings.every((encoding) => DECODERS.has(encoding))
}

/**
 * The decoded bytes of a body. `encoding` is the value of `content-encoding`, `limit` the largest size in bytes of any decoded
 * form. Rejects with `DecodeError`: `unsupported`, `corrupt` (also: broken off), or `too-large`.
 */
export const decodeBody = async (
  chunks: readonly Uint8Array[],
  encoding: string,
  limit: number,
  options: DecodeOptions = {},
): Promise<Uint8Array> => {
  const decoders = decodersOf(encoding)
  let bytes: Uint8Array = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
  if (bytes.byteLength > limit) throw tooLarge(limit)
  if (bytes.byteLength === 0) return bytes
  for (const decoder of decoders) bytes = await runDecoder(decoder, bytes, limit, options.partial === true)
  return bytes
}

/**
 * A stream that undoes one or several encodings, the last applied first. Throws `DecodeError` when one of them is unknown. The
 * parts are connected in order; write to the first, read from the last; each may emit `error`.
 */
export const createDecoders = (encoding: string): readonly Transform[] => decodersOf(encoding).map((make) => make(true))

/** Makes a decoder; `partial`: a body that breaks off gives what could be read instead of an error. */
type MakeDecoder = (partial: boolean) => Transform

const DECODERS: ReadonlyMap<string, MakeDecoder> = new Map<string, MakeDecoder>([
  ['gzip', (partial) => createGunzip(flushing(partial))],
  ['x-gzip', (partial) => createGunzip(flushing(partial))],
  ['deflate', (partial) => inflateDecoder(flushing(partial))],
  ['br', (partial) => brotliDecoder(partial)],
  ['zstd', (partial) => zstdDecoder(partial)],
])

const flushing = (partial: boolean): ZlibOptions => (partial ? { finishFlush: constants.Z_SYNC_FLUSH } : {})

const decodersOf = (encoding: string): MakeDecoder[] => {
  const names = encodingsOf(encoding)
  if (names.length > MOST_LAYERS) {
    throw new DecodeError('unsupported', `Cannot decode ${names.length} content encodings, at most ${MOST_LAYERS}`)
  }
  return names.reverse().map((name) => {
    const make = DECODERS.get(name)
    if (make === undefined) throw new DecodeError('unsupported', `Cannot decode content encoding "${name}"`)
    return make
  })
}

const runDecoder = (make: MakeDecoder, bytes: Uint8Array, limit: number, partial: boolean): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const decoder = make(partial)
    const decoded: Uint8Array[] = []
    let size = 0
    const fail = (error: Error): void => {
      decoder.destroy()
      reject(error)
    }
    decoder.on('data', (chunk: Uint8Array) => {
      size += chunk.byteLength
      if (size > limit) fail(tooLarge(limit))
      else decoded.push(chunk)
    })
    decoder.on('error', (cause) =>
      fail(new DecodeError('corrupt', `Cannot decode the body: ${cause.message}`, { cause })),
    )
    decoder.on('end', () => resolve(Buffer.concat(decoded, size)))
    decoder.end(bytes)
  })

const tooLarge = (limit: number): DecodeError =>
  new DecodeError('too-large', `Cannot decode the body: it has more than ${limit} bytes`)
