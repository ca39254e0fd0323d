/**
 * Finished exchanges on their way to the writer. Appending costs a few microseconds and never waits: records are collected for a
 * moment and handed over in batches, one at a time, so that a writer that is stuck leaves the rest here. What waits is bounded
 * in bytes: then the oldest bodies go first, then the oldest records, whose counts stay.
 */
import type { ExchangeRecord } from '../../contract/exchange.ts'
import { collectRecord, entriesOf, type LedgerEntry } from './entry.ts'
import { patiently } from './patience.ts'
import type { Batch } from './record-driver.ts'
import type { RequestBodies } from './request-bodies.ts'
import { bareRecord, type StoredRecord, storedRecord, withoutBodies } from './stored-record.ts'

export interface OutboxOptions {
  /** Hands a batch to the writer; resolves when it is on disk, however long that takes, rejects when it is lost. */
  readonly send: (batch: Batch) => Promise<void>
  /** What is to be kept of a record, as the limits stand now. */
  readonly keeps: () => Keeping
  /** Bytes that may wait. */
  readonly capacity?: number | undefined
}

export interface Keeping {
  /** Records at all; their counts go into the totals in any case. */
  readonly records: boolean
  readonly bodies: boolean
}

export interface Outbox {
  /** Takes a record over. Never throws, never waits. */
  readonly append: (record: ExchangeRecord, bodies?: RequestBodies) => void
  /**
   * Lets `read` look at what the writer has while nothing more is handed to it: the entries are what still waits at that moment, and `read`
   * is called in the turn in which they were gathered. Rejects when a batch that is under way does not arrive in time.
   */
  readonly quietly: <T>(read: (waiting: readonly LedgerEntry[]) => Promise<T>) => Promise<T>
  /** Resolves when everything appended so far is on disk or given up. */
  readonly flush: () => Promise<void>
  /** Records or bodies dropped since start. */
  readonly dropped: () => number
  /** Gives up what still waits and sends nothing more; a batch that is under way may still arrive. */
  readonly close: () => void
}

/** How long records are collected, ms: what a crash may lose, and what a list may lag behind. */
const COLLECT_MS = 50
/** The same while many come: a transaction costs about a millisecond, however few records are in it. */
const BUSY_COLLECT_MS = 250
/** Exchanges between two batches from which on many are coming. */
const BUSY_EXCHANGES = 16
/** Load after which a batch goes at once; see `StoredRecord.load`. */
const BATCH_LOAD = 8 * 1024 * 1024
const CAPACITY = 32 * 1024 * 1024
/** Bytes left waiting behind a batch above which there is no time for packing bodies. */
const URGENT_BYTES = 8 * 1024 * 1024

export const createOutbox = ({ send, keeps, capacity = CAPACITY }: OutboxOptions): Outbox => {
  const waiting: StoredRecord[] = []
  /** Records before this index have no bodies left to drop. */
  let stripped = 0
  let weight = 0
  let load = 0
  let dropped = 0
  /** Exchanges since the last batch. */
  let arrived = 0
  let collectMs = COLLECT_MS
  /** Counts of records that are not kept. */
  let looseEntries = new Map<string, LedgerEntry>()
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined
  /** While somebody looks at what the writer has: resolves when that is over. */
  let held: Promise<void> | undefined
  let closed = false

  const weigh = (record: StoredRecord, sign: 1 | -1): void => {
    weight += sign * record.weight
    load += sign * record.load
  }
  const stripOldest = (): void => {
    const record = waiting[stripped]
    if (record === undefined) return
    if (record.bodies.length > 0) {
      weigh(record, -1)
      const bare = withoutBodies(record)
      weigh(bare, 1)
      waiting[stripped] = bare
      dropped += 1
    }
    stripped += 1
  }
  const dropOldest = (): void => {
    const record = waiting.shift()
    if (record === undefined) return
    weigh(record, -1)
    stripped -= 1
    dropped += 1
    collectRecord(looseEntries, record.exchange)
  }
  const makeRoom = (): void => {
    while (weight > capacity && stripped < waiting.length) stripOldest()
    while (weight > capacity && waiting.length > 0) dropOldest()
  }
  const takeBatch = (): Batch => {
    let heavy = 0
    const count = waiting.findIndex((record) => {
      heavy += record.load
      return heavy > BATCH_LOAD
    })
    const taken = waiting.splice(0, count < 0 ? waiting.length : count + 1)
    for (const record of taken) weigh(record, -1)
    stripped = Math.max(0, stripped - taken.length)
    const entries = [...looseEntries.values()]
    looseEntries = new Map()
    return { records: taken, entries, urgent: weight > URGENT_BYTES }
  }
  /** What comes while a batch is under way is collected again, or each batch would hold only what the last one took time for. */
  const sendBatches = async (): Promise<void> => {
    while (!closed && held === undefined && (waiting.length > 0 || looseEntries.size > 0)) {
      collectMs = arrived >= BUSY_EXCHANGES ? BUSY_COLLECT_MS : COLLECT_MS
      arrived = 0
      const batch = takeBatch()
      // A writer that died may or may not have finished: a record too few is better than one counted twice.
      await send(batch).catch(() => {
        dropped += batch.records.length
      })
      if (load <= BATCH_LOAD) return
    }
  }
  /** False when nothing of the record has to be written. */
  const take = (record: ExchangeRecord, about: RequestBodies | undefined): boolean => {
    const { records, bodies } = keeps()
    if (!records) return collectRecord(looseEntries, record)
    return queue(bodies ? storedOrNothing(record, about) : bareRecord(record))
  }
  const queue = (record: StoredRecord | undefined): boolean => {
    if (record === undefined) {
      dropped += 1
      return false
    }
    waiting.push(record)
    weigh(record, 1)
    if (weight > capacity) makeRoom()
    return true
  }
  const start = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (held !== undefined) return held
    sending ??= sendBatches().finally(() => {
      sending = undefined
      if (waiting.length > 0 || looseEntries.size > 0) startLater()
    })
    return sending
  }
  const startLater = (): void => {
    if (!closed) timer ??= setTimeout(() => void start(), collectMs)
  }
  const waitingEntries = (): readonly LedgerEntry[] => [
    ...waiting.flatMap(({ exchange }) => entriesOf(exchange)),
    ...looseEntries.values(),
  ]
  const quietly = async <T>(read: (entries: readonly LedgerEntry[]) => Promise<T>): Promise<T> => {
    while (held !== undefined) await held
    let goOn: () => void = () => undefined
    held = new Promise((resolve) => {
      goOn = resolve
    })
    try {
      if (sending !== undefined) await patiently(sending)
      if (sending !== undefined) throw new Error('the log does not take what it is given')
      return await read(waitingEntries())
    } finally {
      held = undefined
      goOn()
      if (waiting.length > 0 || looseEntries.size > 0) startLater()
    }
  }
  return {
    quietly,
    append: (record, about) => {
      if (closed || !take(record, about)) return
      arrived += 1
      if (sending !== undefined) return
      if (load > BATCH_LOAD) void start()
      else startLater()
    },
    flush: async () => {
      while (!closed && (waiting.length > 0 || sending !== undefined || looseEntries.size > 0)) await start()
    },
    dropped: () => dropped,
    close: () => {
      closed = true
      clearTimeout(timer)
      dropped += waiting.length
      for (const { hold } of waiting) hold?.release()
      waiting.length = 0
    },
  }
}

const storedOrNothing = (record: ExchangeRecord, about: RequestBodies | undefined): StoredRecord | undefined => {
  try {
    return storedRecord(record, about)
  } catch {
    return undefined
  }
}
