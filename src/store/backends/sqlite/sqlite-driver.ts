/**
 * SQLite behind the record store, seen from the daemon: one process that writes and one that answers questions. What their native code dies
 * of ends them alone; a file that cannot be used is put aside and named, a new one is begun, and its totals are taken over.
 */
import { Parcel } from '../../../codec/bytes/leased-bytes.ts'
import type { Clock } from '../../../contract/clock.ts'
import type { LogReason } from '../../../contract/reason/log-reasons.ts'
import { inEnglish } from '../../../contract/reason/messages/in-english.ts'
import { packageFile } from '../../files/package-files.ts'
import { machineZone } from '../../records/local-time.ts'
import type { LogLimit } from '../../records/log-limit.ts'
import { patiently } from '../../records/patience.ts'
import type { Batch, RecordDriver, RecordWriter, WriterStatus } from '../../records/record-driver.ts'
import { type RowBatch, rowsOfBatch } from '../../records/rows/record-rows.ts'
import { startRelay } from '../../threads/start-thread.ts'
import { createWorkerLink, isWorkerGone, type WorkerLink } from '../../threads/worker-link.ts'
import { createAsking } from './asking.ts'
import type { Announcement, ReaderCalls, WriterCalls, WriterState } from './database/thread-messages.ts'
import { createReaderLink } from './reader-link.ts'
import { createSalvage } from './salvage.ts'

export interface SqliteOptions {
  /** The database file; its folder is created. */
  readonly file: string
  readonly limits: LogLimit
  readonly clock: Clock
  /** Told when something needs attention, and with an empty text when all is well again. */
  readonly onWarning?: (warning: string) => void
}

/** Longest wait for the present state of the log, ms. */
const STATUS_MS = 250
/** How often records are looked through for their age, ms. */
const TICK_MS = 60_000
/** How long the process that answers questions is kept without one, ms: starting it again costs the next question a moment. */
const READER_RESTS_MS = 60_000

/**
 * Opens or creates the database. Rejects with an error named `NoSqliteDriver` or `NewerDatabase` when the file can never be used
 * here. A full disk or a locked file is no reason: records wait, the status says so, and writing begins as soon as it can.
 */
export const openSqliteDriver = async (options: SqliteOptions): Promise<RecordDriver> => {
  const { clock } = options
  const links = startProcesses(options)
  const { writer, reader } = links
  const state = new WriterBook(links.trouble)
  const movedAtOpening: string[] = []
  links.moved = (to) => movedAtOpening.push(to)
  const tick = async (): Promise<void> => state.noted(await writer.call('tick', [clock.now()]))
  try {
    // By the time this is answered the file is open, or the answer says why it never will be.
    await untilItLives(tick)
  } catch (error) {
    await writer.stop()
    throw error
  }
  const ticking = setInterval(() => void tick().catch(() => undefined), TICK_MS)
  ticking.unref()
  const driverWriter: RecordWriter = {
    write: async (batch) => {
      const parcel = new Parcel()
      const rows = state.rowsOf(batch, parcel)
      state.noted(await writer.call('write', [rows, clock.now()], { parcel }))
      links.crashes = 0
    },
    note: (name) => writer.call('note', [name]),
    clearRecords: async (ids) => {
      const removed = await writer.call('clearRecords', [ids])
      await tick()
      return removed
    },
    clearTotals: () => writer.call('clearTotals', []),
    reprice: (request) => writer.call('reprice', [request, clock.now()]),
    rename: (rename) => writer.call('rename', [{ ...rename, now: clock.now() }]),
    configure: (limits) => {
      links.limits = limits
      void writer.call('configure', [limits]).catch(() => undefined)
    },
    status: async () => {
      // What is too much goes between two batches, and nobody tells of it.
      await soon(tick())
      return state.status()
    },
  }
  const salvage = createSalvage(driverWriter)
  links.moved = salvage.begin
  if (movedAtOpening.length === 0) void salvage.resume()
  for (const from of movedAtOpening) salvage.begin(from)
  let closed = false
  /** What is asked once more after the end would start another process on a file that may be gone. */
  const whileOpen = <T>(call: () => Promise<T>): Promise<T> =>
    closed ? Promise.reject(new Error('The log database was closed')) : call()
  const askAgain = createAsking({
    inspect: (how) => whileOpen(() => writer.call('inspect', [how, clock.now()])),
    crashed: () => {
      links.careful = true
    },
  })
  const ask = <T>(question: () => Promise<T>): Promise<T> => askAgain(() => whileOpen(question))
  return {
    timeZone: machineZone,
    writer: driverWriter,
    reader: {
      find: (id) => ask(() => reader.call('find', [id])),
      body: (id, kind) => ask(() => reader.call('body', [id, kind])),
      list: (query, signal) => ask(() => reader.call('list', [query], { signal })),
      totals: (query) => ask(() => reader.call('totals', [query])),
      reprices: () => ask(() => reader.call('reprices', [])),
    },
    close: async () => {
      closed = true
      clearInterval(ticking)
      await Promise.all([salvage.close(), reader.stop()])
      await patiently(writer.finish('close'))
      await writer.stop()
    },
  }
}

