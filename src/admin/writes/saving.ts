/** Writing documents on behalf of a caller: the version it brought is checked, and a conflict shows what the document says now. */
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
    if (error instanceof VersionConflict) throw conflict(config, document, error.message)
    throw error
  }
}

/** For writes that replace a whole text: whoever has read nothing must say so with `*`. */
export const requireVersion = (config: ConfigStore, document: string, ifMatch: string | undefined): void => {
  if (ifMatch === undefined || ifMatch.trim() === '') {
    throw conflict(config, document, 'Cannot save without "If-Match": send the version that was read, or * for any')
  }
}

/** Throws `not-found` for an id that is no document. */
export const requireDocument = (config: ConfigStore, id: string) => {
  const document = config.documents().find((one) => one.id === id)
  if (document === undefined) throw notFound(`document "${id}"`)
  return document
}

/** What a writer is told whose version is not the present one. */
export const conflict = (config: ConfigStore, document: string, message: string): AdminProblem => {
  const { text, version } = config.read(document)
  return new AdminProblem('config-conflict', message, { current: { text: maskText(document, text), version } })
}
