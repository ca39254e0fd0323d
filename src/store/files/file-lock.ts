/**
 * One writer at a time among all processes that share a folder. Lock files are numbered and only the highest number counts: whoever
 * creates the next one holds the lock, and may do so when the highest is marked free or its owner is dead. Taking over a dead
 * owner's lock removes nothing that anybody could own by then, so two who try it at once cannot both succeed.
 */

import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Clock } from '../../contract/clock.ts'
import { systemReason } from './document-file.ts'
import { DocumentBusy, SaveError } from './file-errors.ts'
import { makeFolder } from './make-folder.ts'
import { livenessOf, ownMark, type ProcessMark } from './process-mark.ts'

export interface FileLockOptions {
  /** Absolute; files are named `<path>.<number>`. The folder is made with mode 0700 when it is missing. */
  readonly path: string
  readonly clock: Pick<Clock, 'now'>
  /** Longest wait for another holder, in ms. */
  readonly waitMs?: number
}

export interface FileLock {
  readonly path: string
  /** False when it was taken over, which happens only to a holder that was suspended for long: ask before the decisive act. */
  readonly isMine: () => boolean
  /** Gives it back. Safe when the folder has gone. */
  readonly release: () => void
}

/** Somebody else holds the lock and does not let go. */
export class LockTimeout extends DocumentBusy {
  constructor(path: string, owner: ProcessMark | undefined) {
    const holder = owner === undefined ? 'another process' : `process ${owner.pid}`
    super(
      { code: 'lock-held', params: { path } },
      `Cannot change the documents because ${holder} holds "${path}"; if no CLP is running, delete that file`,
    )
    this.name = 'LockTimeout'
  }
}

const WAIT_MS = 5000
const STEP_MS = 20
/** Age in ms after which a lock is taken over whose owner cannot be asked for: locks are held for moments. */
const ABANDONED_MS = 60_000
/** Age in ms after which a lock without an owner in it is taken over: its creator died between two lines of code. */
const UNSIGNED_MS = 2000
const FREE = 'free'

/** Waits for the lock. Throws `LockTimeout` naming the lock file, or what the file system says. */
export const acquireFileLock = async (options: FileLockOptions): Promise<FileLock> => {
  const folder = dirname(options.path)
  fencing(folder, () => makeFolder(folder))
  const tries = Math.ceil((options.waitMs ?? WAIT_MS) / STEP_MS)
  for (let count = 0; count <= tries; count += 1) {
    const number = fencing(folder, () => tryToAcquire(options))
    if (number !== undefined) return lockOf(options, number)
    await wait(STEP_MS)
  }
  const path = pathOf(options, highestOf(options))
  throw new LockTimeout(path, ownerIn(contentOf(path) ?? ''))
}

const fencing = <T>(folder: string, act: () => T): T => {
  try {
    return act()
  } catch (error) {
    throw new SaveError(folder, `Cannot write to "${folder}": ${systemReason(error)}`, error)
  }
}

const lockOf = (options: FileLockOptions, number: number): FileLock => {
  const path = pathOf(options, number)
  return { path, isMine: () => highestOf(options) === number, release: () => markFree(path) }
}

const tryToAcquire = (options: FileLockOptions): number | undefined => {
  const highest = highestOf(options)
  if (highest > 0 && isHeld(pathOf(options, highest), options.clock)) return undefined
  const mine = highest + 1
  if (!create(pathOf(options, mine))) return undefined
  const present = numbersOf(options)
  if (present.at(-1) !== mine) {
    // Others went through this number and on while this process was between two lines.
    rmSync(pathOf(options, mine), { force: true })
    return undefined
  }
  for (const number of present) if (number < highest) rmSync(pathOf(options, number), { force: true })
  return mine
}

const highestOf = (options: FileLockOptions): number => numbersOf(options).at(-1) ?? 0

const pathOf = (options: FileLockOptions, number: number): string => `${options.path}.${number}`

/** Numbers of the lock files there are, ascending. */
const numbersOf = (options: FileLockOptions): readonly number[] => {
  const prefix = `${basename(options.path)}.`
  return readdirSync(dirname(options.path))
    .filter((name) => name.startsWith(prefix) && /^\d{1,15}$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .toSorted((a, b) => a - b)
}

/** False when somebody else was first. */
const create = (path: string): boolean => {
  let descriptor: number
  try {
    descriptor = openSync(path, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  try {
    writeSync(descriptor, `${JSON.stringify(ownMark())}\n`)
  } finally {
    closeSync(descriptor)
  }
  return true
}

const isHeld = (path: string, clock: Pick<Clock, 'now'>): boolean => {
  const content = contentOf(path)
  // It has gone, so there is a higher one by now: look again.
  if (content === undefined) return true
  if (content.startsWith(FREE)) return false
  const owner = ownerIn(content)
  if (owner === undefined) return !isOlderThan(path, UNSIGNED_MS, clock)
  const liveness = livenessOf(owner)
  return liveness === 'alive' || (liveness === 'unknown' && !isOlderThan(path, ABANDONED_MS, clock))
}

const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const markSchema = z.object({ pid: z.number().int().positive(), birth: z.string(), machine: z.string() })

const ownerIn = (content: string): ProcessMark | undefined => {
  try {
    return markSchema.parse(JSON.parse(content))
  } catch {
    return undefined
  }
}

const isOlderThan = (path: string, ms: number, clock: Pick<Clock, 'now'>): boolean =>
  clock.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) > ms

/** Written over the owner without truncating first, so that nobody ever reads an empty file here. */
const markFree = (path: string): void => {
  try {
    const descriptor = openSync(path, 'r+')
    try {
      writeSync(descriptor, FREE, 0)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
