/** Journal and ledger in memory: for tests, and for machines on which no SQLite can be loaded. Forgets everything at the end. */
import type { Clock } from '../../contract/clock.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import { importFiles } from '../import/import-files.ts'
import { collectEntry, entryOf, type LedgerEntry } from '../records/entry.ts'
import { type ImportTarget, NO_PROGRESS } from '../records/import-report.ts'
import type { Journal } from '../records/journal.ts'
import type { Ledger, LedgerQuery } from '../records/ledger.ts'
import { ledgerRows, sumsOfEntries } from '../records/ledger-rows.ts'
import type { LogLimit, RecordStore } from '../records/record-store.ts'
import type { RequestBodies } from '../records/request-bodies.ts'
import { type Held, listHeld } from './memory-list.ts'
import { bodyOf, emptied, storedOf, withUpstreamRenamed } from './memory-record.ts'

export interface MemoryStoreOptions {
  readonly limits: LogLimit
  readonly clock: Clock
  /** Shown in the status for as long as the store lives: why nothing is kept on disk. */
  readonly warning?: string
}

const DAY_MS = 24 * 60 * 60 * 1000

export const createMemoryStore = (options: MemoryStoreOptions): RecordStore => {
  const { clock, warning = '' } = options
  const totals = { entries: new Map<string, LedgerEntry>() }
  const records = createRecords(clock, options.limits)
  const journal: Journal = {
    append: (record, bodies) => {
      const entry = records.add(record, bodies) ? entryOf(record) : undefined
      if (entry !== undefined) collectEntry(totals.entries, entry)
    },
    find: async (id) => mapped(records.find(id), storedOf),
    body: async (id, kind) => mapped(records.find(id), (record) => bodyOf(record, kind)),
    list: (query, signal) => listHeld(records.all(), query, signal),
    clear: async (ids) => records.remove(ids),
    renameUpstream: async (service, from, to) => {
      records.change((record) => withUpstreamRenamed(record, { service, from, to }))
      const merged = new Map<string, LedgerEntry>()
      for (const entry of totals.entries.values()) {
        const hit = entry.service === service && entry.upstream === from
        collectEntry(merged, hit ? { ...entry, upstream: to } : entry)
      }
      totals.entries = merged
    },
    status: async () => ({ records: records.all().length, bytes: 0, dropped: 0, warning }),
    flush: async () => undefined,
    close: async () => undefined,
  }
  const ledger: Ledger = {
    totals: async (query: LedgerQuery) => ledgerRows(query, sumsOfEntries(totals.entries.values(), query)),
    clear: async () => totals.entries.clear(),
  }
  let progress = NO_PROGRESS
  const target: ImportTarget = {
    progress: () => progress,
    write: async (part) => {
      for (const record of part.records) journal.append(record)
      for (const entry of part.entries) collectEntry(totals.entries, entry)
      progress = part.progress
    },
  }
  return {
    backend: 'memory',
    journal,
    ledger,
    configure: records.limit,
    importHistory: (source) => importFiles(source, target),
    close: async () => undefined,
  }
}

/** The records, oldest first, within their limits. */
const createRecords = (clock: Clock, initial: LogLimit) => {
  let kept: Held[] = []
  let limits = initial
  let sequence = 0
  const trim = (): void => {
    const oldest = limits.days > 0 ? clock.now() - limits.days * DAY_MS : Number.NEGATIVE_INFINITY
    const spare = kept.length - limits.requests
    keepOnly(({ record }, index) => index >= spare && record.startedAt >= oldest)
    const bodied = kept.length - limits.requestsWithBodies
    kept = kept.map((held, index) => (index < bodied ? withoutBodies(held) : held))
  }
  const keepOnly = (isKept: (held: Held, index: number) => boolean): void => {
    const gone = kept.filter((held, index) => !isKept(held, index))
    kept = kept.filter(isKept)
    for (const { hold } of gone) hold?.release()
  }
  return {
    all: (): readonly Held[] => kept,
    find: (id: string) => kept.find(({ record }) => record.id === id)?.record,
    /** False when it is there already. */
    add: (record: ExchangeRecord, bodies: RequestBodies | undefined): boolean => {
      if (kept.some((held) => held.record.id === record.id)) return false
      sequence += 1
      const position = kept.findLastIndex((held) => held.record.startedAt <= record.startedAt)
      kept.splice(position + 1, 0, { sequence, record, hold: bodies?.memory.retain() })
      trim()
      return true
    },
    remove: (ids: readonly string[] | undefined): number => {
      const before = kept.length
      const unwanted = new Set(ids)
      keepOnly(({ record }) => ids !== undefined && !unwanted.has(record.id))
      return before - kept.length
    },
    change: (edit: (record: ExchangeRecord) => ExchangeRecord): void => {
      kept = kept.map((held) => ({ ...held, record: edit(held.record) }))
    },
    limit: (changed: LogLimit): void => {
      limits = changed
      trim()
    },
  }
}

const withoutBodies = ({ sequence, record, hold }: Held): Held => {
  hold?.release()
  return { sequence, record: emptied(record), hold: undefined }
}

const mapped = <From, To>(value: From | undefined, map: (value: From) => To): To | undefined =>
  value === undefined ? undefined : map(value)
