/** Takes the totals of a database that was put aside over into the one that was begun instead, as far as they can be read. */
import { BUCKET_MS, type LedgerEntry } from '../../records/entry.ts'
import type { Note, RecordWriter } from '../../records/record-driver.ts'
import type { WorkerLink } from '../../threads/worker-link.ts'
import type { EntryPlace, ReaderCalls } from './database/thread-messages.ts'
import { createReaderLink } from './reader-link.ts'

/** Name of the note that says how far it has come, so that a CLP that is ended meanwhile counts nothing twice and loses nothing. */
const SALVAGE_NOTE = 'salvage'

interface Progress {
  /** The file that was put aside. */
  readonly from: string
  /** The last row that was taken over; undefined when it is done. */
  readonly after?: EntryPlace
}

const BEGINNING: EntryPlace = { bucket: -1, service: '', upstream: '', model: '', token: '', class: '' }

/** Rows read at once, and the number of failures after which the rest is given up: each may cost a process. */
const ROWS = 500
const MOST_FAILURES = 60

interface SalvageOptions {
  /** Of the database that was put aside. */
  readonly reader: Pick<WorkerLink<ReaderCalls>, 'call' | 'stop'>
  readonly writer: Pick<RecordWriter, 'write'>
  readonly progress: Progress
}

const noteOf = (progress: Progress): Note => ({
  name: SALVAGE_NOTE,
  text: JSON.stringify(progress),
})

/** What is left to be taken over, by the note of a database. */
const salvageLeft = (note: string | undefined): Progress | undefined => {
  if (note === undefined) return undefined
  try {
    const { from, after } = JSON.parse(note) as Partial<Progress>
    return typeof from === 'string' && after !== undefined ? { from, after } : undefined
  } catch {
    return undefined
  }
}

const wholeSalvage = (from: string): Progress => ({ from, after: BEGINNING })

/** Resolves when all that can be read is taken over. Rejects when the new database does not take it. */
const salvageTotals = async ({ reader, writer, progress }: SalvageOptions): Promise<void> => {
  const { from } = progress
  const walk = new Walk(progress.after)
  for (let after = walk.after; after !== undefined; after = walk.after) {
    const read = await reader.call('readableEntries', [after, walk.step]).catch(() => undefined)
    if (read === undefined) walk.failed()
    else walk.read(read.last)
    const next = walk.after
    if (read !== undefined || next === undefined) {
      await writer.write(batchOf(read?.entries ?? [], next === undefined ? { from } : { from, after: next }))
    }
  }
}

/** Quarters of an hour from 1970 to 2025: no CLP has counted anything before, but for what it took over without a time. */
const FIRST_BUCKET = Date.UTC(2025, 0, 1) / BUCKET_MS
/** Quarters of an hour in ten years: nothing lies behind them. */
const LONGEST_JUMP = 10 * 366 * 96
/** Single rows that are left out one after the other before more is. */
const MOST_LEFT_OUT = 6

/** Where to read next: around what cannot be read, with as little of it as can be. */
class Walk {
  #after: EntryPlace | undefined
  #limit = ROWS
  #offset = 0
  #jump = 1
  #failures = 0

  constructor(after: EntryPlace | undefined) {
    this.#after = after
  }

  /** Undefined when there is nothing more to be read. */
  get after(): EntryPlace | undefined {
    return this.#after
  }

  get step(): { readonly limit: number; readonly offset: number } {
    return { limit: this.#limit, offset: this.#offset }
  }

  read(last: EntryPlace | undefined): void {
    this.#after = last
    this.#limit = Math.min(ROWS, this.#limit * 2)
    this.#offset = 0
    this.#jump = 1
  }

  /** Fewer rows at first, to come close to what cannot be read; then past a few rows; then past times that grow. */
  failed(): void {
    this.#failures += 1
    if (this.#limit > 1) this.#limit = Math.ceil(this.#limit / 8)
    else if (this.#offset < MOST_LEFT_OUT) this.#offset += 1
    else this.#leap()
    if (this.#failures >= MOST_FAILURES) this.#after = undefined
  }

  #leap(): void {
    const bucket = Math.max(this.#after?.bucket ?? 0, FIRST_BUCKET) + this.#jump
    this.#after = this.#jump > LONGEST_JUMP ? undefined : { ...BEGINNING, bucket }
    this.#jump *= 4
    this.#offset = 0
  }
}

const batchOf = (entries: readonly LedgerEntry[], progress: Progress) => ({
  records: [],
  entries,
  urgent: false,
  note: noteOf(progress),
})

export interface Salvage {
  /** Takes the totals of this file over. */
  readonly begin: (from: string) => void
  /** Goes on with what was left undone when CLP last ended. */
  readonly resume: () => Promise<void>
  readonly close: () => Promise<unknown>
}

/** One file after the other. What fails is left: the file is named in the status, and nothing of it is lost. */
export const createSalvage = (writer: Pick<RecordWriter, 'write' | 'note'>): Salvage => {
  let reader: WorkerLink<ReaderCalls> | undefined
  let closed = false
  let last: Promise<unknown> = Promise.resolve()
  const enqueue = (progress: Progress): void => {
    last = last.then(async () => {
      if (closed) return
      reader = createReaderLink(progress.from)
      await salvageTotals({ reader, writer, progress }).catch(() => undefined)
      await reader.stop()
    })
  }
  return {
    begin: (from) => enqueue(wholeSalvage(from)),
    resume: async () => {
      const left = salvageLeft(await writer.note(SALVAGE_NOTE).catch(() => undefined))
      if (left !== undefined) enqueue(left)
    },
    close: async () => {
      closed = true
      await reader?.stop()
      await last
    },
  }
}
