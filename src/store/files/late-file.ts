/** Keeps something small in a file: written a moment after the last change, never on the path of a request. */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { stageFile } from './atomic-file.ts'
import { makeFolder } from './make-folder.ts'

export interface LateFileOptions {
  /** Absolute path. */
  readonly file: string
  /** Told when the file cannot be written; the message names it. */
  readonly onTrouble: (message: string) => void
}

export interface LateFile {
  /** Notes that the content changed; it is asked for when it is written. */
  readonly save: (content: () => string) => void
  /** Writes at once what is waiting. */
  readonly flush: () => void
  /** Writes no more: another process keeps the file from now on. */
  readonly handOver: () => void
}

/** ms between a change and the write that keeps it. A crash loses at most this much. */
const DELAY_MS = 1000

export const openLateFile = (options: LateFileOptions): LateFile => {
  let waiting: (() => string) | undefined
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
      const staged = await stageFile(options.file, taken())
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
    save: (content) => {
      if (!ours) return
      // A new function each time, so that a change during the writing is told from the one being written.
      waiting = () => content()
      schedule()
    },
    flush: () => {
      clearTimeout(timer)
      timer = undefined
      age += 1
      if (waiting !== undefined) writeNow(options, waiting())
      waiting = undefined
    },
    handOver: () => {
      age += 1
      ours = false
      waiting = undefined
    },
  }
}

/** What such a file holds; undefined when there is none. */
export const textOfFile = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const writeNow = (options: LateFileOptions, text: string): void => {
  try {
    makeFolder(dirname(options.file))
    writeFileAtomicSync(options.file, text, { mode: 0o600 })
  } catch (error) {
    cannotWrite(options, error)
  }
}

const cannotWrite = ({ file, onTrouble }: LateFileOptions, error: unknown): void => {
  const reason = error instanceof Error ? error.message : String(error)
  onTrouble(reason.includes(file) ? reason : `Cannot write "${file}": ${reason}`)
}
