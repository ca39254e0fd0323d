/** All documents as one file, to be kept or carried to another machine. */
import type { Bundle, ImportAnswer } from '../../contract/api/documents.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { maskText, unmaskText } from './masking.ts'
import { requireDocument } from './saving.ts'

export interface BundleOptions {
  /** Whether secrets stand in it in clear; else masks do. */
  readonly secrets: boolean
  /** ms since 1970. */
  readonly now: number
  /** Of CLP. */
  readonly version: string
}

/** Documents without a file are left out: they say nothing. */
export const createBundle = (config: ConfigStore, { secrets, now, version }: BundleOptions): Bundle => {
  const texts = config.documents().flatMap((document) => {
    const { id } = document
    const { text, exists } = config.read(id)
    return exists ? [[id, secrets ? text : maskText(document, text)] as const] : []
  })
  return {
    format: 'clp-documents',
    formatVersion: 1,
    exportedAt: new Date(now).toISOString(),
    clpVersion: version,
    secrets,
    documents: Object.fromEntries(texts),
  }
}

/**
 * Puts every document of the bundle in force, or none. Throws `not-found` for an id that is no document, `DocumentError` for a text
 * that is not valid or a mask without a stored secret.
 */
export const importBundle = async (config: ConfigStore, { documents }: Bundle): Promise<ImportAnswer> => {
  const brought = Object.entries(documents).map(([id, text]) => ({ id, text, document: requireDocument(config, id) }))
  const changed = brought.filter(
    ({ id, text, document }) => unmaskText(document, text, config.read(id).text) !== config.read(id).text,
  )
  const edits = changed.map(
    ({ id, text, document }) => [id, (stored: string) => unmaskText(document, text, stored)] as const,
  )
  if (edits.length > 0) await config.updateAll(new Map(edits))
  const written = changed.map(({ id }) => id)
  return { ok: true, written, unchanged: Object.keys(documents).filter((id) => !written.includes(id)) }
}
