/** Where finished exchanges are kept: journal and ledger over one back end, opened and closed together. */
import type { Journal } from './journal.ts'
import type { Ledger } from './ledger.ts'
import type { LogLimit } from './log-limit.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { patiently } from './patience.ts'
import type { RecordDriver, RecordWriter } from './record-driver.ts'

export interface RecordStore {
  readonly journal: Journal
  readonly ledger: Ledger
  /** For whoever brings many records at once and waits until they are kept, as an import does. */
  readonly writer: Pick<RecordWriter, 'write' | 'note'>
  /** For whoever needs totals and what is still on its way to them at one moment: see `Outbox.quietly`. */
  readonly quietly: Outbox['quietly']
  /** IANA zone in which the days of the totals begin, where a query names none. */
  readonly timeZone: () => string
  /** Puts other limits in force; what is too much goes in small steps. */
  readonly configure: (limits: LogLimit) => void
  /** Writes what is waiting, then lets go of the file. */
  readonly close: () => Promise<void>
}

export interface RecordStoreOptions {
  /** In force already in the driver. */
  readonly limits: LogLimit
  /** Bytes of finished exchanges that may wait while the driver does not take them. */
  readonly capacity?: number | undefined
}

/** Journal and ledger over a driver, with an outbox before it: nothing here waits for a disk on behalf of a request. */
export const createRecordStore = (driver: RecordDriver, options: RecordStoreOptions): RecordStore => {
  const { writer, reader } = driver
  let { limits } = options
  let closed = false
  const outbox = createOutbox({
    capacity: options.capacity,
    keeps: () => ({ records: limits.requests > 0, bodies: limits.requestsWithBodies > 0 }),
    send: writer.write,
  })
  const written = (): Promise<void> => patiently(outbox.flush())
  return {
    writer,
    quietly: outbox.quietly,
    timeZone: driver.timeZone,
    journal: {
      append: outbox.append,
      find: reader.find,
      body: reader.body,
      list: reader.list,
      clear: async (ids) => {
        await written()
        return writer.clearRecords(ids)
      },
      renameUpstream: async (service, from, to) => {
        await written()
        await writer.rename({ service, from, to })
      },
      status: async () => {
        const { refused, ...status } = await writer.status()
        return { ...status, dropped: outbox.dropped() + refused }
      },
      flush: outbox.flush,
    },
    ledger: {
      totals: reader.totals,
      reprices: reader.reprices,
      reprice: async (request) => {
        await written()
        return writer.reprice(request)
      },
      clear: async () => {
        await written()
        await writer.clearTotals()
      },
    },
    configure: (changed) => {
      limits = changed
      writer.configure(changed)
    },
    close: async () => {
      if (closed) return
      closed = true
      await written()
      // What came later would keep the process alive for as long as the disk is full.
      outbox.close()
      await driver.close()
    },
  }
}
