/**
 * Entry of the process that reads: answers the calls of `ReaderCalls` on a connection of its own. Apart from the one that writes, because
 * SQLite runs a query to its end: there a long one would hold up every batch behind it, while in WAL mode readers and the writer do not
 * wait for each other. It is started by the first question, not with the daemon.
 */
import { setImmediate } from 'node:timers/promises'
import { systemClock } from '../../../../contract/clock.ts'
import { serveCalls } from '../../../threads/serve-calls.ts'
import { processPort } from '../../../threads/start-process.ts'
import type { Connection } from '../database/driver.ts'
import { faultIn, isOutdated, openForReading } from '../database/open-database.ts'
import type { ReaderCalls } from '../database/thread-messages.ts'
import { findBody, findExchange } from '../reading/bodies.ts'
import { ledgerTotals } from '../reading/ledger-query.ts'
import { listPage } from '../reading/list-page.ts'
import { readableEntries } from '../reading/readable-entries.ts'
import { repricesOf } from '../reading/reprices.ts'

let file = ''
let careful = false
let connection: Connection | undefined
const opened = (): Connection => {
  connection ??= openForReading(file, careful)
  return connection
}

serveCalls<ReaderCalls>(
  processPort(() => connection?.close()),
  () => ({
    openReader: ([name, carefully]) => {
      file = name
      careful = carefully
      return undefined
    },
    find: ([id]) => findExchange(opened(), id),
    body: ([id, kind]) => findBody(opened(), id, kind),
    list: ([query], signal) =>
      listPage(opened(), query, { signal, yieldTurn: () => setImmediate(), elapsed: systemClock.elapsed }),
    totals: ([query]) => ledgerTotals(opened(), query),
    reprices: () => repricesOf(opened()),
    readableEntries: ([after, limit]) => readableEntries(opened(), after, limit),
    fault: () => faultIn(file),
    isOutdated: () => isOutdated(file),
  }),
)
