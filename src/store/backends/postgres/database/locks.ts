/** Numbers of our advisory locks, which every node of one database must know alike. */
import type { Session } from './connection.ts'

/** Of CLP among all programs that use the database. */
const SPACE = 6_515_824

const LOCKS = {
  /** Who changes the tables themselves. */
  schema: 1,
  /** Batches share it; who changes what is written already holds it alone. */
  changes: 2,
  /** Who makes partitions. */
  partitions: 3,
  /** Who keeps the log within its limits. */
  retention: 4,
} as const

/** Waits for the lock and keeps it until the transaction ends. */
export const lock = async (session: Session, name: keyof typeof LOCKS, how: 'alone' | 'shared'): Promise<void> => {
  const call = how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared'
  await session.query(`SELECT ${call}(${SPACE}, ${LOCKS[name]})`)
}

/** Takes the lock for as long as the connection lives. False when another node has it. */
export const tryLock = async (session: Session, name: keyof typeof LOCKS): Promise<boolean> => {
  const { rows } = await session.query(`SELECT pg_try_advisory_lock(${SPACE}, ${LOCKS[name]}) AS mine`)
  return rows[0]?.['mine'] === true
}
