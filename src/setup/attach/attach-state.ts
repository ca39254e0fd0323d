/** Where one client goes as things stand, and who saw to that. Reads the client's file and the journal, changes nothing. */
import type { AttachState } from '../../contract/api/clients.ts'
import type { KnownReason } from '../../contract/reason/reasons.ts'
import type { Home } from '../../store/files/home.ts'
import { attachmentOf } from './attach-journal.ts'
import { readClientFile } from './client-file.ts'
import { ClientFileError, type ClientSetup, type ClientState } from './client-setup.ts'

export interface AttachView {
  readonly state: AttachState
  /** What the file says; undefined when there is none or it cannot be read. */
  readonly says: ClientState | undefined
  /** Why the file cannot be read, in English; else empty. */
  readonly reason: string
  /** The same for readers of other languages. */
  readonly why?: KnownReason
}

export interface AttachPlace {
  readonly setup: ClientSetup
  /** Absolute path of the client's file. */
  readonly file: string
  /** Where the client should go; undefined when that is not known. */
  readonly wanted: string | undefined
}

/** What the client's file says; undefined when there is none. Throws `ClientFileError`. */
export const clientState = (setup: ClientSetup, file: string): ClientState | undefined => {
  const text = readClientFile(file)
  return text === undefined ? undefined : setup.read(text)
}

/** Never throws for what a person wrote: a file that cannot be read is a state as well. */
export const attachView = (home: Home, place: AttachPlace): AttachView => {
  try {
    const says = clientState(place.setup, place.file)
    return { says, reason: '', state: stateFrom(home, place, says) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { says: undefined, ...reasonOf(error), state: 'unreadable' }
  }
}

const reasonOf = (error: Error): Pick<AttachView, 'reason' | 'why'> => {
  return { reason: error.message, ...(error instanceof ClientFileError ? { why: error.reason } : {}) }
}

const stateFrom = (home: Home, { setup, file, wanted }: AttachPlace, says: ClientState | undefined): AttachState => {
  const attachment = attachmentOf(home, { service: setup.service, file })
  if (attachment !== undefined && attachment.state !== 'done') return 'halfDone'
  if (says?.address === undefined) return 'none'
  if (says.address === attachment?.address) return 'attached'
  return says.address === wanted ? 'byHand' : 'elsewhere'
}
