/** Messages of `application/vnd.amazon.eventstream` as Amazon Bedrock writes them. */
import { crc32 } from 'node:zlib'

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

const header = ([name, value]: readonly [string, string]): Buffer => {
  const [key, text] = [Buffer.from(name), Buffer.from(value)]
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.byteLength)
  return Buffer.concat([Buffer.from([key.byteLength]), key, Buffer.from([7]), length, text])
}

const checksum = (bytes: Buffer): Buffer => uint32(crc32(bytes))

export const awsMessage = (headers: Readonly<Record<string, string>>, payload: string): Buffer => {
  const head = Buffer.concat(Object.entries(headers).map(header))
  const body = Buffer.from(payload)
  const lengths = Buffer.concat([uint32(head.byteLength + body.byteLength + 16), uint32(head.byteLength)])
  const before = Buffer.concat([lengths, checksum(lengths), head, body])
  return Buffer.concat([before, checksum(before)])
}

/** One event of a Messages stream as `invoke-with-response-stream` wraps it. */
export const bedrockChunk = (event: object): Buffer =>
  awsMessage(
    { ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' },
    JSON.stringify({ bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'abcd' }),
  )

/** One event of `converse-stream`. */
export const converseEvent = (type: string, event: object): Buffer =>
  awsMessage(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    JSON.stringify(event),
  )

/** A failure in the midst of a stream. */
export const bedrockException = (type: string, message: string): Buffer =>
  awsMessage(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    JSON.stringify({ message }),
  )
