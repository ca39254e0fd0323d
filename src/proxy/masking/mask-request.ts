/** Replaces the secrets in a request that is about to go its way: in its body, and in the header that repeats a part of it. */

import type { Body } from '../../codec/bytes/body.ts'
import { isMediaType } from '../../codec/encoding/text-fault.ts'
import { headerValue } from '../../codec/http/headers.ts'
import { finish, type Work } from '../../codec/work/work.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { REDACTED } from '../../contract/secret.ts'
import type { SetApart } from '../../protocol/common/protocol.ts'
import { edited } from './edited-bytes.ts'
import { type Mark, type MaskedJson, type MaskTask, maskJson } from './mask-json.ts'

/** Codex tells in it what stands in the body's `client_metadata`, addresses of repositories among it. */
export const REPEATING_HEADER = 'x-codex-turn-metadata'

/** Uploads: bytes that are no JSON by their own account. */
const UPLOAD = /^(?:multipart\/|application\/(?:octet-stream|pdf|zip|gzip))/

/** Whether a body is looked at: all but uploads, which are not. */
export const isSearched = (body: Body, headers: RawHeaders): boolean => {
  if (body.size === 0) return false
  const type = (headerValue(headers, 'content-type') ?? '').trim().toLowerCase()
  return !UPLOAD.test(type) && !isMediaType(type)
}

/** Headers as they are told of before secrets were looked for: without the value of the one that repeats. */
export const withoutRepeating = (headers: RawHeaders): RawHeaders =>
  headerValue(headers, REPEATING_HEADER) === undefined
    ? headers
    : headers.map((text, index) =>
        index % 2 === 1 && headers[index - 1]?.toLowerCase() === REPEATING_HEADER ? REDACTED : text,
      )

export interface MaskedHeaders {
  readonly headers: RawHeaders
  readonly marks: readonly Mark[]
}

/** The same list where nothing was found. */
export const maskHeaders = (headers: RawHeaders, task: MaskTask): MaskedHeaders => {
  if (headerValue(headers, REPEATING_HEADER) === undefined) return { headers, marks: [] }
  const marks: Mark[] = []
  const masked = headers.map((text, index) => {
    if (index % 2 === 0 || headers[index - 1]?.toLowerCase() !== REPEATING_HEADER) return text
    const found = maskValue(text, task)
    marks.push(...found.marks)
    return found.text
  })
  return { headers: marks.length === 0 ? headers : masked, marks }
}

/** A header's value: its bytes are one character each. What is no JSON is read as one string of it. */
const maskValue = (text: string, task: MaskTask): { readonly text: string; readonly marks: readonly Mark[] } => {
  const bytes = Buffer.from(text, 'latin1')
  const own: MaskTask = { ...task, texts: () => 'text', apart: nothingApart }
  const json = finish(maskJson(bytes, own))
  if (json.whole) return said(bytes, json)
  const quoted = Buffer.from(JSON.stringify(text), 'latin1')
  const { text: masked, marks } = said(quoted, finish(maskJson(quoted, own)))
  return { text: JSON.parse(masked) as string, marks }
}

function* nothingApart(): Work<SetApart> {
  yield
  return { signed: [], opaque: [] }
}

const said = (
  bytes: Buffer,
  { edits, marks }: MaskedJson,
): { readonly text: string; readonly marks: readonly Mark[] } => ({
  text: edited(bytes, edits).toString('latin1'),
  marks: marks.map((mark) => ({ ...mark, path: `${REPEATING_HEADER} ${mark.path}`.trim() })),
})
