/**
 * Finished exchanges on their way to the writer. Appending costs a few microseconds and never waits: records are collected for a
 * moment and handed over in batches, one at a time, so that a writer that is stuck leaves the rest here. What waits is bounded
 * in bytes: then the oldest bodies go first, then the oldest records, whose counts stay.
 */
import { Parcel } from '../../../../codec/bytes/leased-bytes.ts'
import type { ExchangeRecord } from '../../../../contract/exchange.ts'
import { collectEntry, entryOf, type LedgerEntry } from '../../../records/entry.ts'
import { type PackedRecord, packRecord, type WireRecord, withoutBodies } from '../../../records/packed-record.ts'
import type { RequestBodies } from '../../../records/request-bodies.ts'
import type { Batch } from '../database/thread-messages.ts'

export interface OutboxOptions {
  /** Hands a batch to the writer; resolves when it is on disk, however long that takes, rejects when it is lost. */
  readonly send: (batch: Batch, parcel: Parcel) => Promise<void>
  /** What is to be kept of a record, as the limits stand now. */
  readonly keeps: () => Keeping
  /** Bytes that may wait. */
  readonly capacity?: number
}

export interface Keeping {
  /** Records at all; their counts go into the totals in any case. */
  readonly records: boolean
  readonly bodies: boolean
}

export interface Outbox {
  /** Takes a record over. Never throws, never waits. */
  readonly append: (record: ExchangeRecord, bodies?: RequestBodies) => void
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
/** Load after which a batch goes at once; see `PackedRecord.load`. */
const BATCH_LOAD = 8 * 1024 * 1024
const CAPACITY = 32 * 1024 * 1024
/** Bytes left waiting behind a batch above which there is no time for packing bodies. */
const URGENT_BYTES = 8 * 1024 * 1024

export const createOutbox = ({ send, keeps, capacity = CAPACITY }: OutboxOptions): Outbox => {
  const waiting: PackedRecord[] = []
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
  let closed = false

  const weigh = (packed: PackedRecord, sign: 1 | -1): void => {
    weight += sign * packed.weight
    load += sign * packed.load
  }
  const stripOldest = (): void => {
    const packed = waiting[stripped]
    if (packed === undefined) return
    if (packed.wire.bodies.length > 0) {
      weigh(packed, -1)
      const bare = withoutBodies(packed)
      weigh(bare, 1)
      waiting[stripped] = bare
      dropped += 1
    }
    stripped += 1
  }
  const dropOldest = (): void => {
    const packed = waiting.shift()
    if (packed === undefined) return
    weigh(packed, -1)
    stripped -= 1
    dropped += 1
    if (packed.wire.entry !== undefined) collectEntry(looseEntries, packed.wire.entry)
  }
  const makeRoom = (): void => {
    while (weight > capacity && stripped < waiting.length) stripOldest()
    while (weight > capacity && waiting.length > 0) dropOldest()
  }
  const takeBatch = (): { readonly batch: Batch; readonly parcel: Parcel } => {
    let heavy = 0
    const count = waiting.findIndex((packed) => {
      heavy += packed.load
      return heavy > BATCH_LOAD
    })
    const taken = waiting.splice(0, count < 0 ? waiting.length : count + 1)
    for (const packed of taken) weigh(packed, -1)
    stripped = Math.max(0, stripped - taken.length)
    const entries = [...looseEntries.values()]
    looseEntries = new Map()
    const parcel = new Parcel()
    const records = taken.map((packed) => inParcel(packed, parcel))
    return { batch: { records, entries, urgent: weight > URGENT_BYTES }, parcel }
  }
  /** What comes while a batch is under way is collected again, or each batch would hold only what the last one took time for. */
  const sendBatches = async (): Promise<void> => {
    while (!closed && (waiting.length > 0 || looseEntries.size > 0)) {
      collectMs = arrived >= BUSY_EXCHANGES ? BUSY_COLLECT_MS : COLLECT_MS
      arrived = 0
      const { batch, parcel } = takeBatch()
      // A writer that died may or may not have finished: a record too few is better than one counted twice.
      await send(batch, parcel).catch(() => {
        dropped += batch.records.length
      })
      if (load <= BATCH_LOAD) return
    }
  }
  /** False when nothing of the record has to be written. */
  const take = (record: ExchangeRecord, about: RequestBodies | undefined): boolean => {
    const { records, bodies } = keeps()
    return records ? queue(packedOrNothing(record, about), bodies) : count(looseEntries, record)
  }
  const queue = (whole: PackedRecord | undefined, bodies: boolean): boolean => {
    const packed = bodies ? whole : whole && withoutBodies(whole)
    if (packed === undefined) {
      dropped += 1
      return false
    }
    waiting.push(packed)
    weigh(packed, 1)
    if (weight > capacity) makeRoom()
    return true
  }
  const start = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    sending ??= sendBatches().finally(() => {
      sending = undefined
      if (waiting.length > 0 || looseEntries.size > 0) startLater()
    })
    return sending
  }
  const startLater = (): void => {
    if (!closed) timer ??= setTimeout(() => void start(), collectMs)
  }
  return {
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

const count = (into: Map<string, LedgerEntry>, record: ExchangeRecord): boolean => {
  const entry = entryOf(record)
  if (entry !== undefined) collectEntry(into, entry)
  return entry !== undefined
}

const packedOrNothing = (record: ExchangeRecord, about: RequestBodies | undefined): PackedRecord | undefined => {
  try {
    return packRecord(record, about)
  } catch {
    return undefined
  }
}

/** The record as it may cross to the writer; its hold ends. */
const inParcel = ({ wire, hold }: PackedRecord, parcel: Parcel): WireRecord => {
  const taken = parcel.take(
    wire.bodies.map(({ chunks }) => chunks),
    hold,
  )
  return { ...wire, bodies: wire.bodies.map((body, index) => ({ ...body, chunks: taken[index] ?? [] })) }
}
