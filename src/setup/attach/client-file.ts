/** Reads and replaces the file of a client: through symbolic links, as one act, never over an edit nobody has seen. */
import { readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { stageFile } from '../../store/files/atomic-file.ts'
import { readDocumentFile } from '../../store/files/document-file.ts'
import { type ClientContext, ClientFileError, type ClientSetup } from './client-setup.ts'

/** Environment variables, and the home of the user. */
export interface ClientPlace {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly userHome: string
}

/** No file of settings is larger, in bytes. */
const LARGEST = 4 * 1024 * 1024

/** What is looked at beside the client's file. */
export const clientContext = (
  setup: ClientSetup,
  { environment, userHome, ...known }: ClientPlace & Pick<ClientContext, 'folder' | 'address' | 'ownLogin'>,
): ClientContext => ({
  ...known,
  environment,
  userHome,
  file: clientFile(setup, { environment, userHome }),
  read: (path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    // Password managers put a pipe in the place of a `.env`: reading it would wait, or ask somebody for leave.
    if (stat?.isFile() !== true || stat.size > LARGEST) return undefined
    const reading = readDocumentFile(path)
    return reading.kind === 'text' ? reading.text : undefined
  },
  names: (path) => {
    try {
      return readdirSync(path).sort()
    } catch {
      // A folder that is not there, or may not be looked into, holds nothing that the client of this user reads.
      return []
    }
  },
})

/** Absolute path of the client's file. */
export const clientFile = ({ file }: ClientSetup, { environment, userHome }: ClientPlace): string =>
  join(environment[file.variable] || join(userHome, file.folder), file.name)

/** The text, undefined when there is no file. Throws `ClientFileError` when there is one that cannot be read. */
export const readClientFile = (path: string): string | undefined => {
  const reading = readDocumentFile(path)
  if (reading.kind === 'unreadable') throw new ClientFileError(reading.reason)
  return reading.kind === 'text' ? reading.text : undefined
}

/**
 * Throws `ClientFileError` for a file with a second name: putting a new file in its place would leave the other name behind with the
 * old text, and writing into it could be cut off half-way.
 */
export const checkReplaceable = (path: string): void => {
  const links = statSync(path, { throwIfNoEntry: false })?.nlink ?? 1
  if (links > 1) throw new ClientFileError({ code: 'client-file-linked', params: { links } })
}

/** Permission bits, null when there is no file. */
export const modeOf = (path: string): number | null => {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  return mode === undefined ? null : mode & 0o777
}

export interface Replacement {
  readonly path: string
  /** What was read; undefined: there was no file. */
  readonly before: string | undefined
  /** Undefined: the file is to go. */
  readonly text: string | undefined
  readonly mode: number
}

/** Throws, and changes nothing, when the file says something else than `before` by now. */
export const replaceClientFile = async ({ path, before, text, mode }: Replacement): Promise<void> => {
  checkReplaceable(path)
  const staged = text === undefined ? undefined : await stageFile(path, text, mode)
  try {
    if (readClientFile(path) !== before) {
      throw new Error(`Cannot change "${path}" because another program has just changed it; try again`)
    }
    if (staged === undefined) remove(path)
    else await staged.commit()
  } finally {
    staged?.discard()
  }
}

/** The file and the link that leads to it. */
const remove = (path: string): void => {
  for (const one of [realpathSync(path), path]) rmSync(one, { force: true })
}
