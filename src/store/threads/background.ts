/** Makes the thread it is called on one that steps back: what it does can wait, the bytes of an answer cannot. */
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { basename } from 'node:path'

/** A third of the time of a thread of normal priority where both want the same core, all of it where the core is free. */
const NICENESS = 5

/** On Linux, where threads have priorities of their own; elsewhere nothing happens. */
export const stepBack = (): void => {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), NICENESS)
  } catch {
    // A system without /proc, or one that refuses: then the thread is like any other.
  }
}

/** The same for a process of which all of it can wait. */
export const stepBackAltogether = (): void => {
  try {
    setPriority(NICENESS)
  } catch {
    // A system that refuses: then the process is like any other.
  }
}
