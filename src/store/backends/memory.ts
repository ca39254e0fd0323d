/** Records and totals in memory: for tests, and for machines on which no SQLite can be loaded. Forgets everything at the end. */
import type { Clock } from '../../contract/clock.ts'
import type { LogReason } from '../../contract/reason/log-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { collectEntry, entriesOf, entryKey, type LedgerEntry } from '../records/entry.ts'
import type { RepriceEntry } from '../records/ledger.ts'
import { ledgerRows, sumsOfEntries } from '../records/ledger-rows.ts'
import { machineZone } from '../records/local-time.ts'
import type { LogLimit } from '../records/log-limit.ts'
import type { Batch, RecordDriver, Rename } from '../records/record-driver.ts'
import { createRecordStore, type RecordStore } from '../records/record-store.ts'
import { type StoredRecord, withoutBodies } from '../records/stored-record.ts'
import { type Held, listHeld } from './memory-list.ts'
import { bodyOf, storedOf, withUpstreamRenamed } from './memory-record.ts'
import { entryOfReprice, repriceMemory } from './memory-reprice.ts'

export interface MemoryStoreOptions {
  readonly limits: LogLimit
  readonly clock: Clock
  /** Shown in the status for as long as the store lives: why nothing is kept on disk. */
  readonly trouble?: LogReason
}

const DAY_MS = 24 * 60 * 60 * 1000

export const createMemoryStore = (options: MemoryStoreOptions): RecordStore =>
  createRecordStore(createMemoryDriver(options), options)

const createMemoryDriver = ({ clock, limits, trouble }: MemoryStoreOptions): RecordDriver => {
  const troubles = trouble === undefined ? [] : [trouble]
  const warning = troubles.map(inEnglish).join('; ')
  const records = createRecords(clock, limits)
  const totals = createTotals()
  const notes = new Map<string, string>()
  const reprices: RepriceEntry[] = []
  return {
    timeZone: machineZone,
    writer: {
      write: async (batch: Batch) => {
        for (const record of batch.records) {
          if (records.add(record)) for (const entry of entriesOf(record.exchange)) totals.add(entry)
        }
        for (const entry of batch.entries) totals.add(entry)
        if (batch.note !== undefined) notes.set(batch.note.name, batch.note.text)
      },
      note: async (name) => notes.get(name),
      clearRecords: async (ids) => records.remove(ids),
      clearTotals: async () => totals.clear(),
      reprice: async (request) => {
        const report = repriceMemory(request, totals, records)
        if (!request.dryRun && report.changed > 0) reprices.unshift(entryOfReprice(request, report, clock.now()))
        return report
      },
      rename: async (rename) => {
        records.change((record) => ({ ...record, exchange: withUpstreamRenamed(record.exchange, rename) }))
        totals.rename(rename)
      },
      configure: records.limit,
      status: async () => ({ records: records.all().length, bytes: 0, refused: 0, warning, troubles }),
    },
    reader: {
      find: async (id) => mapped(records.find(id), ({ exchange }) => storedOf(exchange)),
      body: async (id, kind) => mapped(records.find(id), (record) => bodyOf(record, kind)),
      list: (query, signal) => listHeld(records.all(), query, signal),
      totals: async (query) => ledgerRows(query, sumsOfEntries(totals.entries(), query)),
      reprices: async () => reprices,
    },
    close: async () => undefined,
  }
}

const createTotals = () => {
  let all = new Map<string, LedgerEntry>()
  return {
    entries: () => all.values(),
    add: (entry: LedgerEntry): void => collectEntry(all, entry),
    clear: (): void => all.clear(),
    replace: (entries: readonly LedgerEntry[]): void => {
      all = new Map(entries.map((entry) => [entryKey(entry), entry]))
    },
    rename: ({ service, from, to }: Rename): void => {
      const merged = new Map<string, LedgerEntry>()
      for (const entry of all.values()) {
        const hit = entry.service === service && entry.upstream === from
        collectEntry(merged, hit ? { ...entry, upstream: to } : entry)
      }
      all = merged
    },
  }
}

/** The records, oldest first, within their limits. They keep their holds for as long as their bodies are kept. */
const createRecords = (clock: Clock, initial: LogLimit) => {
  let kept: Held[] = []
  let limits = initial
  let sequence = 0
  const keepOnly = (isKept: (held: Held, index: number) => boolean): void => {
    const gone = kept.filter((held, index) => !isKept(held, index))
    kept = kept.filter(isKept)
    for (const { record } of gone) record.hold?.release()
  }
  const trim = (): void => {
    const oldest = limits.days > 0 ? clock.now() - limits.days * DAY_MS : Number.NEGATIVE_INFINITY
    const spare = kept.length - limits.requests
    keepOnly(({ record }, index) => index >= spare && record.exchange.startedAt >= oldest)
    const bodied = kept.length - limits.requestsWithBodies
    kept = kept.map((held, index) => (index < bodied ? { ...held, record: withoutBodies(held.record) } : held))
  }
  return {
    all: (): readonly Held[] => kept,
    find: (id: string) => kept.find(({ record }) => record.exchange.id === id)?.record,
    /** False when it is there already. */
    add: (record: StoredRecord): boolean => {
      const { id, startedAt } = record.exchange
      if (kept.some((held) => held.record.exchange.id === id)) {
        record.hold?.release()
        return false
      }
      sequence += 1
      const position = kept.findLastIndex((held) => held.record.exchange.startedAt <= startedAt)
      kept.splice(position + 1, 0, { sequence, record })
      trim()
      return true
    },
    remove: (ids: readonly string[] | undefined): number => {
      const before = kept.length
      const unwanted = new Set(ids)
      keepOnly(({ record }) => ids !== undefined && !unwanted.has(record.exchange.id))
      return before - kept.length
    },
    change: (edit: (record: StoredRecord) => StoredRecord): void => {
      kept = kept.map((held) => ({ ...held, record: edit(held.record) }))
    },
    limit: (changed: LogLimit): void => {
      limits = changed
      trim()
    },
  }
}

const mapped = <From, To>(value: From | undefined, map: (value: From) => To): To | undefined =>
  value === undefined ? undefined : map(value)
