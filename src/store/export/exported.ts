/** What exports are made of: every record a query finds, with its bodies decoded as a person would read them. */
import { decodeBody } from '../../codec/encoding/decode.ts'
import { headerList } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { BodyKind, Journal, JournalQuery, StoredExchange } from '../records/journal.ts'

export interface ExportedBody {
  /** Content encoding undone as far as it could be. */
  readonly bytes: Uint8Array
  readonly truncated: boolean
}

export interface Exported {
  readonly exchange: StoredExchange
  readonly request: ExportedBody
  readonly sent: ExportedBody
  readonly response: ExportedBody
}

export interface ExportOptions {
  readonly query: JournalQuery
  readonly signal?: AbortSignal
}

const PAGE = 100
/** Decoded bytes of one body; a larger one is exported as it was received. */
const LARGEST_BODY = 256 * 1024 * 1024

/** Newest first. Ends early when the signal is aborted, by throwing its reason. */
export async function* exported(journal: Journal, { query, signal }: ExportOptions): AsyncGenerator<Exported> {
  let cursor = query.cursor
  do {
    const page = await journal.list({ ...query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, signal)
    for (const { id } of page.items) {
      signal?.throwIfAborted()
      const exchange = await journal.find(id)
      // Trimmed or cleared since the page was read.
      if (exchange !== undefined) yield await withBodies(journal, exchange)
    }
    cursor = page.next
  } while (cursor !== undefined)
}

const withBodies = async (journal: Journal, exchange: StoredExchange): Promise<Exported> => {
  const body = async (kind: BodyKind, headers: RawHeaders): Promise<ExportedBody> => {
    const stored = await journal.body(exchange.id, kind)
    if (stored === undefined) return { bytes: new Uint8Array(), truncated: false }
    return { bytes: await decoded(stored.bytes, headers), truncated: stored.truncated }
  }
  return {
    exchange,
    request: await body('request', exchange.requestHeaders),
    sent: await body('sent', exchange.sentHeaders ?? []),
    response: await body('response', exchange.responseHeaders),
  }
}

const decoded = async (bytes: Uint8Array, headers: RawHeaders): Promise<Uint8Array> => {
  const encoding = headerList(headers, 'content-encoding') ?? ''
  if (encoding === '') return bytes
  return decodeBody([bytes], encoding, LARGEST_BODY, { partial: true }).catch(() => bytes)
}
