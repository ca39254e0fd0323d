/** Looking for a text in a stored body: its content encoding undone, upper and lower case alike, JSON escapes included. */
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import { decodeBody } from '../../codec/encoding/decode.ts'
import { headerList } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'

/** Decoded bytes of one body that are looked through. */
const LARGEST_SEARCHED = 16 * 1024 * 1024

export const bodyHolds = async (bytes: Uint8Array, headers: RawHeaders, text: string): Promise<boolean> => {
  const body = (await decodedText(bytes, headers)).toLowerCase()
  const plain = text.toLowerCase()
  // In a JSON body a quote or a line break stands escaped.
  return body.includes(plain) || body.includes(JSON.stringify(plain).slice(1, -1))
}

const decodedText = async (bytes: Uint8Array, headers: RawHeaders): Promise<string> => {
  const encoding = headerList(headers, 'content-encoding') ?? ''
  const decode = (): Promise<Uint8Array> => decodeBody([bytes], encoding, LARGEST_SEARCHED, { partial: true })
  const decoded = encoding === '' ? bytes : await decode().catch(() => bytes)
  return asBuffer(decoded).toString()
}
