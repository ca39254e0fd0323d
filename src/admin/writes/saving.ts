/** Writing documents on behalf of a caller: the version it brought is checked, and a conflict shows what the document says now. */

import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { EditReason } from '../../contract/reason/request-reasons.ts'
import type { ConfigStore, DocumentText } from '../../store/config/config.ts'
import { VersionConflict } from '../../store/config/document.ts'
import { AdminProblem, notFound } from '../http/admin-problem.ts'
import { maskText } from './masking.ts'

/** Version in an `If-Match` header: bare or quoted; undefined for `*` and for none. */
export const versionIn = (header: string | undefined): string | undefined => {
  const text = (header ?? '').trim().replace(/^W\//, '')
  const version = /^"(.*)"$/.exec(text)?.[1] ?? text
  return version === '' || version === '*' ? undefined : version
}

export interface Save {
  readonly document: string
  readonly edit: (text: string) => string
  /** The caller's `If-Match`. */
  readonly ifMatch: string | undefined
}

/** Throws `config-conflict` with the present text when it is not the one the caller read. */
export const save = async (config: ConfigStore, { document, edit, ifMatch }: Save): Promise<DocumentText> => {
  try {
    return await config.update(document, edit, versionIn(ifMatch))
  } catch (error) {
    if (error instanceof VersionConflict) throw conflict(config, document, error.reason)
    throw error
  }
}

/** For writes that replace a whole text: whoever has read nothing must say so with `*`. */
export const requireVersion = (config: ConfigStore, document: string, ifMatch: string | undefined): void => {
  if (ifMatch === undefined || ifMatch.trim() === '') {
    throw conflict(config, document, { code: 'version-missing', params: {} })
  }
}

/** Throws `not-found` for an id that is no document. */
export const requireDocument = (config: ConfigStore, id: string) => {
  const document = config.documents().find((one) => one.id === id)
  if (document === undefined) throw notFound({ code: 'document-unknown', params: { document: id } })
  return document
}

/** What a writer is told whose version is not the present one. */
export const conflict = (config: ConfigStore, document: string, reason: EditReason): AdminProblem => {
  const { text, version } = config.read(document)
  const current = { text: maskText(requireDocument(config, document), text), version }
  return new AdminProblem('config-conflict', inEnglish(reason), { current }, { reason })
}
