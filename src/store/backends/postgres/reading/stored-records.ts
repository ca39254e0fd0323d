/** One record read back: its details and its bodies. */
import { applyEdit } from '../../../../codec/bytes/body-edit.ts'
import { bodyHolds } from '../../../records/body-text.ts'
import { inflateBytes } from '../../../records/deflating.ts'
import { BODY_KINDS, type BodyKind, type StoredBody, type StoredExchange } from '../../../records/journal.ts'
import { type BodyAbout, EDITED } from '../../../records/rows/body-about.ts'
import { jsonOr } from '../../../records/rows/damaged-json.ts'
import { type DetailColumns, type ExchangeColumns, storedOf } from '../../../records/rows/read-rows.ts'
import type { Sessions } from '../database/connection.ts'

type Query = Pick<Sessions, 'query'>

/** Key of a record in every table: start in ms since 1970, id. */
type Key = readonly [at: number, id: string]

const THIS = 'started_at = $1 AND id = $2'

export const findExchange = async (sessions: Query, id: string): Promise<StoredExchange | undefined> => {
  const { rows } = await sessions.query('SELECT * FROM exchanges WHERE id = $1', [id])
  const [row] = rows
  if (row === undefined) return undefined
  return withDetails(sessions, row as unknown as ExchangeColumns, Number(row['started_at']))
}

const withDetails = async (sessions: Query, columns: ExchangeColumns, at: number): Promise<StoredExchange> => {
  const { rows } = await sessions.query(`SELECT attempts, more FROM details WHERE ${THIS}`, [at, columns.id])
  return storedOf(columns, at, rows[0] as unknown as DetailColumns | undefined)
}

/** The body as passed on the wire; undefined when there was none, or when it is not kept any more. */
export const findBody = async (sessions: Query, id: string, kind: BodyKind): Promise<StoredBody | undefined> => {
  const stored = await findExchange(sessions, id)
  if (stored === undefined) return undefined
  const body = await bodyAt(sessions, [stored.startedAt, id], kind)
  if (body !== undefined) return body
  if (kind === 'sent') return stored.sentHeaders === null ? undefined : findBody(sessions, id, 'request')
  const size = kind === 'request' ? stored.requestBytes : stored.responseBytes
  return size === 0 ? { bytes: new Uint8Array(), truncated: false, size: 0 } : undefined
}

/** A body that is kept under its own name. */
const bodyAt = async (sessions: Query, key: Key, kind: BodyKind): Promise<StoredBody | undefined> => {
  const { rows } = await sessions.query(`SELECT about, ${kind} AS bytes FROM bodies WHERE ${THIS}`, key)
  const [row] = rows
  if (row === undefined) return undefined
  const abouts = jsonOr<readonly (BodyAbout | null)[]>(String(row['about']), [])
  const about = abouts[BODY_KINDS.indexOf(kind)]
  if (about === null || about === undefined) return undefined
  const [packing, truncated, size, head = 0, tail = 0] = about
  const stored = row['bytes'] instanceof Uint8Array ? row['bytes'] : new Uint8Array()
  const bytes =
    packing === EDITED
      ? applyEdit((await bodyAt(sessions, key, 'request'))?.bytes ?? new Uint8Array(), { head, tail, inserted: stored })
      : inflateBytes(packing, stored)
  return { bytes, truncated: truncated === 1, size }
}

/** Whether a record's bodies hold a text, as a person would read them: unpacked, decoded, upper and lower case alike. */
export const holdsText = async (
  sessions: Query,
  columns: ExchangeColumns,
  at: number,
  text: string,
): Promise<boolean> => {
  const { requestHeaders, sentHeaders, responseHeaders } = await withDetails(sessions, columns, at)
  const headers = { request: requestHeaders, sent: sentHeaders ?? [], response: responseHeaders }
  for (const kind of BODY_KINDS) {
    const body = await bodyAt(sessions, [at, columns.id], kind)
    if (body !== undefined && (await bodyHolds(body.bytes, headers[kind], text))) return true
  }
  return false
}
