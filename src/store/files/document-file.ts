/** Reads one document's file as it is now. Never writes, and never takes a file it may not or cannot read for an absent one. */
import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, statSync } from 'node:fs'
import type { SystemReason, TextReason } from '../../contract/reason/document-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'

export type Reading =
  | { readonly kind: 'missing' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly reason: TextReason | SystemReason }

export const readDocumentFile = (path: string): Reading => {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    return absenceOf(path, error)
  }
  try {
    // Fatal, because a replacement character would be written back in place of what stood there.
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { kind: 'unreadable', reason: { code: 'not-utf8', params: {} } }
  }
}

/** Strong validator of a text. */
export const versionOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16)

/** Changes whenever the file does, as far as the file system tells; empty when there is none. */
export const signatureOf = (path: string): string => {
  try {
    const { mtimeNs, ctimeNs, size, ino } = statSync(path, { bigint: true })
    return [mtimeNs, ctimeNs, size, ino].join(' ')
  } catch {
    return ''
  }
}

/** A file system's complaint. Holds no path. */
export const systemFault = (error: unknown): SystemReason => {
  const system = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  return { code: SYSTEM_CODES[system] ?? 'system-fault', params: { system } }
}

/** The same in English words, with its code. */
export const systemReason = (error: unknown): string => inEnglish(systemFault(error))

const SYSTEM_CODES: Readonly<Record<string, Exclude<SystemReason['code'], 'link-to-nothing'>>> = {
  EACCES: 'permission-denied',
  EPERM: 'not-permitted',
  EISDIR: 'is-folder',
  ENOTDIR: 'path-through-file',
  ELOOP: 'links-in-circle',
  EROFS: 'read-only',
  ENOSPC: 'disk-full',
  EDQUOT: 'quota-used-up',
  EFBIG: 'file-too-large',
  EMFILE: 'too-many-files',
}

const absenceOf = (path: string, error: unknown): Reading => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return { kind: 'unreadable', reason: systemFault(error) }
  // Rules behind a link whose target is away (a disk not mounted) were not taken back by anybody.
  if (isLink(path)) return { kind: 'unreadable', reason: { code: 'link-to-nothing', params: {} } }
  return { kind: 'missing' }
}

/** Whether there is a symbolic link at the path, whatever it points to. */
export const isLink = (path: string): boolean => {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}
