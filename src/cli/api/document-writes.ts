/**
 * The one way by which commands change documents: through the running daemon, which holds what is in force, and in the files only
 * while none runs. An edit is a function of the text either way. The daemon's texts have their secrets masked; masks that stay where
 * they stand keep the stored secrets, so an edit must not move entries that hold any.
 */
import { z } from 'zod'
import { type Document, DocumentError } from '../../store/config/document.ts'
import { EditError } from '../../store/config/json-edit.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { type PlacedComplaint, placedText } from '../messages/reason-text.ts'
import { type Api, ApiRefusal, findDaemon } from './api-client.ts'
import { withConfig } from './documents.ts'

export type TextEdit = (text: string) => string

/**
 * Changes one document; the change is in force when this returns. Throws `CliError`, or what the edit throws about the names it was
 * given (`EditError`).
 */
export const changeDocument = async (cli: Cli, document: Document<unknown>, edit: TextEdit): Promise<void> => {
  const daemon = await findDaemon(cli)
  try {
    if (daemon === undefined) await withConfig(cli, [document], (config) => config.update(document.id, edit))
    else await changeThrough(daemon, document, edit)
  } catch (error) {
    throw explained(cli, document.file, error)
  }
}

/** The text that an edit would start from, secrets masked where a daemon gives it. Throws `CliError`. */
export const textOfDocument = async (cli: Cli, document: Document<unknown>): Promise<string> => {
  const daemon = await findDaemon(cli)
  try {
    if (daemon === undefined) return await withConfig(cli, [document], (config) => config.read(document.id).text)
    return (await daemon.ask(textSchema, { path: pathOf(document) })).text
  } catch (error) {
    throw explained(cli, document.file, error)
  }
}

/** No more than is needed, so that the daemon may be of another version. */
const textSchema = z.object({ text: z.string(), version: z.string() })

/** How often a change is begun anew because somebody else has saved in the middle of it: with every round somebody gets through. */
const MAX_ROUNDS = 20

const changeThrough = async (api: Api, document: Document<unknown>, edit: TextEdit): Promise<void> => {
  for (let round = 1; ; round += 1) {
    const { text: before, version } = await api.ask(textSchema, { path: pathOf(document) })
    const after = edit(before)
    if (after === before) return
    const headers = { 'if-match': `"${version}"` }
    const call = { method: 'PUT', path: pathOf(document), headers, body: { text: after } } as const
    try {
      await api.ask(textSchema, call)
      return
    } catch (error) {
      const isLate = error instanceof ApiRefusal && error.code === 'config-conflict'
      if (!isLate || round === MAX_ROUNDS) throw error
    }
  }
}

const pathOf = ({ id }: Document<unknown>): string => `/api/documents/${encodeURIComponent(id)}`

const explained = (cli: Cli, file: string, error: unknown): unknown => {
  const complaint = complaintOf(error)
  if (complaint === undefined) return error
  return new CliError(fill(cli.messages.errors.documentRejected, { file, reason: placedText(cli, complaint) }))
}

/** Why a document is refused. What a person asked for may be at fault instead: the command words that itself. */
const complaintOf = (error: unknown): PlacedComplaint | undefined => {
  if (error instanceof ApiRefusal && error.code === 'config-rejected') return error.complaint
  if (!(error instanceof DocumentError) || error instanceof EditError) return undefined
  const { field, line, column, reason: why, message: reason } = error
  return { field, line, column, why, reason }
}
