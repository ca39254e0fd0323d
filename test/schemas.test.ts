/** The schemas that editors read: up to date, and saying the same as the parsers. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { services } from '../src/proxy/services/index.ts'
import { schemaFiles } from '../src/store/config/document-schema.ts'
import { documents } from '../src/store/documents/index.ts'

const FOLDER = fileURLToPath(new URL('../schemas/', import.meta.url))
const all = [...services.map(({ document }) => document), ...documents]
const ids = services.map(({ id }) => id)

describe('schemas/', () => {
  const files = schemaFiles(all, ids)

  test('holds exactly the schemas there are', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(files.map(({ name }) => name).sort())
  })

  test.each(files)('$name is up to date (else: npm run schemas)', ({ name, text }) => {
    expect(readFileSync(FOLDER + name, 'utf8')).toBe(text)
  })
})

describe('a document that names its schema', () => {
  test.each(all)('$file reads as without the name', (document) => {
    const plain = JSON.parse(document.template) as unknown
    const named = Array.isArray(plain) ? {} : plain
    const text = JSON.stringify({ $schema: './schemas/any.schema.json', ...(named as object) })
    const value = document.parse(text)
    // Keys that a schema does not know are kept in the value of loose documents; what they mean does not change.
    const known = Array.isArray(value) ? value : { ...(value as object), $schema: undefined }
    expect(known).toEqual(document.empty)
  })
})
