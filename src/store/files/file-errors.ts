/** Why files cannot be written: another program is at them, or the file system refuses. */
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { EditReason } from '../../contract/reason/request-reasons.ts'

/** Another program is at the documents and does not stop; the message says which, or what to do. Nothing has changed. */
export class DocumentBusy extends Error {
  readonly reason: EditReason

  constructor(reason: EditReason, message = inEnglish(reason)) {
    super(message)
    this.name = 'DocumentBusy'
    this.reason = reason
  }
}

/** The file system does not take what is to be saved; the message names file and reason. Nothing has changed. */
export class SaveError extends Error {
  readonly reason: EditReason

  constructor(path: string, message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'SaveError'
    const system = (cause as NodeJS.ErrnoException | undefined)?.code ?? ''
    this.reason = { code: 'cannot-write', params: { path, system } }
  }
}
