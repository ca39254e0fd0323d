/**
 * One page of the list, newest first, without ever sorting the table: each combination of conditions that an index answers in
 * order becomes a branch that stops after a page, and the few rows of all branches are merged. Conditions without an index (text
 * in the path, duration, text in bodies) are looked for in stretches of the table, so that a rare hit neither blocks nor hides.
 */
import { sql } from 'kysely'
import type { JournalQuery } from '../../journal.ts'
import { matchesStatus } from '../entry.ts'
import type { Connection } from './driver.ts'
import { allRows, queries } from './queries.ts'
import { type ExchangeRow, SORT_SLOTS } from './schema.ts'

/** A stretch of the table: `from` inclusive, `before` exclusive. */
export interface SortRange {
  readonly from: number
  readonly before: number
}

type Branch = Readonly<{ result?: number; modelColumn?: 'model_asked' | 'model_sent' }>

/** The stretch of the table that a query's times and cursor leave. */
export const rangeOf = (query: JournalQuery): SortRange => ({
  from: sortOf(query.since, 0),
  before: Math.min(sortOf(query.until, Number.MAX_SAFE_INTEGER), cursorOf(query.cursor)),
})

/** Whether a query has conditions that no index answers. */
export const needsScan = (query: JournalQuery): boolean =>
  query.path !== undefined || query.minDurationMs !== undefined || query.text !== undefined

/** The newest rows of a stretch that pass all conditions but `text`. */
export const selectRows = (
  connection: Connection,
  query: JournalQuery,
  { from, before, limit }: SortRange & { readonly limit: number },
): readonly ExchangeRow[] => {
  const branches = branchesOf(connection, query)
  const sorts = new Set<number>()
  for (const branch of branches) {
    const rows = allRows(connection, branchQuery(query, branch, { from, before }).limit(limit))
    for (const row of rows) sorts.add(row.sort)
  }
  const newest = [...sorts].sort((left, right) => right - left).slice(0, limit)
  const byId = 'SELECT * FROM exchanges WHERE sort = ?'
  return newest.flatMap((sort) => connection.all(byId, [sort]) as unknown as readonly ExchangeRow[])
}

/** First `sort` of the stretch of at most `count` rows that ends before `before`. */
export const stretchStart = (connection: Connection, { from, before }: SortRange, count: number): number => {
  const query = queries
    .selectFrom('exchanges')
    .select('sort')
    .where('sort', '>=', from)
    .where('sort', '<', before)
    .orderBy('sort', 'desc')
    .limit(1)
    .offset(count - 1)
  return allRows(connection, query)[0]?.sort ?? from
}

const branchQuery = (query: JournalQuery, branch: Branch, { from, before }: SortRange) => {
  let select = queries
    .selectFrom('exchanges')
    .select('sort')
    .where('sort', '>=', from)
    .where('sort', '<', before)
    .orderBy('sort', 'desc')
  if (branch.result !== undefined) select = select.where('result', '=', branch.result)
  if (branch.modelColumn !== undefined) select = select.where(branch.modelColumn, '=', query.model ?? '')
  // Written as in the partial index, or the planner would not see that it may use it.
  if (branch.modelColumn === 'model_sent') select = select.where(sql<boolean>`model_sent <> model_asked`)
  if (query.service !== undefined) select = select.where('service', '=', query.service)
  if (query.upstream !== undefined) select = select.where('upstream', '=', query.upstream)
  if (query.token !== undefined) select = select.where('token', '=', query.token)
  if (query.session !== undefined) select = select.where('session', '=', query.session)
  if (query.minDurationMs !== undefined) select = select.where('duration_ms', '>=', query.minDurationMs)
  if (query.path !== undefined) select = select.where(sql<boolean>`instr(path, ${query.path}) > 0`)
  return select
}

const branchesOf = (connection: Connection, query: JournalQuery): readonly Branch[] => {
  const { status } = query
  const results: readonly Branch[] =
    status === undefined
      ? [{}]
      : presentResults(connection, query)
          .filter((result) => matchesStatus(result, status))
          .map((result) => ({ result }))
  if (query.model === undefined) return results
  return results.flatMap((branch): Branch[] => [
    { ...branch, modelColumn: 'model_asked' },
    { ...branch, modelColumn: 'model_sent' },
  ])
}

/** The results that occur, found by leaping through an index: one look per result, however many rows there are. */
const presentResults = (connection: Connection, query: JournalQuery): readonly number[] => {
  const [column, value] = query.upstream === undefined ? [undefined, ''] : (['upstream', query.upstream] as const)
  const where = column === undefined ? '' : `${column} = ? AND`
  const values = column === undefined ? [] : [value]
  const results: number[] = []
  for (let last = -1000; ; ) {
    const row = connection.all(`SELECT min(result) AS next FROM exchanges WHERE ${where} result > ?`, [
      ...values,
      last,
    ])[0]
    const next = row?.['next']
    if (typeof next !== 'number') return results
    results.push(next)
    last = next
  }
}

const sortOf = (ms: number | undefined, otherwise: number): number =>
  ms === undefined ? otherwise : Math.ceil(ms) * SORT_SLOTS

const cursorOf = (cursor: string | undefined): number => {
  const value = cursor === undefined ? Number.NaN : Number.parseInt(cursor, 36)
  return Number.isSafeInteger(value) && value >= 0 ? value : Number.MAX_SAFE_INTEGER
}

/** The cursor that continues after a row. */
export const cursorAfter = (sort: number): string => sort.toString(36)
