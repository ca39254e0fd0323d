/** Partitions of details and bodies: one for each day (UTC) that has any. */
import { inTransaction, type Row, type Session } from './connection.ts'
import { lock } from './locks.ts'

const DAY_MS = 24 * 60 * 60 * 1000
export const PARTITIONED = ['details', 'bodies'] as const

export const dayOfMs = (ms: number): number => Math.floor(ms / DAY_MS)

/** Start of a day, ms since 1970. */
export const startOfDay = (day: number): number => day * DAY_MS

/** Makes those that are missing. In a transaction of its own, so that no batch of another node waits for long. */
export const makePartitions = (session: Session, days: Iterable<number>): Promise<void> =>
  inTransaction(session, async () => {
    await lock(session, 'partitions', 'alone')
    for (const day of days) for (const table of PARTITIONED) await makeOne(session, table, day)
  })

const makeOne = async (session: Session, table: string, day: number): Promise<void> => {
  const name = `${table}_${day}`
  const { rows } = await session.query('SELECT to_regclass($1) IS NOT NULL AS present', [name])
  if (rows[0]?.['present'] === true) return
  // Attached instead of created in place: that takes a lock under which others go on writing.
  await session.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING ALL)`)
  await session.query(
    `ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM (${startOfDay(day)}) TO (${startOfDay(day + 1)})`,
  )
}

/** Days that have a partition, oldest first. */
export const partitionedDays = async (session: Pick<Session, 'query'>): Promise<readonly number[]> => {
  const { rows } = await session.query(
    `SELECT child.relname AS name FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
     WHERE inhparent = 'bodies'::regclass AND NOT inhdetachpending`,
  )
  return rows.map(dayIn).sort((left, right) => left - right)
}

const dayIn = ({ name }: Row): number => Number(String(name).slice('bodies_'.length))

/** Takes a whole day away. Readers and writers of other days do not wait for it. */
export const dropDay = async (session: Session, day: number): Promise<void> => {
  await session.query("SET lock_timeout = '2s'")
  for (const table of PARTITIONED) {
    await session.query(`ALTER TABLE ${table} DETACH PARTITION ${table}_${day} CONCURRENTLY`)
    await session.query(`DROP TABLE ${table}_${day}`)
  }
}
