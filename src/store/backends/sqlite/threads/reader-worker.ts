/**
 * Entry of the reader's thread: answers the calls of `ReaderCalls` on a connection of its own. A thread apart from the writer's,
 * because SQLite runs a query to its end: on the writer's thread a long one would hold up every batch behind it, while in WAL
 * mode readers and the writer do not wait for each other. It is started by the first question, not with the daemon.
 */
import { setImmediate } from 'node:timers/promises'
import { systemClock } from '../../../../contract/clock.ts'
import { serveCalls } from '../../../threads/serve-calls.ts'
import type { Connection } from '../database/driver.ts'
import { openForReading } from '../database/open-database.ts'
import type { ReaderCalls } from '../database/thread-messages.ts'
import { findBody, findExchange } from '../reading/bodies.ts'
import { ledgerTotals } from '../reading/ledger-query.ts'
import { listPage } from '../reading/list-page.ts'

serveCalls<ReaderCalls>(() => {
  let file = ''
  let connection: Connection | undefined
  const opened = (): Connection => {
    connection ??= openForReading(file)
    return connection
  }
  return {
    openReader: ([name]) => {
      file = name
      return undefined
    },
    find: ([id]) => findExchange(opened(), id),
    body: ([id, kind]) => findBody(opened(), id, kind),
    list: ([query], signal) =>
      listPage(opened(), query, { signal, yieldTurn: () => setImmediate(), elapsed: systemClock.elapsed }),
    totals: ([query]) => ledgerTotals(opened(), query),
  }
})
