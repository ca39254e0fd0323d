/** One record read back: its details and its bodies. */
import { applyEdit } from '../../../../codec/bytes/body-edit.ts'
import { inflateBytes } from '../../../records/deflating.ts'
import { BODY_KINDS, type BodyKind, type StoredBody, type StoredExchange } from '../../../records/journal.ts'
import { type BodyAbout, EDITED } from '../../../records/rows/body-about.ts'
import { jsonOr } from '../../../records/rows/damaged-json.ts'
import { storedOf } from '../../../records/rows/read-rows.ts'
import { bytesOf, type Connection } from '../database/driver.ts'
import { type ExchangeRow, startOf } from '../database/schema.ts'
import { allRows, queries } from './queries.ts'

export const findExchange = (connection: Connection, id: string): StoredExchange | undefined => {
  const exchange = exchangeById(connection, id)
  return exchange === undefined ? undefined : withDetails(connection, exchange)
}

/** Everything that is known about a row of the list. */
export const withDetails = (connection: Connection, exchange: ExchangeRow): StoredExchange => {
  const details = queries.selectFrom('details').selectAll().where('sort', '=', exchange.sort)
  return storedOf(exchange, startOf(exchange.sort), allRows(connection, details)[0])
}

/** The body as passed on the wire; undefined when there was none, or when it is not kept any more. */
export const findBody = (connection: Connection, id: string, kind: BodyKind): StoredBody | undefined => {
  const exchange = exchangeById(connection, id)
  if (exchange === undefined) return undefined
  const stored = bodyAt(connection, exchange.sort, kind)
  if (stored !== undefined) return stored
  const { sentHeaders, requestBytes, responseBytes } = withDetails(connection, exchange)
  if (kind === 'sent') return sentHeaders === null ? undefined : findBody(connection, id, 'request')
  const size = kind === 'request' ? requestBytes : responseBytes
  return size === 0 ? { bytes: new Uint8Array(), truncated: false, size: 0 } : undefined
}

/** A body that is kept under its own name. */
export const bodyAt = (connection: Connection, sort: number, kind: BodyKind): StoredBody | undefined => {
  const select = queries
    .selectFrom('bodies')
    .select(['about', `${kind} as bytes`])
    .where('sort', '=', sort)
  const row = allRows(connection, select)[0]
  const about =
    row === undefined ? null : jsonOr<readonly (BodyAbout | null)[]>(row.about, [])[BODY_KINDS.indexOf(kind)]
  if (row === undefined || about === null || about === undefined) return undefined
  const [packing, truncated, size, head = 0, tail = 0] = about
  const stored = bytesOf(row.bytes)
  const bytes =
    packing === EDITED
      ? applyEdit(bodyAt(connection, sort, 'request')?.bytes ?? new Uint8Array(), { head, tail, inserted: stored })
      : inflateBytes(packing, stored)
  return { bytes, truncated: truncated === 1, size }
}

const exchangeById = (connection: Connection, id: string): ExchangeRow | undefined =>
  allRows(connection, queries.selectFrom('exchanges').selectAll().where('id', '=', id))[0]
