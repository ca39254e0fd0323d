/** One page of the list, newest first. What no index answers is looked for in stretches, between which the caller may give up. */
import { systemClock } from '../../../../contract/clock.ts'
import type { ExchangeSummary, JournalPage, JournalQuery } from '../../../records/journal.ts'
import { limitOf } from '../../../records/page-limit.ts'
import { type ExchangeColumns, summaryOf } from '../../../records/rows/read-rows.ts'
import type { Sessions } from '../database/connection.ts'
import { conditionsOf, cursorOf, type Place, placeOf, type Stretch } from './list-conditions.ts'
import { holdsText } from './stored-records.ts'

/** Rows that are looked through at once. */
const STRETCH_ROWS = 20_000
/** Bodies are unpacked for a search: fewer at a time, and not without end. What was found so far comes with a cursor to go on. */
const SEARCH_STRETCH_ROWS = 50
const SEARCH_ROWS = 5000
const SEARCH_MS = 3000

type Query = Pick<Sessions, 'query'>

interface Found {
  readonly columns: ExchangeColumns
  readonly place: Place
}

/** Rejects with the signal's reason when the caller gives up. */
export const listPage = async (sessions: Query, query: JournalQuery, signal: AbortSignal): Promise<JournalPage> => {
  signal.throwIfAborted()
  const behind = placeOf(query.cursor)
  if (query.text !== undefined) return searchPage(sessions, { ...query, text: query.text }, signal)
  const { path, minDurationMs, costAbove } = query
  if ([path, minDurationMs, costAbove].some((condition) => condition !== undefined))
    return scanPage(sessions, query, signal)
  return pageOf(await rowsOf(sessions, query, { behind }, limitOf(query) + 1), limitOf(query))
}

const rowsOf = async (
  sessions: Query,
  query: JournalQuery,
  stretch: Stretch,
  limit: number,
): Promise<readonly Found[]> => {
  const { sql, values } = conditionsOf(query, stretch, 'all')
  const { rows } = await sessions.query(
    `SELECT * FROM exchanges WHERE ${sql} ORDER BY started_at DESC, id DESC LIMIT ${limit}`,
    values,
  )
  return rows.map((row) => {
    const columns = row as unknown as ExchangeColumns
    return { columns, place: { at: Number(row['started_at']), id: columns.id } }
  })
}

const summaries = (found: readonly Found[]): readonly ExchangeSummary[] =>
  found.map(({ columns, place }) => summaryOf(columns, place.at))

const pageOf = (found: readonly Found[], limit: number): JournalPage => {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return found.length > limit && last !== undefined
    ? { items: summaries(items), next: cursorOf(last.place) }
    : { items: summaries(items) }
}

const scanPage = async (sessions: Query, query: JournalQuery, signal: AbortSignal): Promise<JournalPage> => {
  const limit = limitOf(query)
  const found: Found[] = []
  let behind = placeOf(query.cursor)
  while (found.length <= limit) {
    signal.throwIfAborted()
    const edge = await endOfStretch(sessions, query, behind)
    found.push(...(await rowsOf(sessions, query, { behind, upTo: edge }, limit + 1 - found.length)))
    if (edge === undefined) break
    behind = edge
  }
  return pageOf(found, limit)
}

/** Where the next stretch ends; undefined when it reaches the end of the table. */
const endOfStretch = async (
  sessions: Query,
  query: JournalQuery,
  behind: Place | undefined,
): Promise<Place | undefined> => {
  const { sql, values } = conditionsOf(query, { behind }, 'indexed')
  const { rows } = await sessions.query(
    `SELECT started_at, id FROM exchanges WHERE ${sql} ORDER BY started_at DESC, id DESC LIMIT 1 OFFSET ${STRETCH_ROWS - 1}`,
    values,
  )
  const [row] = rows
  return row === undefined ? undefined : { at: Number(row['started_at']), id: String(row['id']) }
}

const searchPage = async (
  sessions: Query,
  query: JournalQuery & { readonly text: string },
  signal: AbortSignal,
): Promise<JournalPage> => {
  const limit = limitOf(query)
  const until = systemClock.elapsed() + SEARCH_MS
  const found: Found[] = []
  let behind = placeOf(query.cursor)
  for (let looked = 0; ; looked += SEARCH_STRETCH_ROWS) {
    signal.throwIfAborted()
    if (behind !== undefined && (looked >= SEARCH_ROWS || systemClock.elapsed() > until)) {
      return { items: summaries(found), next: cursorOf(behind) }
    }
    const rows = await rowsOf(sessions, query, { behind }, SEARCH_STRETCH_ROWS)
    for (const row of rows) if (await holdsText(sessions, row.columns, row.place.at, query.text)) found.push(row)
    if (found.length > limit) return pageOf(found, limit)
    if (rows.length < SEARCH_STRETCH_ROWS) return { items: summaries(found) }
    behind = rows.at(-1)?.place
  }
}
