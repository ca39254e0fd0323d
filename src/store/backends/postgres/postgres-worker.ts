/**
 * Entry of the thread that speaks to PostgreSQL: answers the calls of `PostgresCalls`. A thread and no process: its driver has no native code that
 * could end the daemon, and bodies change hands to it without a copy.
 */
import { setImmediate } from 'node:timers/promises'
import { LeasedBytes } from '../../../codec/bytes/leased-bytes.ts'
import { stepBack } from '../../threads/background.ts'
import { serveCalls } from '../../threads/serve-calls.ts'
import { threadPort } from '../../threads/start-thread.ts'
import type { Announcement, OpenOptions, PostgresCalls } from './database/messages.ts'
import { PostgresLog } from './postgres-log.ts'

stepBack()

let opening: Promise<PostgresLog> = Promise.reject(new Error('The log was not opened'))
opening.catch(() => undefined)

serveCalls<PostgresCalls, Announcement>(threadPort(), (announce) => ({
  open: async ([options]) => {
    opening = opened(options, announce)
    return (await opening).state()
  },
  write: async ([batch, now]) => {
    const chunks = batch.records.flatMap(({ bodies }) => bodies.flatMap((body) => body.chunks))
    // This thread makes little else, so that its collector would not come for them soon.
    const hold = LeasedBytes.arrived(chunks).retain()
    try {
      return await (await opening).write(batch, now)
    } finally {
      hold.release()
    }
  },
  note: async ([name]) => (await opening).note(name),
  clearRecords: async ([ids]) => (await opening).clearRecords(ids),
  clearTotals: async () => (await opening).clearTotals(),
  rename: async ([rename]) => (await opening).rename(rename),
  reprice: async ([request, now]) => (await opening).reprice(request, now),
  reprices: async () => (await opening).reprices(),
  configure: async ([limits]) => (await opening).configure(limits),
  tick: async ([now]) => (await opening).tick(now),
  find: async ([id]) => (await opening).find(id),
  body: async ([id, kind]) => (await opening).body(id, kind),
  list: async ([query], signal) => (await opening).list(query, signal),
  totals: async ([query]) => (await opening).totals(query),
  close: async () => {
    await (await opening).close()
    // Ends the thread once the answer has left.
    void setImmediate().then(() => process.exit())
    return undefined
  },
}))

const opened = async (options: OpenOptions, announce: (what: Announcement) => void): Promise<PostgresLog> => {
  const log = new PostgresLog(options, announce)
  try {
    await log.open()
    return log
  } catch (error) {
    await log.close()
    throw error
  }
}
