/** Entry of the process that writes: answers the calls of `WriterCalls`. A process, because what its native code dies of ends all around it. */
import { setImmediate, setTimeout } from 'node:timers/promises'
import { LeasedBytes } from '../../../../codec/bytes/leased-bytes.ts'
import { stepBackAltogether } from '../../../threads/background.ts'
import { serveCalls } from '../../../threads/serve-calls.ts'
import { processPort } from '../../../threads/start-process.ts'
import { moveAside, openForWriting } from '../database/open-database.ts'
import type { Announcement, WriterCalls } from '../database/thread-messages.ts'
import { DatabaseWriter } from '../writing/database-writer.ts'
import { repriceDatabase } from '../writing/reprice-run.ts'

/** Time between attempts while the disk is full or the file locked, ms. */
const PAUSE_MS = 500

stepBackAltogether()

let writer: DatabaseWriter | undefined
let reason: unknown = new Error('The log database was not opened')
const opened = (): DatabaseWriter => {
  if (writer === undefined) throw reason
  return writer
}

const port = processPort(() => writer?.close())

serveCalls<WriterCalls, Announcement>(port, (announce) => ({
  open: ([options]) => {
    const opening = new DatabaseWriter(options, {
      open: openForWriting,
      moveAside,
      announce,
      pause: () => setTimeout(PAUSE_MS),
      rest: () => setTimeout(PAUSE_MS),
      yieldTurn: () => setImmediate(),
    })
    try {
      const state = opening.begin()
      writer = opening
      return state
    } catch (error) {
      reason = error
      throw error
    }
  },
  write: async ([batch, now]) => {
    const chunks = batch.records.flatMap(({ bodies }) => bodies.flatMap((body) => body.chunks))
    // This process makes little else, so that its collector would not come for them soon.
    const hold = LeasedBytes.arrived(chunks).retain()
    try {
      return await opened().write(batch, now)
    } finally {
      hold.release()
    }
  },
  clearRecords: ([ids]) => opened().clearRecords(ids),
  clearTotals: () => void opened().clearTotals(),
  reprice: ([request, now]) => repriceDatabase(opened().database(), { request, now, yieldTurn: () => setImmediate() }),
  rename: ([rename]) => void opened().rename(rename),
  configure: ([limits]) => void opened().configure(limits),
  tick: ([now]) => opened().tick(now),
  inspect: ([how, now]) => opened().inspect(how, now),
  note: ([name]) => opened().note(name),
  close: () => {
    writer?.close()
    // Ends the process once the answer has left; only then the database is closed for certain.
    setImmediate().then(() => port.leave())
    return undefined
  },
}))
