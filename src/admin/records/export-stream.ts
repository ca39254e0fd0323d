/** The log as a file that is written while it is read: nothing of it is held in memory but the record at hand. */
import { exportHar } from '../../store/export/export-har.ts'
import { exportJsonl } from '../../store/export/export-jsonl.ts'
import type { Journal, JournalQuery } from '../../store/records/journal.ts'

export interface LogExport {
  readonly journal: Journal
  readonly query: JournalQuery
  readonly format: 'jsonl' | 'har'
  /** At most this many records. */
  readonly most: number | undefined
  /** Of CLP. */
  readonly version: string
  /** Ends the reading when the caller has gone. */
  readonly signal: AbortSignal
}

const FILES = {
  jsonl: { name: 'clp-requests.jsonl', type: 'application/x-ndjson' },
  har: { name: 'clp-requests.har', type: 'application/json' },
} as const

export const exportReply = ({ journal, query, format, most, version, signal }: LogExport): Response => {
  const source = most === undefined ? journal : limited(journal, most)
  const pieces =
    format === 'har' ? exportHar(source, { query, version, signal }) : exportJsonl(source, { query, signal })
  const { name, type } = FILES[format]
  const headers = { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` }
  return new Response(streamOf(pieces), { headers })
}

/** A journal whose list ends after `most` records. */
const limited = (journal: Journal, most: number): Journal => {
  let left = most
  return {
    ...journal,
    list: async (query, signal) => {
      const page = await journal.list({ ...query, limit: Math.min(query.limit ?? left, left) }, signal)
      left -= page.items.length
      return left > 0 ? page : { items: page.items }
    },
  }
}

/** Pulled by the reader, so that a slow one holds the reading up and one that leaves ends it. */
const streamOf = (pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await pieces.next()
      if (next.done === true) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
    cancel: async () => {
      await pieces.return(undefined)
    },
  })
}
