/**
 * Journal and ledger on SQLite, seen from the main thread: an outbox for what is finished, one thread that writes and one that
 * answers questions. Nothing here waits for the disk on behalf of a request.
 */
import type { Clock } from '../../../contract/clock.ts'
import type { Journal } from '../../records/journal.ts'
import type { Ledger } from '../../records/ledger.ts'
import type { LogLimit, RecordStore } from '../../records/record-store.ts'
import type { Announcement, ReaderCalls, WriterCalls, WriterState } from './database/thread-messages.ts'
import { createOutbox, type Outbox } from './threads/outbox.ts'
import { readerFile, writerFile } from './threads/threads.ts'
import { createWorkerLink, type WorkerLink } from './threads/worker-link.ts'

export interface SqliteStoreOptions {
  /** The database file; its folder is created. */
  readonly file: string
  readonly limits: LogLimit
  readonly clock: Clock
  /** Bytes of finished exchanges that may wait while the disk does not take them. */
  readonly capacity?: number
  /** Told when something needs attention, and with an empty text when all is well again. */
  readonly onWarning?: (warning: string) => void
}

/** How often records are looked through for their age, ms. */
const TICK_MS = 60_000
/** How long clearing, renaming and closing wait for a disk that does not take what was finished before, ms. */
const PATIENCE_MS = 5000
/** How long the thread that answers questions is kept without one, ms: starting it again costs the next question a moment. */
const READER_RESTS_MS = 60_000

interface Threads {
  readonly writer: WorkerLink<WriterCalls>
  readonly reader: WorkerLink<ReaderCalls>
  /** Takes over what the writer answered. */
  readonly noted: (state: WriterState) => void
  readonly warning: () => string
  readonly state: () => WriterState
}

/**
 * Opens or creates the database. Rejects with an error named `NoSqliteDriver` or `NewerDatabase` when the file can never be used
 * here. A full disk or a locked file is no reason: records wait, the status says so, and writing begins as soon as it can.
 */
export const openSqliteStore = async (options: SqliteStoreOptions): Promise<RecordStore> => {
  const { clock } = options
  let limits = options.limits
  let closed = false
  const threads = startThreads(options, () => limits)
  const { writer, reader, noted } = threads
  try {
    // By the time this is answered the file is open, or the answer says why it never will be.
    noted(await writer.call('tick', [clock.now()]))
  } catch (error) {
    await writer.stop()
    throw error
  }

  const outbox = createOutbox({
    ...(options.capacity === undefined ? {} : { capacity: options.capacity }),
    keeps: () => ({ records: limits.requests > 0, bodies: limits.requestsWithBodies > 0 }),
    send: async (batch, parcel) => noted(await writer.call('write', [batch, clock.now()], { parcel })),
  })
  const tick = setInterval(() => void writer.call('tick', [clock.now()]).then(noted, () => undefined), TICK_MS)
  tick.unref()
  const written = (): Promise<void> => patiently(outbox.flush())
  return {
    backend: 'sqlite',
    journal: journalOver(threads, outbox, { clock, written }),
    ledger: ledgerOver(threads, written),
    configure: (changed) => {
      limits = changed
      void writer.call('configure', [changed]).catch(() => undefined)
    },
    importHistory: (source) => writer.call('importHistory', [source]),
    close: async () => {
      if (closed) return
      closed = true
      clearInterval(tick)
      await written()
      // From here on a batch would start another thread, which would keep the process alive for as long as the disk is full.
      outbox.close()
      await reader.stop()
      await patiently(writer.call('close', []))
      await writer.stop()
    },
  }
}

const startThreads = (options: SqliteStoreOptions, limits: () => LogLimit): Threads => {
  const { file, clock, onWarning = () => undefined } = options
  let state: WriterState = { records: 0, bytes: 0, refused: 0, healthy: true }
  let trouble = ''
  let moved = ''
  const warning = (): string => [trouble, moved].filter((text) => text !== '').join('; ')
  const troubled = (text: string): void => {
    if (trouble === text) return
    trouble = text
    onWarning(warning())
  }
  const announced = (what: Announcement): void => {
    if (what.kind === 'trouble') {
      troubled(what.text === '' ? '' : `The log cannot be written: ${what.text}`)
      return
    }
    moved =
      what.kind === 'moved'
        ? `The log database was damaged: it was moved to "${what.to}", and a new one was begun`
        : 'The log database was deleted while CLP ran: a new one was begun'
    onWarning(warning())
    void reader.stop()
  }
  const writer = createWorkerLink<WriterCalls>({
    entry: writerFile(),
    greeting: () => ({ method: 'open', args: [{ file, limits: limits(), now: clock.now() }] }),
    announced,
    died: (reason) => troubled(`The log cannot be written: ${reason}`),
  })
  const reader = createWorkerLink<ReaderCalls>({
    entry: readerFile(),
    greeting: () => ({ method: 'openReader', args: [file] }),
    restMs: READER_RESTS_MS,
  })
  const noted = (answer: WriterState): void => {
    state = answer
    if (answer.healthy) troubled('')
  }
  return { writer, reader, noted, warning, state: () => state }
}

interface JournalDeps {
  readonly clock: Clock
  /** Resolves when what was finished before is on disk, or when waiting has become pointless. */
  readonly written: () => Promise<void>
}

const journalOver = (
  { writer, reader, noted, state, warning }: Threads,
  outbox: Outbox,
  deps: JournalDeps,
): Journal => {
  const { clock, written } = deps
  return {
    append: outbox.append,
    find: (id) => reader.call('find', [id]),
    body: (id, kind) => reader.call('body', [id, kind]),
    list: (query, signal) => reader.call('list', [query], { signal }),
    clear: async (ids) => {
      await written()
      const removed = await writer.call('clearRecords', [ids])
      noted(await writer.call('tick', [clock.now()]))
      return removed
    },
    renameUpstream: async (service, from, to) => {
      await written()
      await writer.call('rename', [{ service, from, to, now: clock.now() }])
    },
    status: async () => ({
      records: state().records,
      bytes: state().bytes,
      dropped: outbox.dropped() + state().refused,
      warning: warning(),
    }),
    flush: outbox.flush,
    close: written,
  }
}

const ledgerOver = ({ writer, reader }: Threads, written: () => Promise<void>): Ledger => ({
  totals: (query) => reader.call('totals', [query]),
  clear: async () => {
    await written()
    await writer.call('clearTotals', [])
  },
})

/** Waits for something that may never come while the disk does not answer. */
const patiently = async (work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS)
  })
  await Promise.race([work.catch(() => undefined), enough])
  clearTimeout(timer)
}
