/** Brings the tables up to date, by one node at a time, while others may go on with a former version. */
import { machineZone } from '../../../records/local-time.ts'
import { inTransaction, type Session } from './connection.ts'
import { lock } from './locks.ts'
import { STEPS } from './tables.ts'

/** The tables were changed by a later CLP so that this one cannot use them. */
export class NewerSchema extends Error {
  constructor(needed: number) {
    super(
      `the database needs a CLP that knows version ${needed} of its tables, this one knows ${STEPS.length}; update CLP`,
    )
    this.name = 'NewerSchema'
  }
}

/**
 * All steps in one transaction under one lock: `CREATE … IF NOT EXISTS` alone fails between two nodes that start at once. Throws
 * `NewerSchema`, or the error of the server.
 */
export const migrate = (session: Session): Promise<void> =>
  inTransaction(session, async () => {
    await lock(session, 'schema', 'alone')
    await makeSchema(session)
    const { found, needed } = await versionOf(session)
    if (needed > STEPS.length) throw new NewerSchema(needed)
    for (const [index, { sql, readableBy }] of STEPS.slice(found).entries()) {
      await session.query(sql)
      await session.query('INSERT INTO schema_version (version, readable_by) VALUES ($1, $2)', [
        found + index + 1,
        readableBy,
      ])
    }
    // Days belong to the database: nodes in several zones would remake them in turn.
    await session.query("INSERT INTO meta VALUES ('zone', $1) ON CONFLICT (name) DO NOTHING", [machineZone()])
  })

const makeSchema = async (session: Session): Promise<void> => {
  const { rows } = await session.query(
    "SELECT split_part(current_setting('search_path'), ',', 1) AS name, current_schema() AS present",
  )
  const name = String(rows[0]?.['name']).trim().replaceAll('"', '')
  // Not `IF NOT EXISTS`: that asks for the right to create one, also where it is there.
  if (rows[0]?.['present'] === null) await session.query(`CREATE SCHEMA "${name}"`)
  await session.query(
    `CREATE TABLE IF NOT EXISTS schema_version (version int PRIMARY KEY, readable_by int NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
  )
}

const versionOf = async (session: Session): Promise<{ readonly found: number; readonly needed: number }> => {
  const { rows } = await session.query(
    'SELECT coalesce(max(version), 0) AS found, coalesce(max(readable_by), 0) AS needed FROM schema_version',
  )
  return { found: Number(rows[0]?.['found']), needed: Number(rows[0]?.['needed']) }
}

/** The zone in which the days of the totals begin. */
export const zoneOf = async (session: Pick<Session, 'query'>): Promise<string> => {
  const { rows } = await session.query("SELECT value FROM meta WHERE name = 'zone'")
  return String(rows[0]?.['value'] ?? machineZone())
}
