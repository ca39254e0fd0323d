/** Keeps the log within its limits: by one node at a time, whole days at once, the rest in steps that no batch waits long for. */
import type { LogLimit } from '../../../records/log-limit.ts'
import { inTransaction, type Session } from '../database/connection.ts'
import { tryLock } from '../database/locks.ts'
import { dayOfMs, dropDay, partitionedDays, startOfDay } from '../database/partitions.ts'
import { deleteBelonging, type RecordKey } from './changes.ts'
import { changeCounts } from './write-batch.ts'

const STEP = 2000
const DAY_MS = 24 * 60 * 60 * 1000
/** How long a run is remembered whose batches may still lie on a disk somewhere. */
const REMEMBERED = "interval '90 days'"

export interface Counts {
  readonly records: number
  readonly bodied: number
}

export const countsOf = async (session: Pick<Session, 'query'>): Promise<Counts> => {
  const { rows } = await session.query(
    'SELECT coalesce(sum(records), 0) AS records, coalesce(sum(bodied), 0) AS bodied FROM log_counts',
  )
  return { records: Number(rows[0]?.['records']), bodied: Number(rows[0]?.['bodied']) }
}

/** Bytes of all our tables with their indexes. */
export const bytesOf = async (session: Pick<Session, 'query'>): Promise<number> => {
  const { rows } = await session.query(
    `SELECT coalesce(sum(pg_total_relation_size(oid)), 0) AS bytes FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'`,
  )
  return Number(rows[0]?.['bytes'])
}

/** On a connection of its own, with which the lock ends. Does nothing while another node is at it. */
export const trim = async (session: Session, limits: LogLimit, { node, now }: TrimOptions): Promise<void> => {
  if (!(await tryLock(session, 'retention'))) return
  await session.query(`DELETE FROM writers WHERE seen_at < now() - ${REMEMBERED}`)
  const deletion = new Deletion(session, node)
  if (limits.days > 0) await deletion.before(now - limits.days * DAY_MS)
  await deletion.oldestDays(limits.bytes, dayOfMs(now))
  const { records } = await countsOf(session)
  await deletion.oldest(records - limits.requests)
  const { bodied } = await countsOf(session)
  await deletion.oldestBodies(bodied - limits.requestsWithBodies)
}

export interface TrimOptions {
  readonly node: string
  /** ms since 1970. */
  readonly now: number
}

class Deletion {
  readonly #session: Session
  readonly #node: string

  constructor(session: Session, node: string) {
    this.#session = session
    this.#node = node
  }

  /** Everything that began before; `edge` in ms since 1970. */
  async before(edge: number): Promise<void> {
    for (const day of await partitionedDays(this.#session)) {
      if (startOfDay(day + 1) <= edge) await this.#day(day)
    }
    while ((await this.#step(STEP, edge)) > 0);
  }

  /** Whole days, the oldest first, while all of it takes more than `bytes`; never the present one. Only a whole day gives disk space back. */
  async oldestDays(bytes: number, today: number): Promise<void> {
    for (const day of await partitionedDays(this.#session)) {
      if (day >= today || (await bytesOf(this.#session)) <= bytes) return
      await this.before(startOfDay(day + 1))
    }
  }

  async oldest(count: number): Promise<void> {
    for (let left = count; left > 0; left -= STEP) {
      if ((await this.#step(Math.min(left, STEP))) === 0) return
    }
  }

  async oldestBodies(count: number): Promise<void> {
    for (let left = count; left > 0; left -= STEP) {
      const gone = await inTransaction(this.#session, async (session) => {
        const { count: bodied } = await session.query(
          `DELETE FROM bodies WHERE (started_at, id) IN (SELECT started_at, id FROM bodies ORDER BY started_at, id LIMIT $1)`,
          [Math.min(left, STEP)],
        )
        await changeCounts(session, this.#node, { records: 0, bodied: -bodied })
        return bodied
      })
      if (gone === 0) return
    }
  }

  /** Its details and bodies at once, then its rows of the list, which find nothing more to delete beside them. */
  async #day(day: number): Promise<void> {
    const { rows } = await this.#session.query(`SELECT count(*) AS bodied FROM bodies_${day}`)
    await dropDay(this.#session, day)
    await changeCounts(this.#session, this.#node, { records: 0, bodied: -Number(rows[0]?.['bodied']) })
    while ((await this.#step(STEP, startOfDay(day + 1))) > 0);
  }

  /** Deletes the oldest records that began before `edge`, in ms since 1970, and tells how many. */
  #step(limit: number, edge = Number.MAX_SAFE_INTEGER): Promise<number> {
    return inTransaction(this.#session, async (session) => {
      const { rows } = await session.query(
        `DELETE FROM exchanges WHERE (started_at, id) IN
           (SELECT started_at, id FROM exchanges WHERE started_at < $2 ORDER BY started_at, id LIMIT $1)
         RETURNING started_at, id`,
        [limit, Math.floor(edge)],
      )
      const keys = rows.map(({ started_at: at, id }): RecordKey => ({ at: String(at), id: String(id) }))
      if (keys.length > 0) {
        const bodied = await deleteBelonging(session, keys)
        await changeCounts(session, this.#node, { records: -keys.length, bodied: -bodied })
      }
      return keys.length
    })
  }
}
