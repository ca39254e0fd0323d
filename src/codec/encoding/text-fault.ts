/** Whether bytes that should be text can be read as UTF-8, from what they are said to be and from what they are. */
import { isUtf8 } from 'node:buffer'

/**
 * Why a body cannot be read as text: its type names another encoding, its first bytes are those of UTF-16 or UTF-32, or it is not UTF-8
 * (RFC 8259 section 8.1 allows nothing else for JSON).
 */
export type TextFault = 'charset' | 'wide' | 'not-utf8'

/** Types of pictures, sounds, films and fonts. */
const MEDIA = /^(?:image|audio|video|font)\//
/** Other types whose bytes are no text by their own account. */
const BINARY = /^application\/(?:pdf|zip|gzip|(?:x-)?protobuf|grpc|cbor|msgpack|vnd\.amazon\.eventstream)/
/** What is said of bytes about which nothing is known: they may be text. */
const UNKNOWN = /^application\/octet-stream/

/** `type`: a content type in lower case. */
export const isMediaType = (type: string): boolean => MEDIA.test(type)

/** Whether bytes of this type, in lower case, are no text by their own account. */
export const isBinaryType = (type: string): boolean => isNamedBinary(type) || UNKNOWN.test(type)

const isNamedBinary = (type: string): boolean => MEDIA.test(type) || BINARY.test(type)

/** The parts of a multipart body have types of their own. */
const PARTS = /^multipart\//

/** `contentType`: value of the header, empty when there is none. */
export const textFault = (chunks: readonly Uint8Array[], contentType: string): TextFault | undefined => {
  const type = contentType.trim().toLowerCase()
  if (!isKnownCharset(type)) return 'charset'
  // Zeros stand at the front of many films, icons and frames.
  if (isNamedBinary(type)) return undefined
  if (isWide(firstBytes(chunks))) return 'wide'
  return UNKNOWN.test(type) || PARTS.test(type) || areUtf8(chunks) ? undefined : 'not-utf8'
}

const isKnownCharset = (type: string): boolean => {
  if (!type.includes('charset')) return true
  const names = [...type.matchAll(/;\s*charset\s*=\s*"?([^\s";]*)/g)].map(([, name]) => name)
  return names.every((name) => name === 'utf-8' || name === 'utf8' || name === 'us-ascii' || name === 'ascii')
}

const firstBytes = (chunks: readonly Uint8Array[]): Uint8Array => {
  const bytes: number[] = []
  for (const chunk of chunks) {
    for (const byte of chunk.subarray(0, 4 - bytes.length)) bytes.push(byte)
    if (bytes.length === 4) break
  }
  return Uint8Array.from(bytes)
}

/** A byte order mark of UTF-16 or UTF-32, or zeros where those put them before or behind a character of ASCII (RFC 4627 section 3). */
const isWide = ([a, b, c, d]: Uint8Array): boolean =>
  (a === 0xff && b === 0xfe) ||
  (a === 0xfe && b === 0xff) ||
  (a === 0 && b !== undefined) ||
  (b === 0 && a !== undefined) ||
  (c === 0 && d === 0)

const areUtf8 = (chunks: readonly Uint8Array[]): boolean => {
  let rest: Uint8Array = new Uint8Array(0)
  for (const chunk of chunks) {
    // A character that was cut in two is looked at with both its halves.
    const bytes = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk])
    const end = bytes.byteLength - cutBytes(bytes)
    if (!isUtf8(bytes.subarray(0, end))) return false
    rest = bytes.subarray(end)
  }
  return isUtf8(rest)
}

/** How many bytes at the end begin a character that is not whole. */
const cutBytes = (chunk: Uint8Array): number => {
  for (let back = 1; back <= 3 && back <= chunk.byteLength; back += 1) {
    const byte = chunk[chunk.byteLength - back] ?? 0
    if ((byte & 0xc0) !== 0x80) return widthOf(byte) > back ? back : 0
  }
  return 0
}

/** Bytes of the character that one begins. */
const widthOf = (first: number): number => {
  if (first < 0xc0) return 1
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}
