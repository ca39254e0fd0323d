/** The parts of a multipart body (RFC 2046 section 5.1, RFC 7578) that are no text by their own account. */
import { isUtf8 } from 'node:buffer'
import { isBinaryType, isMediaType } from '../encoding/text-fault.ts'
import type { Work } from '../work/work.ts'

interface PartRange {
  readonly start: number
  readonly end: number
}

/** What stands between the parts of a body of this content type; undefined when it is not multipart. */
export const boundaryOf = (contentType: string): string | undefined => {
  if (!/^\s*multipart\//i.test(contentType)) return undefined
  const found = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/** Bytes of the largest head of a part that is read; a part with a larger one is taken for text. */
const LARGEST_HEAD = 16 * 1024
const END_OF_HEAD = Buffer.from('\r\n\r\n')

/**
 * The contents of parts that are pictures, sounds or films, or of another type that is no text and whose bytes are none: a file of text may
 * be sent as `application/octet-stream`. Ascending. A part that does not end reaches to the end of the body.
 */
export function* binaryParts(bytes: Buffer, boundary: string): Work<readonly PartRange[]> {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1')
  const found: PartRange[] = []
  let at = bytes.indexOf(delimiter)
  while (at !== -1) {
    const head = at + delimiter.length
    const next = bytes.indexOf(delimiter, head)
    const part = contentOf(bytes, head, next === -1 ? bytes.length : next)
    if (part !== undefined && isBinary(bytes, part)) found.push({ start: part.start, end: part.end })
    at = next
    yield
  }
  return found
}

interface Part extends PartRange {
  readonly type: string
}

/** The content between the head of a part and the line break before the next delimiter. */
const contentOf = (bytes: Buffer, head: number, next: number): Part | undefined => {
  const blank = bytes.subarray(head, Math.min(next, head + LARGEST_HEAD)).indexOf(END_OF_HEAD)
  if (blank === -1) return undefined
  const fields = bytes.toString('latin1', head, head + blank)
  const type = /^content-type\s*:\s*([^\r\n]*)/im.exec(fields)?.[1] ?? ''
  const start = head + blank + END_OF_HEAD.length
  const end = next >= start + 2 && bytes[next - 1] === 0x0a && bytes[next - 2] === 0x0d ? next - 2 : next
  return { start, end: Math.max(start, end), type: type.trim().toLowerCase() }
}

const isBinary = (bytes: Buffer, { start, end, type }: Part): boolean =>
  isMediaType(type) || (isBinaryType(type) && !isUtf8(bytes.subarray(start, end)))
