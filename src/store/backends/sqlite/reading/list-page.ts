/** Fills one page of the list, in stretches that leave room for other queries and for the caller to give up. */
import type { ExchangeSummary, JournalPage, JournalQuery } from '../../../records/journal.ts'
import { limitOf } from '../../../records/page-limit.ts'
import { summaryOf } from '../../../records/rows/read-rows.ts'
import type { Connection } from '../database/driver.ts'
import { type ExchangeRow, startOf } from '../database/schema.ts'
import { containsText } from './body-search.ts'
import { cursorAfter, needsScan, rangeOf, type SortRange, selectRows, stretchStart } from './list-query.ts'

export interface PageDeps {
  /** Lets other queries in. */
  readonly yieldTurn: () => Promise<void>
  /** ms from an arbitrary start. */
  readonly elapsed: () => number
}

/** Rows looked at before others may ask. */
const STRETCH_ROWS = 20_000
/** Bodies are unpacked for a search: fewer at a time, and not without end. What was found so far comes with a cursor to go on. */
const SEARCH_STRETCH_ROWS = 50
const SEARCH_ROWS = 5000
const SEARCH_MS = 3000

/** Rejects with the signal's reason when the caller gives up. */
export const listPage = async (
  connection: Connection,
  query: JournalQuery,
  deps: PageDeps & { readonly signal: AbortSignal },
): Promise<JournalPage> => {
  const limit = limitOf(query)
  const range = rangeOf(query)
  if (needsScan(query)) return scanPage(connection, query, { ...deps, ...range, limit })
  return pageOf(selectRows(connection, query, { ...range, limit: limit + 1 }), limit)
}

const summaryAt = (row: ExchangeRow): ExchangeSummary => summaryOf(row, startOf(row.sort))

const pageOf = (rows: readonly ExchangeRow[], limit: number): JournalPage => {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  if (rows.length <= limit || last === undefined) return { items: items.map(summaryAt) }
  return { items: items.map(summaryAt), next: cursorAfter(last.sort) }
}

type Scan = PageDeps & SortRange & { readonly signal: AbortSignal; readonly limit: number }

const scanPage = async (connection: Connection, query: JournalQuery, scan: Scan): Promise<JournalPage> => {
  const stretch = query.text === undefined ? STRETCH_ROWS : SEARCH_STRETCH_ROWS
  const started = scan.elapsed()
  const found: ExchangeRow[] = []
  let before = scan.before
  for (let looked = 0; before > scan.from; looked += stretch) {
    scan.signal.throwIfAborted()
    if (query.text !== undefined && (looked >= SEARCH_ROWS || scan.elapsed() - started > SEARCH_MS)) {
      return { items: found.map(summaryAt), next: cursorAfter(before) }
    }
    const from = stretchStart(connection, { from: scan.from, before }, stretch)
    const rows = selectRows(connection, query, { from, before, limit: stretch })
    found.push(...(await withText(connection, rows, query.text)))
    if (found.length > scan.limit) return pageOf(found, scan.limit)
    before = from
    await scan.yieldTurn()
  }
  return pageOf(found, scan.limit)
}

const withText = async (
  connection: Connection,
  rows: readonly ExchangeRow[],
  text: string | undefined,
): Promise<readonly ExchangeRow[]> => {
  if (text === undefined) return rows
  const hits: ExchangeRow[] = []
  for (const row of rows) if (await containsText(connection, row, text)) hits.push(row)
  return hits
}
