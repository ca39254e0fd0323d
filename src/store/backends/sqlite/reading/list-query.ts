/**
 * One page of the list, newest first, without ever sorting the table: each combination of conditions that an index answers in
 * order becomes a branch that stops after a page, and the few rows of all branches are merged. Conditions without an index (text
 * in the path, duration, text in bodies) are looked for in stretches of the table, so that a rare hit neither blocks nor hides.
 */
import { type RawBuilder, sql } from 'kysely'
import type { JournalQuery } from '../../../records/journal.ts'
import type { Connection } from '../database/driver.ts'
import { type ExchangeRow, SORT_SLOTS } from '../database/schema.ts'
import { type Branch, branchesOf, NO_RESULT } from './list-branches.ts'
import { allRows, queries } from './queries.ts'

/** A stretch of the table: `from` inclusive, `before` exclusive. */
export interface SortRange {
  readonly from: number
  readonly before: number
}

/** The stretch of the table that a query's times and cursor leave. */
export const rangeOf = (query: JournalQuery): SortRange => ({
  from: sortOf(query.since, 0),
  before: Math.min(sortOf(query.until, Number.MAX_SAFE_INTEGER), cursorOf(query.cursor)),
})

/** Whether a query has conditions that no index answers. */
export const needsScan = (query: JournalQuery): boolean =>
  [query.path, query.minDurationMs, query.costAbove, query.text].some((condition) => condition !== undefined)

/** The newest rows of a stretch that pass all conditions but `text`. */
export const selectRows = (
  connection: Connection,
  query: JournalQuery,
  { from, before, limit }: SortRange & { readonly limit: number },
): readonly ExchangeRow[] => {
  const sorts = new Set<number>()
  for (const branch of branchesOf(connection, query)) {
    const rows = allRows(connection, branchQuery(query, branch, { from, before }).limit(limit))
    for (const row of rows) sorts.add(row.sort)
  }
  const newest = [...sorts].sort((left, right) => right - left).slice(0, limit)
  const bySort = 'SELECT * FROM exchanges WHERE sort = ?'
  return newest.flatMap((sort) => connection.all(bySort, [sort]) as unknown as readonly ExchangeRow[])
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
  const { lead, result } = branch
  if (lead !== undefined) select = select.where(lead.column, '=', lead.value)
  // Written as in the partial index, or the planner would not see that it may use it.
  if (lead?.column === 'model_sent') select = select.where(sql<boolean>`model_sent <> model_asked`)
  if (result !== undefined) select = select.where('result', '=', result)
  for (const condition of conditionsBeside(query, branch)) select = select.where(condition)
  return select
}

/** Amount of a row's cost; null where it is unknown, or where the row is damaged. See `packCost`. */
const NANO = sql`CASE WHEN json_valid(more) THEN CAST(json_extract(more, '$.cost[0]') AS INTEGER) END`

/** The conditions that the branch's index does not answer. The plus keeps the planner from trying another index for them. */
const conditionsBeside = (query: JournalQuery, { lead, results }: Branch): readonly RawBuilder<boolean>[] => {
  const conditions: RawBuilder<boolean>[] = []
  for (const column of ['service', 'upstream', 'token', 'session'] as const) {
    const value = query[column]
    if (value !== undefined && lead?.column !== column) conditions.push(sql`+${sql.ref(column)} = ${value}`)
  }
  const { model, minDurationMs, costAbove, path } = query
  const leadsByModel = lead?.column === 'model_asked' || lead?.column === 'model_sent'
  if (model !== undefined && !leadsByModel) conditions.push(sql`(+model_asked = ${model} OR +model_sent = ${model})`)
  if (results !== undefined) conditions.push(sql`+result IN (${sql.join([...results, NO_RESULT])})`)
  if (minDurationMs !== undefined) conditions.push(sql`duration_ms >= ${minDurationMs}`)
  if (costAbove !== undefined) conditions.push(sql`${NANO} > ${costAbove}`)
  if (path !== undefined) conditions.push(sql`instr(path, ${path}) > 0`)
  return conditions
}

const sortOf = (ms: number | undefined, otherwise: number): number =>
  ms === undefined ? otherwise : Math.ceil(ms) * SORT_SLOTS

const cursorOf = (cursor: string | undefined): number => {
  const value = cursor === undefined ? Number.NaN : Number.parseInt(cursor, 36)
  return Number.isSafeInteger(value) && value >= 0 ? value : Number.MAX_SAFE_INTEGER
}

/** The cursor that continues after a row. */
export const cursorAfter = (sort: number): string => sort.toString(36)
