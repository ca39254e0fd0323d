/** Whether a record's bodies hold a text, as a person would read them: unpacked, decoded, upper and lower case alike. */
import type { BodyKind } from '../../journal.ts'
import { bodyHolds } from '../body-text.ts'
import { bodyAt } from './bodies.ts'
import type { Connection } from './driver.ts'
import { allRows, queries } from './queries.ts'
import { storedOf } from './read-rows.ts'

export const containsText = async (connection: Connection, sort: number, text: string): Promise<boolean> => {
  const exchange = allRows(connection, queries.selectFrom('exchanges').selectAll().where('sort', '=', sort))[0]
  const details = allRows(connection, queries.selectFrom('details').selectAll().where('sort', '=', sort))[0]
  if (exchange === undefined) return false
  const stored = storedOf(exchange, details)
  const kinds: readonly [BodyKind, readonly string[]][] = [
    ['request', stored.requestHeaders],
    ['sent', stored.sentHeaders ?? []],
    ['response', stored.responseHeaders],
  ]
  for (const [kind, headers] of kinds) {
    const body = bodyAt(connection, sort, kind)
    if (body !== undefined && (await bodyHolds(body.bytes, headers, text))) return true
  }
  return false
}
