/**
 * The supervisor's note (`run/guardian.json`): who supervises the daemon, and what crashed. Read and written without a schema
 * library, because the supervisor stays small by loading next to nothing.
 */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { hasFields } from '../../contract/fields.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { makeFolder } from '../../store/files/make-folder.ts'
import type { CrashHistory } from './crash-history.ts'

/** `starting`: a daemon is being started; `watching`: it is ready; `waiting`: it crashed and is started again soon; `gave-up`: too many crashes. */
export type SupervisorState = 'starting' | 'watching' | 'waiting' | 'gave-up'

export interface SupervisorNote extends ProcessIdentity, CrashHistory {
  readonly state: SupervisorState
}

const STATES: readonly string[] = ['starting', 'watching', 'waiting', 'gave-up'] satisfies SupervisorState[]

/** Never throws: a home that cannot be written must not end the supervisor. */
export const writeSupervisorNote = (file: string, note: SupervisorNote): void => {
  try {
    makeFolder(dirname(file))
    const draft = `${file}.${note.pid}`
    writeFileSync(draft, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 })
    renameSync(draft, file)
  } catch {
    // The daemon says by itself that the home cannot be written.
  }
}

/** The note as it stands; undefined when there is none that can be read. Says nothing about who still lives. */
export const readSupervisorNote = (file: string): SupervisorNote | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isNote(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isNote = (value: unknown): value is SupervisorNote => {
  const numbers = { pid: 'number', restarts: 'number', inRow: 'number', lastAt: 'number' } as const
  return (
    hasFields(value, { ...numbers, mark: 'string', lastReason: 'string', state: 'string' }) &&
    STATES.includes(value.state)
  )
}

/** Removes the note if it is this supervisor's own. */
export const removeSupervisorNote = (file: string, own: ProcessIdentity): void => {
  const note = readSupervisorNote(file)
  if (note?.pid === own.pid && note.mark === own.mark) rmSync(file, { force: true })
}
