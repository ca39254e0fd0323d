/** A document as the API shows it: where it lies, whether it is in force, and its text without secrets. */
import { join } from 'node:path'
import type { DocumentInfo, DocumentView } from '../../contract/api/documents.ts'
import type { ConfigStore, DocumentText, Rejection } from '../../store/config/config.ts'
import { type Document, DocumentError } from '../../store/config/document.ts'
import { maskText } from '../writes/masking.ts'
import { faultNotice } from './fault-notices.ts'

export interface DocumentDeps {
  readonly config: ConfigStore
  /** Absolute path of the home. */
  readonly home: string
}

type Known = Pick<Document<unknown>, 'id' | 'file' | 'secret'>

/** Also for a file that cannot be opened: the rejection then says why. */
export const documentInfo = (deps: DocumentDeps, document: Known): DocumentInfo =>
  infoOf(deps, document, readable(deps.config, document.id))

/** Throws `DocumentError` for a file that cannot be opened. */
export const documentView = (deps: DocumentDeps, document: Known): DocumentView => {
  const stored = deps.config.read(document.id)
  return { ...infoOf(deps, document, stored), text: maskText(document, stored.text) }
}

const infoOf = (
  { config, home }: DocumentDeps,
  { id, file, secret }: Known,
  stored: DocumentText | undefined,
): DocumentInfo => {
  const rejection = config.rejections().find((one) => one.document === id)
  return {
    id,
    file: join(home, file),
    version: stored?.version ?? '',
    exists: stored?.exists ?? true,
    secret,
    rejection: rejection === undefined ? null : viewOf(rejection),
    notices: config.snapshot().faults({ id }).map(faultNotice),
  }
}

const viewOf = ({ document: _document, file: _file, ...rejection }: Rejection): DocumentInfo['rejection'] => rejection

const readable = (config: ConfigStore, id: string): DocumentText | undefined => {
  try {
    return config.read(id)
  } catch (error) {
    if (error instanceof DocumentError) return undefined
    throw error
  }
}
