/** One document as the store holds it: the version in force, and why the present text is not it. Decides what a reading means. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SystemReason, TextReason } from '../../contract/reason/document-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { type Reading, readDocumentFile, versionOf } from '../files/document-file.ts'
import type { Rejection } from './config.ts'
import { type Document, DocumentError } from './document.ts'
import { type DocumentFault, type Fault, isRefused, isSameFault } from './fault.ts'
import { withoutMark } from './json-document.ts'

/** What is in force. Without `text` there is no file, and the document's `empty` value holds. */
export interface Accepted {
  readonly text: string | undefined
  readonly value: unknown
  /** Parts of the text that are not in force as they are written. */
  readonly faults: readonly Fault[]
}

export interface Slot {
  readonly document: Document<unknown>
  /** Absolute path. */
  readonly path: string
  accepted: Accepted
  rejection: Rejection | undefined
}

export const createSlot = (document: Document<unknown>, path: string): Slot => ({
  document,
  path,
  accepted: nothing(document),
  rejection: undefined,
})

export type Verdict =
  | { readonly kind: 'same' }
  | { readonly kind: 'accepted'; readonly accepted: Accepted; readonly doubtful: boolean }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }

/**
 * Reads the file and says what follows. A good text is in force at once. `doubtful` is a reading that a moment in the middle of an
 * editor's saving looks like: a file that is gone where there was a text.
 */
export const examine = (slot: Slot): Verdict => {
  const reading = readDocumentFile(slot.path)
  if (reading.kind === 'unreadable') return { kind: 'rejected', rejection: unreadable(slot, reading.reason) }
  if (textIn(reading) === slot.accepted.text) return { kind: 'same' }
  const had = slot.accepted.text !== undefined
  if (reading.kind === 'missing' && had && !existsSync(dirname(slot.path))) {
    // Nobody takes rules back by losing the folder they stand in.
    return { kind: 'rejected', rejection: unreadable(slot, { code: 'folder-gone', params: {} }) }
  }
  // Deleting a file takes its rules back, also those that protect: it is the user's plain word, and it survives a second look.
  if (reading.kind === 'missing') return { kind: 'accepted', accepted: nothing(slot.document), doubtful: had }
  try {
    return { kind: 'accepted', accepted: accept(slot.document, reading.text), doubtful: false }
  } catch (error) {
    return { kind: 'rejected', rejection: rejectionOf(slot, error) }
  }
}

/**
 * The text an edit starts from. A blank file says nothing (an editor empties it before it writes), so the edit starts from what is in
 * force; nothing of that is lost by the edit.
 */
export const textToEdit = (slot: Slot, onDisk: string | undefined): string =>
  (isBlank(onDisk) ? slot.accepted.text : onDisk) ?? slot.document.template

/** Throws `DocumentError` when the text is not valid as a whole. */
export const accept = (document: Document<unknown>, text: string): Accepted => {
  const faults: Fault[] = []
  const value = document.parse(text, (fault) => faults.push(fault))
  return { text, value, faults }
}

/** Judges the text in force again. Whether something of it is now in force otherwise; if not, the value stays the same object. */
export const acceptAgain = (slot: Slot): boolean => {
  const { text, faults } = slot.accepted
  if (text === undefined) return false
  const accepted = accept(slot.document, text)
  // The same text is complained about in the same order.
  const isKnown = (fault: Fault, index: number): boolean => {
    const other = faults[index]
    return other !== undefined && isSameFault(fault, other)
  }
  if (accepted.faults.length === faults.length && accepted.faults.every(isKnown)) return false
  slot.accepted = accepted
  return true
}

export interface Edited {
  readonly before: string
  readonly after: string
}

/**
 * Takes an edited text. Throws `DocumentError` when it is not valid, or when the edit brings a fault that was not there before: nobody
 * has to mend one entry in order to change another.
 */
export const acceptEdit = (document: Document<unknown>, { before, after }: Edited): Accepted => {
  const accepted = accept(document, after)
  const refused = accepted.faults.filter(isRefused)
  if (refused.length === 0) return accepted
  const known = faultsIn(document, before)
  const fault = refused.find((one) => !known.some((other) => isSameFault(one, other)))
  if (fault === undefined) return accepted
  const { reason, why, field, line, column } = fault
  const message = `Cannot read "${document.file}": ${reason} (line ${line}, column ${column})`
  throw new DocumentError(message, { field, line, column, ...(why === undefined ? {} : { reason: why }) })
}

/** None for a text that cannot be read at all: an edit that makes one readable is held to everything. */
const faultsIn = (document: Document<unknown>, text: string): readonly Fault[] => {
  try {
    return accept(document, text).faults
  } catch {
    return []
  }
}

/** Why requests that need the document are refused: its text is bad, and what is in force comes from no text at all. */
export const unusableOf = (slot: Slot): Rejection | undefined =>
  slot.document.whenUnreadable === 'refuse' && slot.accepted.text === undefined ? slot.rejection : undefined

/** What of the text in force is not taken as it is written. */
export const faultsOf = ({ document, path, accepted }: Slot): readonly DocumentFault[] =>
  accepted.faults.map((fault) => ({ document: document.id, file: path, ...fault }))

/** Version of what is in force. */
export const versionInForce = (slot: Slot): string => versionOf(slot.accepted.text ?? slot.document.template)

export const textIn = (reading: Reading): string | undefined => (reading.kind === 'text' ? reading.text : undefined)

/** The error for a file whose text cannot be had at all. */
export const cannotRead = (slot: Slot, reason: TextReason | SystemReason): DocumentError =>
  new DocumentError(`Cannot read "${slot.document.file}": ${inEnglish(reason)}`, { reason })

const nothing = (document: Document<unknown>): Accepted => ({
  text: undefined,
  value: document.empty,
  faults: [],
})

const isBlank = (text: string | undefined): boolean => text !== undefined && withoutMark(text).trim() === ''

const unreadable = (slot: Slot, reason: TextReason | SystemReason): Rejection =>
  rejectionOf(slot, cannotRead(slot, reason))

const NOT_UNDERSTOOD: TextReason = { code: 'not-understood', params: {} }

/** A parser that fails in an unforeseen way rejects the text too: the last good version is safer than none. */
const rejectionOf = (slot: Slot, cause: unknown): Rejection => {
  const error = cause instanceof DocumentError ? cause : cannotRead(slot, NOT_UNDERSTOOD)
  const { message, field, line, column, reason } = error
  const told = reason === undefined ? {} : { why: reason }
  const never = slot.accepted.text === undefined ? ({ never: true } as const) : {}
  return { document: slot.document.id, file: slot.path, reason: message, ...told, field, line, column, ...never }
}
