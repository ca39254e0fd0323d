/**
 * The one who writes: hands batches to the database one after the other, puts them on the disk of this node while it is away, and sends them from
 * there when it is back. Nothing overtakes a batch that waits: its number tells whether it is in already.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { createDayOf, type DayOf } from '../../../records/rows/day-of.ts'
import { connect, type Session } from '../database/connection.ts'
import { failureKind, failureText } from '../database/failure.ts'
import type { Announcement, NumberedBatch, OpenOptions } from '../database/messages.ts'
import { migrate, zoneOf } from '../database/migrations.ts'
import { dayOfMs, makePartitions } from '../database/partitions.ts'
import type { Inserted } from './insert-records.ts'
import type { Spool } from './spool.ts'
import { writeBatch } from './write-batch.ts'

/** Time between attempts, ms: it grows while the database stays away. */
const FIRST_PAUSE_MS = 300
const LONGEST_PAUSE_MS = 5000

export interface WriterListener {
  readonly announce: (what: Announcement) => void
  /** A batch is in the database. */
  readonly inserted: (what: Inserted) => void
}

export class PostgresWriter {
  readonly #options: OpenOptions
  readonly #spool: Spool
  readonly #listener: WriterListener
  #session: Session | undefined
  /** Days that have partitions, as far as this connection knows. */
  #days = new Set<number>()
  #dayOf: DayOf | undefined
  #zone: string | undefined
  #refused = 0
  #fault = ''
  #sending: Promise<void> | undefined
  #closed = new AbortController()

  constructor(options: OpenOptions, spool: Spool, listener: WriterListener) {
    this.#options = options
    this.#spool = spool
    this.#listener = listener
  }

  /** Zone in which days begin; undefined until the database was seen. */
  get zone(): string | undefined {
    return this.#zone
  }

  /** Records or bodies given up. */
  get refused(): number {
    return this.#refused
  }

  /** Rejects when a person has to act before this can work; a database that is away is tried again later. */
  async open(): Promise<void> {
    try {
      await this.#connected()
    } catch (error) {
      if (failureKind(error) === 'refused') throw error
      this.#fault = failureText(error)
      this.#announce()
    }
    if (this.#spool.batches > 0 || this.#fault !== '') this.#sendLater()
  }

  /** Resolves when the batch is in the database, or on the disk. Rejects when neither can be. */
  async write(batch: NumberedBatch): Promise<void> {
    if (this.#sending === undefined && (await this.#triedFor(batch))) return
    const { records, bodies } = this.#spool.put(batch)
    this.#refused += records + bodies
    this.#sendLater()
    this.#announce()
  }

  async close(): Promise<void> {
    this.#closed.abort()
    this.#disconnect()
    await this.#sending
  }

  /** False when the database has not taken it in time. Whether it is in nobody knows then. */
  async #triedFor(batch: NumberedBatch): Promise<boolean> {
    const enough = new AbortController()
    let isDone = false
    const attempts = this.#attempts(batch, enough.signal).finally(() => {
      isDone = true
    })
    const deadline = pause(this.#options.patienceMs, false, { signal: enough.signal }).catch(() => false)
    const taken = await Promise.race([attempts, deadline])
    enough.abort()
    // What hangs on this connection may still be written: the number of the batch keeps it from being written twice.
    if (!isDone) this.#disconnect()
    return taken
  }

  async #attempts(batch: NumberedBatch, enough: AbortSignal): Promise<boolean> {
    while (!enough.aborted) {
      if ((await this.#attempt(batch)) !== 'later') return true
      await pause(FIRST_PAUSE_MS, undefined, { signal: enough }).catch(() => undefined)
    }
    return false
  }

  /** `never`: its data cannot be written, and it is given up. */
  async #attempt(batch: NumberedBatch): Promise<'done' | 'never' | 'later'> {
    let session: Session | undefined
    try {
      session = await this.#connected()
      await this.#ensurePartitions(session, batch)
      const { node } = this.#options
      const inserted = await writeBatch(session, batch, { node, dayOf: this.#dayOf ?? createDayOf('UTC') })
      this.#refused += inserted.refused
      this.#listener.inserted(inserted)
      return 'done'
    } catch (error) {
      if (failureKind(error) === 'data') {
        this.#refused += batch.records.length
        return 'never'
      }
      session?.destroy()
      // Somebody else may have another one by now.
      if (this.#session === session) this.#session = undefined
      this.#fault = failureText(error)
      return 'later'
    }
  }

  async #ensurePartitions(session: Session, { records }: NumberedBatch): Promise<void> {
    const missing = new Set(records.map(({ startedAt }) => dayOfMs(Math.max(0, Math.floor(startedAt) || 0))))
    for (const day of this.#days) missing.delete(day)
    if (missing.size === 0) return
    await makePartitions(session, missing)
    for (const day of missing) this.#days.add(day)
  }

  async #connected(): Promise<Session> {
    if (this.#closed.signal.aborted) throw new Error('The log is closed')
    if (this.#session !== undefined) return this.#session
    const session = await connect(this.#options.url)
    try {
      await migrate(session)
      this.#zone ??= await zoneOf(session)
      this.#dayOf ??= createDayOf(this.#zone)
    } catch (error) {
      session.destroy()
      throw error
    }
    this.#days.clear()
    this.#session = session
    return session
  }

  #disconnect(): void {
    this.#session?.destroy()
    this.#session = undefined
  }

  /** Sends what waits on the disk, for as long as anything does. */
  #sendLater(): void {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined
    })
  }

  async #send(): Promise<void> {
    let wait = FIRST_PAUSE_MS
    while (!this.#closed.signal.aborted) {
      const batch = this.#spool.head()
      const outcome = batch === undefined ? await this.#looked() : await this.#attempt(batch)
      if (outcome === 'later') {
        this.#announce()
        await pause(wait, undefined, { signal: this.#closed.signal }).catch(() => undefined)
        wait = Math.min(2 * wait, LONGEST_PAUSE_MS)
        continue
      }
      wait = FIRST_PAUSE_MS
      if (batch !== undefined) this.#spool.dropHead()
      if (this.#spool.batches > 0) continue
      this.#fault = ''
      return this.#announce()
    }
  }

  /** Whether the database is there, where there is nothing to send. */
  async #looked(): Promise<'done' | 'later'> {
    try {
      await this.#connected()
      return 'done'
    } catch (error) {
      this.#fault = failureText(error)
      return 'later'
    }
  }

  #announce(): void {
    if (!this.#closed.signal.aborted) this.#listener.announce({ fault: this.#fault, batches: this.#spool.batches })
  }
}
