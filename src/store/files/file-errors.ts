/** Why files cannot be written: another program is at them, or the file system refuses. */

/** Another program is at the documents and does not stop; the message says which, or what to do. Nothing has changed. */
export class DocumentBusy extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DocumentBusy'
  }
}

/** The file system does not take what is to be saved; the message names file and reason. Nothing has changed. */
export class SaveError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'SaveError'
  }
}
