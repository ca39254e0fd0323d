/**
 * The one who writes: owns the writing connection, tries again while the disk is full or the file locked, begins a new file when
 * the old one is broken, and trims between batches. Runs in the writer's thread; knows nothing of threads itself.
 */
import { existsSync, statSync } from 'node:fs'
import { machineZone } from '../../../records/local-time.ts'
import type { LogLimit } from '../../../records/log-limit.ts'
import { createDayOf } from '../../../records/rows/day-of.ts'
import type { RowBatch } from '../../../records/rows/record-rows.ts'
import { attemptName, type RenameAt, renamed } from '../../../records/rows/renamed.ts'
import type { Connection } from '../database/driver.ts'
import { NoSqliteDriver } from '../database/driver.ts'
import { failureKind, failureText } from '../database/failure.ts'
import { clearLedger, renameInLedger } from '../database/ledger-sql.ts'
import { isObstacle } from '../database/obstacles.ts'
import { closeForGood, inspect, type moveAside, type OpenedDatabase } from '../database/open-database.ts'
import { NewerDatabase } from '../database/schema.ts'
import type { Announcement, WriterOptions, WriterState } from '../database/thread-messages.ts'
import { transaction } from '../database/transaction.ts'
import { type InsertOptions, insertBatch } from './insert.ts'
import { databaseCounts, deleteRecords, releasePages, trimStep } from './retention.ts'
import { createSortKeys } from './sort-keys.ts'

export interface WriterDeps {
  readonly open: (file: string, now: number, how: 'plainly' | 'look') => OpenedDatabase
  readonly moveAside: typeof moveAside
  readonly announce: (what: Announcement) => void
  /** Waits before the next attempt. */
  readonly pause: () => Promise<void>
  /** Waits for work that only pays where nothing else is to be done. */
  readonly rest: () => Promise<void>
  /** Lets other calls in. */
  readonly yieldTurn: () => Promise<void>
}

/** Crashes of the process from which on the file is taken for their cause without looking into it. */
const MOST_CRASHES = 2

/** Renames that running exchanges may not have heard of are remembered this far. */
const MOST_RENAMES = 100

export class DatabaseWriter {
  /** How records are placed and counted. */
  readonly #placing: Pick<InsertOptions, 'dayOf' | 'sortKeys'>
  readonly #deps: WriterDeps
  readonly #file: string
  #connection: Connection | undefined
  #limits: LogLimit
  #now: number
  #renames: RenameAt[] = []
  #refused = 0
  #troubled = false
  #trimming = false
  #releasing = false
  /** Batches so far, to tell a quiet moment. */
  #batches = 0
  #closed = false
  /** Crashes of the process before this one, since the last record was written. */
  #crashes: number

  /** Call `begin` before anything else. */
  constructor(options: WriterOptions, deps: WriterDeps) {
    this.#deps = deps
    this.#file = options.file
    this.#limits = options.limits
    this.#now = options.now
    this.#crashes = options.crashes
    this.#placing = { dayOf: createDayOf(machineZone()), sortKeys: createSortKeys() }
  }

  /**
   * Opens the file. Throws `NoSqliteDriver` or `NewerDatabase`; other trouble is announced, and tried again later. A file beside which a
   * process has crashed is looked through first, and one that does it again is put aside unread.
   */
  begin(): WriterState {
    if (this.#crashes >= MOST_CRASHES) this.#attempt(() => this.#beginAnew())
    this.#attempt(() => this.database())
    this.#startTrimming()
    return this.#state()
  }

  /** Resolves when the batch is on disk. Rejects when its data can never be written, or after closing. */
  async write(batch: RowBatch, now: number): Promise<WriterState> {
    this.#now = now
    this.#batches += 1
    let refused = 0
    const written = await this.#persist((database) => {
      const fix = (record: RowBatch['records'][number]) => this.#renames.reduce(renamed, record)
      refused = insertBatch(database, batch, { fix, ...this.#placing }).refused
    })
    if (!written) throw new Error('Cannot write these records: the log database refuses them, or is closed')
    this.#refused += refused
    return this.#state()
  }

  /** Does `work` in a transaction, as soon as the disk allows it. False when its data can never be written, or after closing. */
  async #persist(work: (database: Connection) => void): Promise<boolean> {
    const commit = (): void => {
      const database = this.database()
      transaction(database, () => work(database))
    }
    let result = this.#attempt(commit)
    while (result === 'later' && !this.#closed) {
      await this.#deps.pause()
      result = this.#attempt(commit)
    }
    this.#startTrimming()
    return result === 'done'
  }

  /** Throws when it cannot be done now. */
  clearRecords(ids: readonly string[] | undefined): number {
    const database = this.database()
    const removed = transaction(database, () => {
      if (ids !== undefined) return deleteRecords(database, sortsOf(database, ids))
      const { records } = databaseCounts(database)
      // Without conditions SQLite empties whole tables, however large, at once.
      database.exec(
        "DELETE FROM bodies; DELETE FROM details; DELETE FROM exchanges; UPDATE meta SET value = 0 WHERE name IN ('records', 'bodied')",
      )
      return records
    })
    this.#startTrimming()
    return removed
  }

  /** Throws when it cannot be done now. */
  clearTotals(): void {
    const database = this.database()
    transaction(database, () => clearLedger(database))
  }

