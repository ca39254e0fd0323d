/**
 * Changes documents on disk as one act: lock, read afresh, edit, check all, write all beside their places, then put them there.
 * A file that someone without the lock (a text editor) changed in between is read and edited again.
 */
import { rmSync } from 'node:fs'
import { type StagedFile, stageFile } from '../files/atomic-file.ts'
import { type Reading, readDocumentFile, versionOf } from '../files/document-file.ts'
import { DocumentBusy } from '../files/file-errors.ts'
import { acquireFileLock, type FileLock, type FileLockOptions } from '../files/file-lock.ts'
import { type Accepted, acceptEdit, cannotRead, type Slot, textIn, textToEdit } from './config-slot.ts'
import { VersionConflict } from './document.ts'

export interface PlannedEdit {
  readonly slot: Slot
  readonly edit: (text: string) => string
  /** Version the writer read; absent: whatever there is. */
  readonly expected?: string
}

type Settling = readonly Promise<void>[]

/** One checked edit on its way to the disk. */
export interface Plan {
  readonly slot: Slot
  readonly before: Reading
  /** What is to be in force; the very thing that is, when the edit changes nothing. */
  readonly accepted: Accepted
  /** Undefined when there is nothing to write. */
  readonly text: string | undefined
}

/** How often a change is begun anew because an editor saved in the middle of it. */
const MAX_ROUNDS = 5

export interface Written {
  /** What is on disk now. */
  readonly accepted: ReadonlyMap<Slot, Accepted>
  /** Resolves once it would survive a power cut too; a busy disk takes its time for that. Never rejects. */
  readonly settled: Promise<unknown>
}

/** Resolves as soon as everything is in its place. Throws what the edits throw, `DocumentError`, `VersionConflict`, `DocumentBusy`, or what the disk says. */
export const writeDocuments = async (edits: readonly PlannedEdit[], lock: FileLockOptions): Promise<Written> => {
  const held = await acquireFileLock(lock)
  try {
    for (let round = 1; round < MAX_ROUNDS; round += 1) {
      const plans = edits.map((edit) => planOf(edit))
      const settling = await carryOut(plans, held)
      if (settling === undefined) continue
      const accepted = new Map(plans.map((plan) => [plan.slot, plan.accepted]))
      return { accepted, settled: Promise.all(settling) }
    }
    throw new DocumentBusy({ code: 'file-keeps-changing', params: {} })
  } finally {
    held.release()
  }
}

const planOf = ({ slot, edit, expected }: PlannedEdit): Plan => {
  const before = readDocumentFile(slot.path)
  if (before.kind === 'unreadable') throw cannotRead(slot, before.reason)
  const present = textIn(before) ?? slot.document.template
  if (expected !== undefined && expected !== versionOf(present)) {
    throw new VersionConflict(slot.document.id, slot.document.file, versionOf(present))
  }
  const base = textToEdit(slot, textIn(before))
  const text = edit(base)
  const accepted = acceptEdit(slot.document, { before: base, after: text })
  if (text !== present) return { slot, before, accepted, text }
  // An absent file and its template mean the same: an edit that leaves the template makes no file.
  return { slot, before, accepted: { ...accepted, text: textIn(before) }, text: undefined }
}

/** What still settles (see `StagedFile.commit`). Undefined when something changed under the plans, and nothing was done. */
const carryOut = async (plans: readonly Plan[], lock: FileLock): Promise<Settling | undefined> => {
  const changing: Plan[] = []
  const staged: StagedFile[] = []
  try {
    for (const plan of plans) {
      if (plan.text === undefined) continue
      changing.push(plan)
      staged.push(await stageFile(plan.slot.path, plan.text))
    }
    if (!changing.every(isUntouched) || !lock.isMine()) return undefined
    return await commitAll(changing, staged)
  } finally {
    for (const file of staged) file.discard()
  }
}

const isUntouched = ({ slot, before }: Plan): boolean => {
  const now = readDocumentFile(slot.path)
  return now.kind === before.kind && textIn(now) === textIn(before)
}

/** Everything is on disk already, so that a failure here is rare; should there be one, what was put in place is taken back. */
export const commitAll = async (plans: readonly Plan[], staged: readonly StagedFile[]): Promise<Settling> => {
  const done: Promise<void>[] = []
  try {
    for (const file of staged) done.push(file.commit())
  } catch (error) {
    for (const plan of plans.slice(0, done.length)) await restore(plan)
    throw error
  }
  return done
}

const restore = async ({ slot, before }: Plan): Promise<void> => {
  const text = textIn(before)
  if (text === undefined) return rmSync(slot.path, { force: true })
  const file = await stageFile(slot.path, text)
  await file.commit()
}
