/** The ways an answer is written (event stream, Amazon's frames, JSON lines, one JSON value), each read for its usage objects only. */
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import { createCapture } from '../../codec/bytes/capture.ts'
import type { Framer } from '../../codec/bytes/held-bytes.ts'
import { createTail, type Tail } from '../../codec/bytes/tail.ts'
import { createAwsEventFramer } from '../../codec/stream/aws-event-stream.ts'
import { createLineFramer } from '../../codec/stream/ndjson.ts'
import { sseData } from '../../codec/stream/sse.ts'
import { createSseSearch } from '../../codec/stream/sse-search.ts'
import { AWS_EVENT_STREAM, AWS_METRICS, awsEvent } from '../common/aws-event.ts'
import type { UsageDialect } from '../common/usage-dialect.ts'
import { type AnswerMark, answerMarkIn } from './answer-mark.ts'
import {
  type FoundUsage,
  lastUsageIn,
  mayHoldUsage,
  nameHint,
  PARSED_WHOLE,
  usageInPayload,
  usageInText,
} from './usage-find.ts'

export interface UsageSink {
  /** One usage object, in the order they came. */
  readonly found: (usage: FoundUsage) => void
  /** Something was too large to be looked at; counts may be missing. */
  readonly gaveUp: (reason: string) => void
}

/** Bytes of the largest event or line that is held. */
export const LARGEST_EVENT = 16 * 1024 * 1024

const BOM = [0xef, 0xbb, 0xbf]
/** First letters of `data`, `event`, `id`, `retry`, and the colon of a comment. */
const SSE_STARTS = new Set(Array.from('deir:', (letter) => letter.charCodeAt(0)))
const JSON_STARTS = new Set(Array.from('{[', (letter) => letter.charCodeAt(0)))

/**
 * Reads a decoded answer. The first byte that is neither space nor byte order mark decides what it is: relays send event streams
 * as JSON and errors as event streams. The content type decides only where the byte does not.
 */
export const createFormatReader = (dialect: UsageDialect, contentType: string, sink: UsageSink): Framer => {
  const type = contentType.toLowerCase()
  let reader: Framer | undefined = type.startsWith(AWS_EVENT_STREAM) ? awsReader(dialect, sink) : undefined
  return {
    push: (chunk) => {
      if (reader !== undefined) return reader.push(chunk)
      const start = chunk.findIndex((byte) => byte > 0x20 && !BOM.includes(byte))
      if (start < 0) return
      reader = readerFor(chunk[start] ?? 0, type)(dialect, sink)
      reader.push(chunk.subarray(start))
    },
    end: () => reader?.end(),
  }
}

type MakeReader = (dialect: UsageDialect, sink: UsageSink) => Framer

const readerFor = (firstByte: number, contentType: string): MakeReader => {
  if (JSON_STARTS.has(firstByte)) return /ndjson|jsonl|json-?lines/.test(contentType) ? linesReader : jsonReader
  if (contentType.includes('event-stream') || SSE_STARTS.has(firstByte)) return sseReader
  return () => ({ push: () => undefined, end: () => undefined })
}

const sseReader: MakeReader = (dialect, sink) =>
  createSseSearch(nameHint(dialect), LARGEST_EVENT, (frame) => readEvent(dialect, sink, frame))

const awsReader: MakeReader = (dialect, sink) =>
  createAwsEventFramer(LARGEST_EVENT, (message) => readEvent(dialect, sink, message && Buffer.from(awsEvent(message))))

const readEvent = (dialect: UsageDialect, sink: UsageSink, frame: Uint8Array | undefined): void => {
  if (frame === undefined) sink.gaveUp(`an event has more than ${LARGEST_EVENT} bytes`)
  else report(sink, usagesInEvent(dialect, asBuffer(frame)))
}

const usagesInEvent = (dialect: UsageDialect, bytes: Buffer): readonly (FoundUsage | undefined)[] => {
  if (!mayHoldUsage(dialect, bytes) && !bytes.includes(AWS_METRICS)) return []
  if (bytes.byteLength > PARSED_WHOLE) return [lastOf(dialect, bytes)]
  const lines = sseData(bytes)
  const whole = usageInText(dialect, lines.join('\n'))
  // Some relays leave out the blank line between events: then each line is a payload of its own.
  return whole === undefined && lines.length > 1 ? lines.map((line) => usageInText(dialect, line)) : [whole]
}

const linesReader: MakeReader = (dialect, sink) =>
  createLineFramer(LARGEST_EVENT, (frame) => {
    if (frame === undefined) return sink.gaveUp(`a line has more than ${LARGEST_EVENT} bytes`)
    const bytes = asBuffer(frame)
    if (!mayHoldUsage(dialect, bytes)) return
    report(sink, [bytes.byteLength > PARSED_WHOLE ? lastOf(dialect, bytes) : usageInText(dialect, bytes.toString())])
  })

/** One JSON value: held whole while it is small, else its first and last part, where every service puts its counts. */
const jsonReader: MakeReader = (dialect, sink) => {
  const head = createCapture(PARSED_WHOLE)
  let tail: Tail | undefined
  const first = (): Buffer => {
    const { chunks } = head.captured()
    const [only] = chunks
    return chunks.length === 1 && only !== undefined ? asBuffer(only) : Buffer.concat(chunks)
  }
  let size = 0
  return {
    push: (chunk) => {
      if (size + chunk.byteLength > PARSED_WHOLE) {
        tail ??= tailAfter(first())
        tail.push(chunk)
      }
      size += chunk.byteLength
      head.push(chunk)
    },
    end: () => {
      const bytes = first()
      if (tail !== undefined) {
        const mark = answerMarkIn(bytes)
        return report(sink, [lastOf(dialect, tail.bytes(), mark) ?? lastOf(dialect, bytes, mark)])
      }
      if (mayHoldUsage(dialect, bytes)) report(sink, usagesOf(dialect, bytes))
    },
  }
}

const tailAfter = (bytes: Buffer): Tail => {
  const tail = createTail(PARSED_WHOLE)
  tail.push(bytes)
  return tail
}

const lastOf = (dialect: UsageDialect, bytes: Buffer, answer: AnswerMark = answerMarkIn(bytes)) => {
  const raw = lastUsageIn(dialect, bytes)
  // What stands beside the usage object was not looked at.
  const beside = dialect.pricedBeside === undefined ? undefined : { unseen: true }
  return raw === undefined ? undefined : { raw, answer, beside }
}

const usagesOf = (dialect: UsageDialect, bytes: Buffer): readonly (FoundUsage | undefined)[] => {
  const text = bytes.toString()
  try {
    return [usageInPayload(dialect, JSON.parse(text))]
  } catch {
    // Either JSON lines under another name, or a value that was cut off.
    const lines = text.split('\n').map((line) => usageInText(dialect, line))
    return lines.some((usage) => usage !== undefined) ? lines : [lastOf(dialect, bytes)]
  }
}

const report = (sink: UsageSink, usages: readonly (FoundUsage | undefined)[]): void => {
  for (const usage of usages) if (usage !== undefined) sink.found(usage)
}
