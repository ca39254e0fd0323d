/** The conditions of a list query as SQL, worded so that an index gives the newest rows first. */
import type { JournalQuery } from '../../../records/journal.ts'
import { TROUBLE } from '../database/tables.ts'

export interface Conditions {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** Where the list goes on: behind this record. */
export interface Place {
  /** ms since 1970. */
  readonly at: number
  readonly id: string
}

/** Which part of the table. */
export interface Stretch {
  /** Exclusive; undefined: from the newest. */
  readonly behind: Place | undefined
  /** Inclusive; undefined: to the oldest. */
  readonly upTo?: Place | undefined
}

/** All conditions but `text`; `indexed`: only those that an index answers. */
export const conditionsOf = (query: JournalQuery, stretch: Stretch, which: 'all' | 'indexed'): Conditions => {
  const parts: string[] = []
  const values: unknown[] = []
  const add = (sql: string, ...given: readonly unknown[]): void => {
    const first = values.length + 1
    values.push(...given)
    parts.push(sql.replaceAll(/\?(\d)/g, (_, place: string) => `$${first + Number(place)}`))
  }
  for (const name of ['service', 'upstream', 'token', 'session'] as const) {
    if (query[name] !== undefined) add(`${name} = ?0`, query[name])
  }
  const { model, status, since, until } = query
  if (model !== undefined)
    add(
      '(model_sent = ?0 OR (model_asked = ?0 AND model_asked <> model_sent) OR (model_asked = ?0 AND model_sent IS NULL))',
      model,
    )
  if (status !== undefined) parts.push(statusSql(status))
  if (since !== undefined) add('started_at >= ?0', Math.ceil(since))
  if (until !== undefined) add('started_at < ?0', Math.ceil(until))
  if (stretch.behind !== undefined) add('(started_at, id) < (?0, ?1)', stretch.behind.at, stretch.behind.id)
  if (stretch.upTo !== undefined) add('(started_at, id) >= (?0, ?1)', stretch.upTo.at, stretch.upTo.id)
  if (which === 'all') for (const [sql, value] of unindexed(query)) add(sql, value)
  return { sql: parts.length === 0 ? 'TRUE' : parts.join(' AND '), values }
}

/** Conditions that no index answers, with their values. */
const unindexed = ({ minDurationMs, costAbove, path }: JournalQuery): readonly (readonly [string, unknown])[] => {
  const conditions: (readonly [string, unknown])[] = [
    ['duration_ms >= ?0', minDurationMs],
    // See `packCost`.
    ["(more::jsonb -> 'cost' ->> 0)::bigint > ?0", costAbove],
    ['position(?0 IN path) > 0', path],
  ]
  return conditions.filter(([, value]) => value !== undefined)
}

/** As `matchesStatus` has it. Whatever leaves 2xx out says so word for word, or its index would not be used. */
const statusSql = (status: string): string => {
  if (status === 'ok') return 'result > 0'
  if (status === 'failed') return `result <= 0 AND ${TROUBLE}`
  const isClass = /^[1-9]xx$/i.test(status)
  if (!isClass && !/^\d{1,3}$/.test(status)) return 'FALSE'
  const from = isClass ? 100 * Number(status[0]) : Number(status)
  const to = isClass ? from + 99 : from
  const either = `(result BETWEEN ${from} AND ${to} OR result BETWEEN ${-to} AND ${-from})`
  return from >= 200 && from < 300 ? either : `${TROUBLE} AND ${either}`
}

const CURSOR = /^([0-9a-z]{1,11})\.(.{1,500})$/s

/** The place that a cursor names; undefined for one that is none. */
export const placeOf = (cursor: string | undefined): Place | undefined => {
  const [, at = '', id = ''] = CURSOR.exec(cursor ?? '') ?? []
  return id === '' ? undefined : { at: Number.parseInt(at, 36), id }
}

/** The cursor that continues behind a place. */
export const cursorOf = ({ at, id }: Place): string => `${at.toString(36)}.${id}`
