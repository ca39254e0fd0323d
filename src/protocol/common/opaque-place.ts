/** Where a language puts bytes that are no text into a document. */
import type { Work } from '../../codec/work/work.ts'
import type { ByteRange } from './protocol.ts'

/** How the bytes stand there: all of a text in Base64, or behind `;base64,` of a `data:` address (RFC 2397). */
export type OpaqueForm = 'base64' | 'data-url'

export interface OpaquePlace {
  /** Names of members from the outer to the inner one, whose text it is: `source`, `data`. */
  readonly path: readonly string[]
  /** What `type` must say in the objects around the text, from the innermost outwards; undefined for any. As many as there are conditions. */
  readonly types: readonly (readonly string[] | undefined)[]
  readonly form: OpaqueForm
}

/** Bytes of a `data:` address in which its media type must end. */
const LONGEST_MEDIA_TYPE = 256
const MARKER = ';base64,'

/** The part of a text that is opaque; undefined where it is not what its place says, so that rules see it. */
export function* opaquePart(bytes: Buffer, text: ByteRange, form: OpaqueForm): Work<ByteRange | undefined> {
  const start = form === 'base64' ? text.start : startOfData(bytes, text)
  if (start === undefined || start >= text.end || !(yield* isBase64(bytes, start, text.end))) return undefined
  return { start, end: text.end }
}

const startOfData = (bytes: Buffer, { start, end }: ByteRange): number | undefined => {
  const head = bytes.toString('latin1', start, Math.min(end, start + LONGEST_MEDIA_TYPE))
  const marker = head.startsWith('data:') ? head.indexOf(MARKER) : -1
  return marker === -1 ? undefined : start + marker + MARKER.length
}

/** 1 for the characters of both alphabets (RFC 4648 sections 4 and 5) and for the backslash of an escaped slash. */
const BASE64 = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9+/=_\-\\]/.test(String.fromCharCode(byte)) ? 1 : 0,
)

/** Bytes that are looked at without a pause. */
const SLICE = 256 * 1024

function* isBase64(bytes: Buffer, start: number, end: number): Work<boolean> {
  for (let from = start; from < end; from += SLICE) {
    if (from > start) yield
    const to = Math.min(end, from + SLICE)
    for (let at = from; at < to; at += 1) if (BASE64[bytes[at] ?? 0] !== 1) return false
  }
  return true
}
