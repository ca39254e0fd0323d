/**
 * The guardian's note (`run/guardian.json`): who watches over the daemon, and what crashed. Read and written without a schema
 * library, because the guardian stays small by loading next to nothing.
 */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { hasFields } from '../../contract/fields.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { makeFolder } from '../../store/files/make-folder.ts'
import type { CrashHistory } from './crash-history.ts'

/** `starting`: a daemon is being started; `watching`: it is ready; `waiting`: it crashed and is started again soon; `gave-up`: too many crashes. */
export type GuardianState = 'starting' | 'watching' | 'waiting' | 'gave-up'

export interface GuardianNote extends ProcessIdentity, CrashHistory {
  readonly state: GuardianState
}

const STATES: readonly string[] = ['starting', 'watching', 'waiting', 'gave-up'] satisfies GuardianState[]

/** Never throws: a home that cannot be written must not end the guardian. */
export const writeGuardianNote = (file: string, note: GuardianNote): void => {
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
export const readGuardianNote = (file: string): GuardianNote | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isNote(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isNote = (value: unknown): value is GuardianNote => {
  const numbers = { pid: 'number', restarts: 'number', inRow: 'number', lastAt: 'number' } as const
  return (
    hasFields(value, { ...numbers, mark: 'string', lastReason: 'string', state: 'string' }) &&
    STATES.includes(value.state)
  )
}

/** Removes the note if it is this guardian's own. */
export const removeGuardianNote = (file: string, own: ProcessIdentity): void => {
  const note = readGuardianNote(file)
  if (note?.pid === own.pid && note.mark === own.mark) rmSync(file, { force: true })
}
