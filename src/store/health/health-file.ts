/** Keeps the health marks in `data/health.json`: read once, written a moment after the last change, never on the path of a request. */

import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import type { BalancingSettings } from '../../contract/settings.ts'
import { stageFile } from '../files/atomic-file.ts'
import { makeFolder } from '../files/make-folder.ts'
import { type HealthMarks, importMarks, readMarks, writeMarks } from './health-marks.ts'

export interface HealthFileOptions {
  /** Absolute path of `health.json`. */
  readonly file: string
  /** Settings whose old failure counters are taken over when there is no file yet. */
  readonly balancing: BalancingSettings
  /** ms since 1970. */
  readonly now: number
  /** Told when the file cannot be written or read; the message names it. */
  readonly onTrouble: (message: string) => void
}

export interface HealthFile {
  readonly marks: HealthMarks
  /** Notes that the marks changed; they are asked for when they are written. */
  readonly save: (marks: () => HealthMarks) => void
  /** Writes at once what is waiting. */
  readonly flush: () => void
  /** Writes no more: another process keeps the file from now on. */
  readonly handOver: () => void
}

/** ms between a change and the write that keeps it. A crash loses at most this much of what traffic taught. */
const DELAY_MS = 1000

export const openHealthFile = (options: HealthFileOptions): HealthFile => {
  let waiting: (() => HealthMarks) | undefined
  let timer: NodeJS.Timeout | undefined
  let writing = false
  /** Counts the times when the file was written at once, or given away: drafts begun before that are out of date. */
  let age = 0
  let ours = true

  const schedule = (): void => {
    if (ours && !writing) timer ??= setTimeout(() => void writeWaiting(), DELAY_MS).unref()
  }
  const writeWaiting = async (): Promise<void> => {
    timer = undefined
    const taken = waiting
    if (taken === undefined) return
    const begun = age
    writing = true
    try {
      const staged = await stageFile(options.file, writeMarks(taken()))
      if (age !== begun) staged.discard()
      else await staged.commit()
    } catch (error) {
      cannotWrite(options, error)
    } finally {
      writing = false
    }
    if (waiting === taken) waiting = undefined
    else schedule()
  }
  return {
    marks: read(options),
    save: (marks) => {
      if (!ours) return
      // A new function each time, so that a change during the writing is told from the one being written.
      waiting = () => marks()
      schedule()
    },
    flush: () => {
      clearTimeout(timer)
      timer = undefined
      age += 1
      if (waiting !== undefined) writeNow(options, writeMarks(waiting()))
      waiting = undefined
    },
    handOver: () => {
      age += 1
      ours = false
      waiting = undefined
    },
  }
}

const read = ({ file, balancing, now, onTrouble }: HealthFileOptions): HealthMarks => {
  const text = textOf(file)
  if (text === undefined) return importMarks(balancing, now)
  const marks = readMarks(text)
  if (marks !== undefined) return marks
  onTrouble(`Cannot read "${file}": what was known about the health of upstreams is learned again`)
  return new Map()
}

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const writeNow = (options: HealthFileOptions, text: string): void => {
  try {
    makeFolder(dirname(options.file))
    writeFileAtomicSync(options.file, text, { mode: 0o600 })
  } catch (error) {
    cannotWrite(options, error)
  }
}

const cannotWrite = ({ file, onTrouble }: HealthFileOptions, error: unknown): void => {
  const reason = error instanceof Error ? error.message : String(error)
  onTrouble(reason.includes(file) ? reason : `Cannot write "${file}": ${reason}`)
}
