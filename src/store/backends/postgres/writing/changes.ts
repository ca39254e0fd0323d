/** What changes records and totals that are written already. Each is one transaction that no batch of any node runs beside. */
import { attemptName, type RenameAt } from '../../../records/rows/renamed.ts'
import type { Session } from '../database/connection.ts'
import { lock } from '../database/locks.ts'
import { PARTITIONED } from '../database/partitions.ts'
import { clearLedger, renameInLedger } from './ledger.ts'
import { changeCounts } from './write-batch.ts'

/** How long a rename is remembered for exchanges that were running, ms. */
const REMEMBERED_MS = 30 * 24 * 60 * 60 * 1000

/** In records, attempts and totals, and in records written later whose exchange was running by now. */
export const rename = async (session: Session, { service, from, to, now }: RenameAt): Promise<void> => {
  if (from === to) return
  await lock(session, 'changes', 'alone')
  await session.query(
    `UPDATE details SET attempts = replace(attempts, $1, $2) FROM exchanges
     WHERE exchanges.started_at = details.started_at AND exchanges.id = details.id AND service = $3 AND position($1 IN attempts) > 0`,
    [attemptName(from), attemptName(to), service],
  )
  await session.query('UPDATE exchanges SET upstream = $1 WHERE service = $2 AND upstream = $3', [to, service, from])
  await session.query('INSERT INTO renames VALUES ($1, $2, $3, $4)', [Math.floor(now), service, from, to])
  await session.query('DELETE FROM renames WHERE at < $1', [Math.floor(now) - REMEMBERED_MS])
  await renameInLedger(session, service, from, to)
}

/** Removes these records, or all; totals stay. Answers how many went. */
export const clearRecords = async (
  session: Session,
  ids: readonly string[] | undefined,
  node: string,
): Promise<number> => {
  await lock(session, 'changes', 'alone')
  if (ids === undefined) {
    const { rows } = await session.query('SELECT coalesce(sum(records), 0) AS records FROM log_counts')
    await session.query('TRUNCATE bodies, details, exchanges, log_counts')
    return Number(rows[0]?.['records'])
  }
  const { rows } = await session.query('DELETE FROM exchanges WHERE id = ANY($1) RETURNING started_at, id', [ids])
  const gone = await deleteBelonging(
    session,
    rows.map(({ started_at: at, id }) => ({ at: String(at), id: String(id) })),
  )
  await changeCounts(session, node, { records: -rows.length, bodied: -gone })
  return rows.length
}

export interface RecordKey {
  /** ms since 1970, as text. */
  readonly at: string
  readonly id: string
}

/** Details and bodies of records; answers how many had bodies. */
export const deleteBelonging = async (session: Session, keys: readonly RecordKey[]): Promise<number> => {
  const values = [keys.map(({ at }) => at), keys.map(({ id }) => id)]
  const those = '(started_at, id) IN (SELECT * FROM unnest($1::bigint[], $2::text[]))'
  let bodied = 0
  for (const table of PARTITIONED) {
    const { count } = await session.query(`DELETE FROM ${table} WHERE ${those}`, values)
    if (table === 'bodies') bodied = count
  }
  return bodied
}

export const clearTotals = async (session: Session): Promise<void> => {
  await lock(session, 'changes', 'alone')
  await clearLedger(session)
}
