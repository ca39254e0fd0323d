/**
 * Messages of `application/vnd.amazon.eventstream`, in which Amazon Bedrock sends its streams: where one ends and the next begins, for any cut.
 * Checksums are not compared: nothing is decided by a frame but what is told about the answer.
 * https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html
 */
import { asBuffer } from '../bytes/as-buffer.ts'
import { type Framer, HeldBytes } from '../bytes/held-bytes.ts'

export interface AwsMessage {
  /** Headers that hold texts, such as `:event-type`. */
  readonly headers: ReadonlyMap<string, string>
  readonly payload: Buffer
}

/** Receives one message; undefined stands for one that was larger than the limit. */
export type AwsMessageHandler = (message: AwsMessage | undefined) => void

/** Two lengths and their checksum. */
const PRELUDE = 12
const CHECKSUM = 4

/** `limit`: bytes of the largest message that is held. What is no such message ends the reading, for its length says nothing. */
export const createAwsEventFramer = (limit: number, onMessage: AwsMessageHandler): Framer => {
  const held = new HeldBytes(limit)
  const prelude = Buffer.alloc(PRELUDE)
  /** Bytes of the present message so far, and in all once its prelude is known. */
  let size = 0
  let total = PRELUDE
  let isBroken = false

  const take = (part: Buffer): void => {
    if (size < PRELUDE) part.copy(prelude, size)
    held.push(part)
    size += part.byteLength
    if (size === PRELUDE && total === PRELUDE) {
      total = prelude.readUInt32BE(0)
      if (total < PRELUDE + prelude.readUInt32BE(4) + CHECKSUM) isBroken = true
    }
    if (size < total || isBroken) return
    const bytes = held.take()
    onMessage(bytes === undefined ? undefined : messageOf(asBuffer(bytes)))
    size = 0
    total = PRELUDE
  }

  return {
    push: (chunk) => {
      const bytes = asBuffer(chunk)
      for (let at = 0; at < bytes.byteLength && !isBroken; ) {
        const end = Math.min(bytes.byteLength, at + total - size)
        take(bytes.subarray(at, end))
        at = end
      }
    },
    end: () => undefined,
  }
}

const messageOf = (bytes: Buffer): AwsMessage => {
  const payloadAt = PRELUDE + bytes.readUInt32BE(4)
  return {
    headers: headersIn(bytes.subarray(PRELUDE, payloadAt)),
    payload: bytes.subarray(payloadAt, bytes.byteLength - CHECKSUM),
  }
}

/** Type of a header that holds a text. */
const TEXT = 7

/** The headers up to the first that is no text: Bedrock writes no others. */
const headersIn = (bytes: Buffer): ReadonlyMap<string, string> => {
  const headers = new Map<string, string>()
  for (let at = 0; at < bytes.byteLength; ) {
    const nameEnd = at + 1 + (bytes[at] ?? 0)
    if (bytes[nameEnd] !== TEXT || nameEnd + 3 > bytes.byteLength) break
    const valueEnd = nameEnd + 3 + bytes.readUInt16BE(nameEnd + 1)
    headers.set(bytes.toString('utf8', at + 1, nameEnd), bytes.toString('utf8', nameEnd + 3, valueEnd))
    at = valueEnd
  }
  return headers
}
