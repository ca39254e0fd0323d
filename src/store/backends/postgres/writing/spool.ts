/**
 * Batches that wait on the disk of this node while the database is away: one file each, in the order in which they were made, also those of runs that
 * have ended. Bounded in bytes: then bodies are left out, then records; their counts are kept, folded into one batch.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { systemClock } from '../../../../contract/clock.ts'
import { makeFolder } from '../../../files/make-folder.ts'
import { collectEntry, type LedgerEntry } from '../../../records/entry.ts'
import type { NumberedBatch } from '../database/messages.ts'

/** A file of the spool. */
interface Waiting {
  readonly file: string
  readonly instance: string
  readonly number: number
  /** The first batch that is in it: several may have been folded into one. */
  readonly first: number
  readonly bytes: number
  /** Holds counts only, so that more may be folded into it. */
  readonly isCounts: boolean
}

/** What was given up to make room. */
export interface GivenUp {
  readonly records: number
  readonly bodies: number
}

const NAME = /^([0-9a-f-]{36})\.(\d+)-(\d+)(\.counts)?\.batch$/
const NOTHING: GivenUp = { records: 0, bodies: 0 }

export class Spool {
  readonly #folder: string
  readonly #capacity: number
  #waiting: Waiting[]
  /** Has been sent, perhaps with success that nobody heard of: nothing may be folded into it any more. */
  #tried: string | undefined

  /** Finds what former runs have left. Throws when the folder cannot be made. */
  constructor(folder: string, capacity: number) {
    makeFolder(folder)
    this.#folder = folder
    this.#capacity = capacity
    this.#waiting = namesIn(folder).flatMap((file) => waitingIn(folder, file))
    this.#waiting.sort(inOrder)
    this.#dropFolded()
  }

  get batches(): number {
    return this.#waiting.length
  }

  get bytes(): number {
    return this.#waiting.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Throws when the disk does not take it. */
  put(batch: NumberedBatch): GivenUp {
    const room = this.#capacity - this.bytes
    const whole = serialize(batch)
    if (whole.byteLength <= room) return this.#add(batch, whole, NOTHING)
    const bodies = batch.records.filter((record) => record.bodies.length > 0).length
    const bare = { ...batch, records: batch.records.map((record) => ({ ...record, bodies: [] })) }
    const bytes = serialize(bare)
    if (bytes.byteLength <= room) return this.#add(bare, bytes, { records: 0, bodies })
    return this.#fold(countsOf(batch), { records: batch.records.length, bodies: 0 })
  }

  /**
   * The batch to send next; undefined where none waits. One that cannot be read is put aside; one that is gone was sent by the daemon that
   * took over from this one, or from which this one has taken over.
   */
  head(): NumberedBatch | undefined {
    const [first] = this.#waiting
    if (first === undefined) return undefined
    this.#tried = first.file
    const path = join(this.#folder, first.file)
    try {
      return deserialize(readFileSync(path)) as NumberedBatch
    } catch {
      if (existsSync(path)) renameSync(path, `${path}.damaged`)
      this.#waiting.shift()
      return this.head()
    }
  }

  /** The head is in the database, or never will be. */
  dropHead(): void {
    const first = this.#waiting.shift()
    if (first !== undefined) rmSync(join(this.#folder, first.file), { force: true })
  }

  #add(batch: NumberedBatch, bytes: Uint8Array, givenUp: GivenUp): GivenUp {
    this.#write({ batch, first: batch.number, bytes, isCounts: false })
    return givenUp
  }

  #fold(batch: NumberedBatch, givenUp: GivenUp): GivenUp {
    const last = this.#waiting.at(-1)
    const former = last === undefined || last.instance !== batch.instance ? undefined : this.#openCounts(last)
    if (last === undefined || former === undefined) {
      this.#write({ batch, first: batch.number, bytes: serialize(batch), isCounts: true })
      return givenUp
    }
    const folded = countsOf({ ...batch, entries: [...former.entries, ...batch.entries] })
    // The new file first: its name tells which others are in it, should this be the last thing that this process does.
    this.#write({ batch: folded, first: last.first, bytes: serialize(folded), isCounts: true })
    this.#waiting.splice(-2, 1)
    rmSync(join(this.#folder, last.file), { force: true })
    return givenUp
  }

  /** What a file holds into which more may be folded; undefined where none may, or where it is gone. */
  #openCounts({ file, isCounts }: Waiting): NumberedBatch | undefined {
    const path = join(this.#folder, file)
    if (!isCounts || file === this.#tried || !existsSync(path)) return undefined
    return deserialize(readFileSync(path)) as NumberedBatch
  }

  #write({ batch, first, bytes, isCounts }: NewFile): void {
    const { instance, number } = batch
    const file = `${instance}.${first}-${number}${isCounts ? '.counts' : ''}.batch`
    writeSafely(join(this.#folder, file), bytes)
    this.#waiting.push({ file, instance, number, first, bytes: bytes.byteLength, isCounts })
  }

  /** Files of batches that a later file holds as well. */
  #dropFolded(): void {
    const isFolded = (one: Waiting): boolean =>
      this.#waiting.some(
        (other) =>
          other !== one && other.instance === one.instance && other.first <= one.first && one.number < other.number,
      )
    for (const one of this.#waiting.filter(isFolded)) rmSync(join(this.#folder, one.file), { force: true })
    this.#waiting = this.#waiting.filter((one) => !isFolded(one))
  }
}

interface NewFile {
  readonly batch: NumberedBatch
  readonly first: number
  readonly bytes: Uint8Array
  readonly isCounts: boolean
}

const inOrder = (left: Waiting, right: Waiting): number =>
  left.instance === right.instance ? left.number - right.number : left.instance < right.instance ? -1 : 1

const namesIn = (folder: string): readonly string[] => {
  const files = readdirSync(folder)
  for (const file of files) if (file.endsWith(DRAFT)) removeOld(join(folder, file))
  return files.filter((file) => NAME.test(file))
}

const OLD_MS = 3_600_000

/** What was not finished when its process ended is nothing anybody was told of. A young one may be of a daemon that still writes. */
const removeOld = (path: string): void => {
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  if (written !== undefined && systemClock.now() - written > OLD_MS) rmSync(path, { force: true })
}

const waitingIn = (folder: string, file: string): readonly Waiting[] => {
  const [, instance = '', first = '', number = '', counts] = NAME.exec(file) ?? []
  const bytes = statSync(join(folder, file), { throwIfNoEntry: false })?.size
  if (bytes === undefined) return []
  return [{ file, instance, first: Number(first), number: Number(number), bytes, isCounts: counts !== undefined }]
}

/** The same batch without its records, whose counts stay. */
const countsOf = (batch: NumberedBatch): NumberedBatch => {
  const entries = new Map<string, LedgerEntry>()
  for (const entry of batch.entries) collectEntry(entries, entry)
  for (const record of batch.records) for (const entry of record.entries) collectEntry(entries, entry)
  return { ...batch, records: [], entries: [...entries.values()] }
}

const DRAFT = '.draft'

/** Whole or not at all, and on the disk when this returns. */
const writeSafely = (path: string, bytes: Uint8Array): void => {
  const draft = path + DRAFT
  const file = openSync(draft, 'w', 0o600)
  try {
    let written = 0
    while (written < bytes.byteLength) written += writeSync(file, bytes, written)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
}
