/**
 * Reads the token counts of one answer while its bytes pass. Plain answers are read on the spot. Compressed ones go, as a second
 * reference to the same chunks, through a streaming decoder in Node's thread pool: simpler than sending them to the journal's
 * worker, which sees bodies cut at the capture limit, and off the client's path all the same; only the record waits for it.
 */
import type { Transform } from 'node:stream'
import type { Framer } from '../../codec/bytes/held-bytes.ts'
import { createDecoders, DecodeError, encodingsOf } from '../../codec/encoding/decode.ts'
import type { UsageReading } from '../../contract/usage.ts'
import type { UsageDialect } from './usage.ts'
import { createFormatReader } from './usage-formats.ts'
import { mergeUsage, type RawUsage } from './usage-shape.ts'

export interface UsageReaderOptions {
  /** Value of `content-type`, empty when there is none. */
  readonly contentType: string
  /** Value of `content-encoding`, empty when there is none. */
  readonly contentEncoding: string
  /** Told once why counts may be missing: an oversized event, an unknown or corrupt encoding. One sentence, no secrets. */
  readonly onGiveUp?: (reason: string) => void
}

/** What was read: at once for plain answers, later for compressed ones; undefined when the answer held no counts. */
export type PendingReading = UsageReading | undefined | Promise<UsageReading | undefined>

export interface UsageReader {
  /** Takes a chunk as received. Never throws, never waits; holds on to the chunk but does not change it. */
  readonly push: (chunk: Uint8Array) => void
  /** The answer is complete. */
  readonly end: () => PendingReading
  /** The answer broke off: what was seen so far, marked `partial`. */
  readonly abort: () => PendingReading
}

/** Compressed bytes that may wait for the decoder. A faster sender loses its counts, not its connection. */
const LARGEST_BACKLOG = 8 * 1024 * 1024
/** Decoded bytes after which a compressed answer is taken for a bomb. */
const LARGEST_ANSWER = 512 * 1024 * 1024

export const createUsageReader = (dialect: UsageDialect, options: UsageReaderOptions): UsageReader => {
  const fold = createFold(dialect, options.onGiveUp)
  const reader = createFormatReader(dialect, options.contentType, fold)
  if (encodingsOf(options.contentEncoding).length > 0) return compressedReader(reader, fold, options.contentEncoding)
  const finish = (partial: boolean): UsageReading | undefined => {
    reader.end()
    return fold.reading(partial)
  }
  return { push: reader.push, end: () => finish(false), abort: () => finish(true) }
}

interface Fold {
  readonly found: (usage: RawUsage) => void
  readonly gaveUp: (reason: string) => void
  readonly reading: (partial: boolean) => UsageReading | undefined
}

/** Usage is a fold over the objects of an answer: a service may tell its input at the beginning and its output at the end. */
const createFold = (dialect: UsageDialect, onGiveUp: ((reason: string) => void) | undefined): Fold => {
  let raw: RawUsage | undefined
  let incomplete = false
  return {
    found: (usage) => {
      raw = raw === undefined ? usage : mergeUsage(raw, usage)
    },
    gaveUp: (reason) => {
      if (!incomplete) onGiveUp?.(`Cannot count the tokens of an answer completely: ${reason}`)
      incomplete = true
    },
    reading: (partial) =>
      raw === undefined ? undefined : { usage: dialect.read(raw), raw, partial: partial || incomplete },
  }
}

const compressedReader = (reader: Framer, fold: Fold, encoding: string): UsageReader => {
  const decoding = startDecoding(reader, fold, encoding)
  const finish = async (partial: boolean): Promise<UsageReading | undefined> => {
    await decoding.finish()
    reader.end()
    return fold.reading(partial)
  }
  return { push: decoding.push, end: () => finish(false), abort: () => finish(true) }
}

interface Decoding {
  readonly push: (chunk: Uint8Array) => void
  /** Resolves when everything pushed has been decoded, or given up. */
  readonly finish: () => Promise<void>
}

const startDecoding = (reader: Framer, fold: Fold, encoding: string): Decoding => {
  const chain = decoderChain(encoding, fold)
  const [first, last] = [chain[0], chain.at(-1)]
  if (first === undefined || last === undefined) return { push: () => undefined, finish: async () => undefined }
  let decoded = 0
  let stopped = false
  const settled = new Promise<void>((resolve) => {
    const stop = (reason?: string): void => {
      if (reason !== undefined && !stopped) fold.gaveUp(reason)
      stopped = true
      for (const part of chain) part.destroy()
      resolve()
    }
    last.on('data', (chunk: Uint8Array) => {
      if (stopped) return
      reader.push(chunk)
      decoded += chunk.byteLength
      if (decoded > LARGEST_ANSWER) stop(`it unpacks to more than ${LARGEST_ANSWER} bytes`)
    })
    last.on('end', () => stop())
    for (const part of chain) part.on('error', (error) => stop(error.message))
    first.on('backlog', () => stop('it came faster than it could be decoded'))
  })
  return {
    push: (chunk) => {
      if (stopped) return
      first.write(chunk)
      if (first.writableLength > LARGEST_BACKLOG) first.emit('backlog')
    },
    finish: () => {
      if (!stopped) first.end()
      return settled
    },
  }
}

/** The decoders of an encoding, connected; none when it is unknown. */
const decoderChain = (encoding: string, fold: Fold): readonly Transform[] => {
  try {
    const chain = createDecoders(encoding)
    chain.reduce((from, to) => from.pipe(to))
    return chain
  } catch (error) {
    fold.gaveUp(error instanceof DecodeError ? error.message : 'its encoding cannot be undone')
    return []
  }
}
