/** Bodies and details of one record, read back. */
import type { BodyKind, StoredBody, StoredExchange } from '../../journal.ts'
import { bytesOf, type Connection } from './driver.ts'
import { unpackBytes } from './packing.ts'
import { allRows, queries } from './queries.ts'
import { storedOf } from './read-rows.ts'
import { BODY_SLOTS } from './schema.ts'
import { BODY_KINDS } from './wire.ts'

export const findExchange = (connection: Connection, id: string): StoredExchange | undefined => {
  const exchange = allRows(connection, queries.selectFrom('exchanges').selectAll().where('id', '=', id))[0]
  if (exchange === undefined) return undefined
  const details = queries.selectFrom('details').selectAll().where('sort', '=', exchange.sort)
  return storedOf(exchange, allRows(connection, details)[0])
}

/** The body as passed on the wire; undefined when there was none, or when it is not kept any more. */
export const findBody = (connection: Connection, id: string, kind: BodyKind): StoredBody | undefined => {
  const exchange = findExchange(connection, id)
  if (exchange === undefined) return undefined
  const sort = sortOfId(connection, id)
  const stored = bodyAt(connection, sort, kind)
  if (stored !== undefined) return stored
  if (kind === 'sent') return exchange.sentHeaders === null ? undefined : findBody(connection, id, 'request')
  const size = kind === 'request' ? exchange.requestBytes : exchange.responseBytes
  return size === 0 ? { bytes: new Uint8Array(), truncated: false, size: 0 } : undefined
}

export const bodyAt = (connection: Connection, sort: number, kind: BodyKind): StoredBody | undefined => {
  const id = sort * BODY_SLOTS + BODY_KINDS.indexOf(kind)
  const row = allRows(connection, queries.selectFrom('bodies').selectAll().where('id', '=', id))[0]
  if (row === undefined) return undefined
  return { bytes: unpackBytes(row.packing, bytesOf(row.bytes)), truncated: row.truncated === 1, size: row.size }
}

const sortOfId = (connection: Connection, id: string): number =>
  allRows(connection, queries.selectFrom('exchanges').select('sort').where('id', '=', id))[0]?.sort ?? -1
