/** PostgreSQL behind the record store, seen from the daemon: a thread that speaks to it, and the numbers of the batches. */
import { randomUUID } from 'node:crypto'
import { Parcel } from '../../../codec/bytes/leased-bytes.ts'
import type { Clock } from '../../../contract/clock.ts'
import type { LogReason } from '../../../contract/reason/log-reasons.ts'
import { inEnglish } from '../../../contract/reason/messages/in-english.ts'
import { packageFile } from '../../files/package-files.ts'
import { machineZone } from '../../records/local-time.ts'
import type { LogLimit } from '../../records/log-limit.ts'
import { patiently } from '../../records/patience.ts'
import type { RecordDriver } from '../../records/record-driver.ts'
import { rowsOfBatch } from '../../records/rows/record-rows.ts'
import { createWorkerLink, isWorkerGone } from '../../threads/worker-link.ts'
import type { Announcement, NumberedBatch, PostgresCalls, WriterState } from './database/messages.ts'

export interface PostgresOptions {
  /** Address with name and password: `postgres://user:password@host:5432/database`. */
  readonly url: string
  /** What this node is called beside its records. */
  readonly node: string
  /** Folder of what waits on the disk of this node while the database is away. */
  readonly spool: string
  /** Bytes that may wait there. */
  readonly spoolBytes?: number
  /** How long a batch is tried before it goes there, ms. A test that looks for what it has written waits longer. */
  readonly patienceMs?: number
  readonly limits: LogLimit
  readonly clock: Clock
  /** Told when something needs attention, and with an empty text when all is well again. */
  readonly onWarning?: (warning: string) => void
}

const PATIENCE_MS = 2000
const SPOOL_BYTES = 256 * 1024 * 1024
/** How often records are looked through for their age, ms. */
const TICK_MS = 60_000

/**
 * Rejects when a person has to act first: a wrong password, no right, a newer database, a folder that cannot be made. A database that is away is no
 * reason: records wait on disk, the status says so, and they are sent as soon as it is back.
 */
export const openPostgresDriver = async (options: PostgresOptions): Promise<RecordDriver> => {
  const {
    clock,
    url,
    node,
    spool,
    spoolBytes = SPOOL_BYTES,
    patienceMs = PATIENCE_MS,
    onWarning = () => undefined,
  } = options
  let { limits } = options
  let troubles: readonly LogReason[] = []
  const worker = createWorkerLink<PostgresCalls, Announcement>({
    entry: packageFile('dist/store/postgres-worker.js'),
    greeting: () => ({
      method: 'open',
      args: [{ url, node, limits, now: clock.now(), spool, spoolBytes, patienceMs }],
    }),
    announced: ({ fault, batches }) =>
      say(fault === '' ? [] : [{ code: 'log-database-away', params: { fault, batches } }]),
    died: (fault) => say([{ code: 'log-not-written', params: { fault } }]),
  })
  const text = (): string => troubles.map(inEnglish).join('; ')
  const say = (now: readonly LogReason[]): void => {
    const isNews = troubles.length !== now.length
    troubles = now
    // How many wait changes with each batch, and how the database says that it is away; that it is away is said once.
    if (isNews) onWarning(text())
  }
  let state: WriterState
  try {
    state = await worker.call('tick', [clock.now()])
  } catch (error) {
    await worker.stop()
    throw error
  }
  const ticking = setInterval(() => void tick().catch(() => undefined), TICK_MS)
  ticking.unref()
  const tick = async (): Promise<void> => {
    state = await worker.call('tick', [clock.now()])
  }
  const instance = randomUUID()
  let number = 0
  let unwritable = 0
  const send = async (batch: NumberedBatch, parcel: Parcel): Promise<void> => {
    try {
      state = await worker.call('write', [batch, clock.now()], { parcel })
    } catch (error) {
      if (!isWorkerGone(error)) throw error
      // The bodies are gone with the thread. Whether the rest was written its number tells.
      const bare = batch.records.map((record) => ({ ...record, bodies: [] }))
      state = await worker.call('write', [{ ...batch, records: bare }, clock.now()])
    }
  }
  return {
    timeZone: () => state.zone ?? machineZone(),
    writer: {
      write: (batch) => {
        const parcel = new Parcel()
        const rows = rowsOfBatch(batch, parcel)
        unwritable += rows.unwritable
        number += 1
        return send({ ...rows.batch, instance, number }, parcel)
      },
      note: (name) => worker.call('note', [name]),
      clearRecords: async (ids) => {
        const removed = await worker.call('clearRecords', [ids])
        await tick()
        return removed
      },
      clearTotals: () => worker.call('clearTotals', []),
      reprice: (request) => worker.call('reprice', [request, clock.now()]),
      rename: (rename) => worker.call('rename', [{ ...rename, now: clock.now() }]),
      configure: (changed) => {
        limits = changed
        void worker.call('configure', [changed]).catch(() => undefined)
      },
      status: async () => {
        const { records, bytes, refused } = state
        return { records, bytes, refused: refused + unwritable, warning: text(), troubles }
      },
    },
    reader: {
      find: (id) => worker.call('find', [id]),
      body: (id, kind) => worker.call('body', [id, kind]),
      list: (query, signal) => worker.call('list', [query], { signal }),
      totals: (query) => worker.call('totals', [query]),
      reprices: () => worker.call('reprices', []),
    },
    close: async () => {
      clearInterval(ticking)
      await patiently(worker.finish('close'))
      await worker.stop()
    },
  }
}
