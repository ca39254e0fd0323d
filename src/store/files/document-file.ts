/** Reads one document's file as it is now. Never writes, and never takes a file it may not or cannot read for an absent one. */
import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, statSync } from 'node:fs'

export type Reading =
  | { readonly kind: 'missing' }
  | { readonly kind: 'text'; readonly text: string }
  /** `reason` is the end of a sentence: `permission denied (EACCES)`. */
  | { readonly kind: 'unreadable'; readonly reason: string }

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
    return { kind: 'unreadable', reason: 'it is not UTF-8 text; save it as UTF-8' }
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

/** A file system's complaint in words, with its code. Holds no path. */
export const systemReason = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  const words = REASONS[code]
  return words === undefined ? code : `${words} (${code})`
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'its symbolic links go round in a circle',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would become too large',
  EMFILE: 'too many open files',
}

const absenceOf = (path: string, error: unknown): Reading => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return { kind: 'unreadable', reason: systemReason(error) }
  // Rules behind a link whose target is away (a disk not mounted) were not taken back by anybody.
  if (isLink(path)) return { kind: 'unreadable', reason: 'it is a symbolic link to a file that does not exist' }
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