/** Resolves when the work is done, has failed, or takes longer than anybody who asks for a status waits. */
const soon = (work: Promise<unknown>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, STATUS_MS)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    work.then(done, done)
  })

/** Times that the process which writes is started before the log is given up. */
const MOST_STARTS = 4

const untilItLives = async (start: () => Promise<void>): Promise<void> => {
  for (let starts = 1; ; starts += 1) {
    try {
      return await start()
    } catch (error) {
      if (!isWorkerGone(error) || starts === MOST_STARTS) throw error
    }
  }
}

interface Links {
  readonly writer: WorkerLink<WriterCalls>
  readonly reader: WorkerLink<ReaderCalls>
  readonly trouble: Trouble
  /** What a process that is started anew is told. */
  limits: LogLimit
  /** Crashes of the process that writes since it last wrote something. */
  crashes: number
  /** A reader has crashed: its successors take texts for bytes. */
  careful: boolean
  /** Hears of a file that was put aside. */
  moved: (to: string) => unknown
}

const startProcesses = ({ file, clock, limits, onWarning = () => undefined }: SqliteOptions): Links => {
  const trouble = new Trouble(onWarning)
  const reader = createReaderLink(file, { restMs: READER_RESTS_MS, careful: () => links.careful })
  const writer = createWorkerLink<WriterCalls, Announcement>({
    entry: packageFile('dist/store/writer-relay.js'),
    start: startRelay,
    greeting: () => ({
      method: 'open',
      args: [{ file, limits: links.limits, now: clock.now(), crashes: links.crashes }],
    }),
    announced: (what) => {
      trouble.announced(what)
      // Another file stands in the place of the one it reads.
      if (what.kind !== 'trouble') void reader.stop()
      if (what.kind === 'moved') links.moved(what.to)
    },
    died: (reason, crashed) => {
      if (crashed) links.crashes += 1
      trouble.writing(reason)
    },
  })
  const links: Links = { writer, reader, trouble, limits, crashes: 0, careful: false, moved: () => undefined }
  return links
}

/** What is wrong. */
class Trouble {
  readonly #onWarning: (warning: string) => void
  #writing: LogReason | undefined
  #moved: LogReason | undefined

  constructor(onWarning: (warning: string) => void) {
    this.#onWarning = onWarning
  }
  reasons(): readonly LogReason[] {
    return [this.#writing, this.#moved].filter((reason) => reason !== undefined)
  }
  text(): string {
    return this.reasons().map(inEnglish).join('; ')
  }
  /** Empty: it works again. */
  writing(fault: string): void {
    const before = this.text()
    this.#writing = fault === '' ? undefined : { code: 'log-not-written', params: { fault } }
    if (this.text() !== before) this.#onWarning(this.text())
  }
  announced(what: Announcement): void {
    if (what.kind === 'trouble') {
      this.writing(what.text)
      return
    }
    this.#moved =
      what.kind === 'moved' ? { code: 'log-moved-away', params: { to: what.to } } : { code: 'log-deleted', params: {} }
    this.#onWarning(this.text())
  }
}

/** What the process that writes said last, and what never reached it. */
class WriterBook {
  readonly #trouble: Trouble
  #state: WriterState = { records: 0, bytes: 0, refused: 0, healthy: true }
  #unwritable = 0

  constructor(trouble: Trouble) {
    this.#trouble = trouble
  }
  noted(answer: WriterState): void {
    this.#state = answer
    if (answer.healthy) this.#trouble.writing('')
  }
  status(): WriterStatus {
    const { records, bytes, refused } = this.#state
    const trouble = this.#trouble
    const warning = trouble.text()
    return { records, bytes, refused: refused + this.#unwritable, warning, troubles: trouble.reasons() }
  }
  rowsOf(batch: Batch, parcel: Parcel): RowBatch {
    const { batch: rows, unwritable } = rowsOfBatch(batch, parcel)
    this.#unwritable += unwritable
    return rows
  }
}