  /** Renames in records, attempts and totals; totals of the same name are merged. Throws when it cannot be done now. */
  rename(rename: RenameAt): void {
    const { service, from, to } = rename
    if (from === to) return
    const database = this.database()
    transaction(database, () => {
      database.run(
        `UPDATE details SET attempts = replace(attempts, ?, ?) WHERE instr(attempts, ?) > 0
           AND sort IN (SELECT sort FROM exchanges WHERE service = ?)`,
        [attemptName(from), attemptName(to), attemptName(from), service],
      )
      database.run('UPDATE exchanges SET upstream = ? WHERE service = ? AND upstream = ?', [to, service, from])
      renameInLedger(database, service, from, to)
    })
    this.#renames = [...this.#renames, rename].slice(-MOST_RENAMES)
  }

  configure(limits: LogLimit): void {
    this.#limits = limits
    this.#startTrimming()
  }

  /** Time passes: looks for records that have grown too old. */
  tick(now: number): WriterState {
    this.#now = now
    this.#startTrimming()
    return this.#state()
  }

  /** Looks whether the file is damaged, and begins a new one if so; `replace`: without looking. True when a new one was begun. */
  inspect(how: 'look' | 'replace', now: number): boolean {
    this.#now = now
    if (how === 'look' && this.#isSound()) return false
    this.#beginAnew()
    this.#attempt(() => this.database())
    return true
  }

  #isSound(): boolean {
    try {
      inspect(this.database())
      return true
    } catch (error) {
      return failureKind(error) !== 'corrupt'
    }
  }

  /** What was written with a batch under this name. Throws when the file cannot be opened now. */
  note(name: string): string | undefined {
    const value = this.database().all('SELECT value FROM meta WHERE name = ?', [name])[0]?.['value']
    return typeof value === 'string' ? value : undefined
  }

  close(): void {
    this.#closed = true
    if (this.#connection !== undefined) closeForGood(this.#connection)
    this.#connection = undefined
  }

  /** The connection it writes on. Throws when the file cannot be opened now. */
  database(): Connection {
    if (this.#closed) throw new Error('The log database is closed')
    this.#noticeDeletion()
    if (this.#connection === undefined) {
      const { connection, movedTo } = this.#deps.open(this.#file, this.#now, this.#crashes > 0 ? 'look' : 'plainly')
      this.#crashes = 0
      this.#connection = connection
      if (movedTo !== undefined) this.#deps.announce({ kind: 'moved', to: movedTo })
    }
    return this.#connection
  }

  /** A file that was deleted, or exchanged for a folder or a pipe, can be written for ever, and nobody would find it again. */
  #noticeDeletion(): void {
    if (this.#connection === undefined || (existsSync(this.#file) && !isObstacle(this.#file))) return
    this.#connection.close()
    this.#connection = undefined
    this.#deps.announce({ kind: 'deleted' })
  }

  /** Runs `work`: `later` when it failed for reasons that may pass, `never` when the data themselves are at fault. */
  #attempt(work: () => unknown): 'done' | 'later' | 'never' {
    try {
      work()
      if (this.#troubled) this.#deps.announce({ kind: 'trouble', text: '' })
      this.#troubled = false
      return 'done'
    } catch (error) {
      if (error instanceof NoSqliteDriver || error instanceof NewerDatabase) throw error
      const kind = failureKind(error)
      if (kind === 'corrupt') this.#beginAnew()
      this.#troubled = true
      this.#deps.announce({ kind: 'trouble', text: failureText(error) })
      return kind === 'data' ? 'never' : 'later'
    }
  }

  #beginAnew(): void {
    try {
      this.#connection?.close()
    } catch {
      // A broken file cannot always be closed in good order, and is left as it is.
    }
    this.#connection = undefined
    if (existsSync(this.#file)) this.#deps.announce({ kind: 'moved', to: this.#deps.moveAside(this.#file, this.#now) })
  }

  #startTrimming(): void {
    if (this.#trimming) return
    this.#trimming = true
    void this.#trim().finally(() => {
      this.#trimming = false
    })
  }

  async #trim(): Promise<void> {
    do await this.#deps.yieldTurn()
    while (this.#step((database) => trimStep(database, this.#limits, this.#now)))
    if (!this.#releasing) void this.#release()
  }

  /** In the first quiet moment. */
  async #release(): Promise<void> {
    this.#releasing = true
    let seen: number
    do {
      seen = this.#batches
      await this.#deps.rest()
    } while (!this.#closed && (this.#batches !== seen || this.#step(releasePages)))
    this.#releasing = false
  }

  /** False when there is nothing more to do, or when it cannot be done now. */
  #step(work: (database: Connection) => boolean): boolean {
    if (this.#closed || this.#connection === undefined) return false
    try {
      return work(this.#connection)
    } catch {
      // Whatever is wrong here is wrong for the next batch too, which says so and tries again.
      return false
    }
  }

  #state(): WriterState {
    return { records: this.#records(), bytes: sizeOnDisk(this.#file), refused: this.#refused, healthy: !this.#troubled }
  }

  #records(): number {
    try {
      return this.#connection === undefined ? 0 : databaseCounts(this.#connection).records
    } catch {
      // A broken file is noticed, and replaced, by the next batch.
      return 0
    }
  }
}

const sortsOf = (database: Connection, ids: readonly string[]): number[] =>
  ids.flatMap((id) => database.all('SELECT sort FROM exchanges WHERE id = ?', [id]).map((row) => Number(row['sort'])))

const sizeOnDisk = (file: string): number =>
  ['', '-wal'].reduce((sum, suffix) => sum + (statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0), 0)
