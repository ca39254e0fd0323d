/** Images and files between data URLs, addresses and ids, base64 passed as it is. */
import type { ProtocolId } from '../../../contract/protocol.ts'
import type { MediaSource } from '../part.ts'

const DATA_URL = /^data:([^;,]*)(?:;[^;,]*)*;base64,/

/** Reads a URL that may hold the bytes itself (RFC 2397). */
export const sourceOfUrl = (url: string): MediaSource => {
  const head = DATA_URL.exec(url)
  return head === null
    ? { kind: 'url', url }
    : { kind: 'data', mime: properMime(head[1] ?? ''), data: url.slice(head[0].length) }
}

export const dataUrl = ({ mime, data }: { readonly mime: string; readonly data: string }): string =>
  `data:${mime};base64,${data}`

/** The type's registered name where people write another. */
export const properMime = (mime: string): string => (mime.toLowerCase() === 'image/jpg' ? 'image/jpeg' : mime)

/** Images that Messages and Responses take. */
export const isCommonImage = (mime: string): boolean => /^image\/(jpeg|png|gif|webp)$/i.test(mime)

/** What stands for an image or file that cannot be sent. */
export const placeholder = (what: 'image' | 'file', source: MediaSource): string => {
  if (source.kind === 'url') return `[${what}: ${source.url}]`
  return source.kind === 'id' ? `[${what} ${source.id}]` : `[${what} of type ${source.mime}]`
}

/** Whether a source can be read by an upstream of this protocol: ids only by the maker that gave them. */
export const isReadable = (source: MediaSource, protocol: ProtocolId): boolean =>
  source.kind !== 'id' || source.protocol === protocol
