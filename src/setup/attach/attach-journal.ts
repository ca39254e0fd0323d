/**
 * `data/attach.json`: what CLP has changed in the files of clients, written before it is done, so that it can be finished or taken
 * back after a crash. Readable by its owner only, because former values may be secrets.
 */
import { z } from 'zod'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { stageFile } from '../../store/files/atomic-file.ts'
import { readDocumentFile } from '../../store/files/document-file.ts'
import type { Home } from '../../store/files/home.ts'
import { undoSchema } from './client-setup.ts'

const changeSchema = z.object({
  address: z.string(),
  /** Name of the token that was made for this client; null when none was. */
  tokenName: z.string().nullable(),
  /** Mode of the file before, null when there was none. */
  mode: z.number().int().nullable(),
  /** SHA-256 of the whole text that is to stand in the file. */
  hash: z.string(),
  undo: undoSchema,
  /** ms since 1970. */
  at: z.number(),
})
/** One change of a client's file. */
export type AttachChange = z.infer<typeof changeSchema>

const attachmentSchema = changeSchema.extend({
  service: z.string(),
  /** Absolute path of the client's file. */
  file: z.string(),
  /** `planned`: written down, perhaps not done. `detaching`: being taken back. */
  state: z.enum(['planned', 'done', 'detaching']),
  /** The change that was in force while this one was planned. */
  former: changeSchema.nullable(),
})
export type Attachment = z.infer<typeof attachmentSchema>

const journalSchema = z.object({ version: z.literal(1), attachments: z.array(attachmentSchema).readonly() })

/** Path of the journal under the home. */
const FILE = 'data/attach.json'

/** The journal cannot be read, so nothing may be changed: what was there before would be lost. */
export class AttachJournalError extends Error {
  readonly file: string

  constructor(file: string, reason: string) {
    super(`Cannot read "${file}", which says what CLP has changed in the files of clients: ${reason}`)
    this.name = 'AttachJournalError'
    this.file = file
  }
}

/** Throws `AttachJournalError`. */
export const readAttachments = (home: Home): readonly Attachment[] => {
  const file = home.file(FILE)
  const reading = readDocumentFile(file)
  if (reading.kind === 'missing') return []
  if (reading.kind === 'unreadable') throw new AttachJournalError(file, inEnglish(reading.reason))
  try {
    return journalSchema.parse(JSON.parse(reading.text)).attachments
  } catch (cause) {
    throw new AttachJournalError(file, cause instanceof SyntaxError ? 'it is not JSON' : 'it has another shape')
  }
}

/** The attachment of this client's file, if there is one. */
export const attachmentOf = (
  home: Home,
  { service, file }: Pick<Attachment, 'service' | 'file'>,
): Attachment | undefined => readAttachments(home).find((one) => one.service === service && one.file === file)

/** Puts an attachment in the place of the one for the same file. The caller holds the lock. */
export const saveAttachment = (home: Home, attachment: Attachment): Promise<void> =>
  write(home, [...without(home, attachment), attachment])

/** Forgets an attachment. The caller holds the lock. */
export const dropAttachment = (home: Home, attachment: Attachment): Promise<void> =>
  write(home, without(home, attachment))

const without = (home: Home, { service, file }: Attachment): readonly Attachment[] =>
  readAttachments(home).filter((one) => one.service !== service || one.file !== file)

const write = async (home: Home, attachments: readonly Attachment[]): Promise<void> => {
  const staged = await stageFile(home.file(FILE), `${JSON.stringify({ version: 1, attachments }, null, 2)}\n`)
  await staged.commit()
}
