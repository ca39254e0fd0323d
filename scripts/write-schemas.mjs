// Writes the JSON Schema of every document into schemas/: `npm run schemas`. A test says when they are out of date.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { services } from '../build/proxy/services/index.js'
import { schemaFiles } from '../build/store/config/document-schema.js'
import { documents } from '../build/store/documents/index.js'

const folder = fileURLToPath(new URL('../schemas', import.meta.url))
mkdirSync(folder, { recursive: true })
const all = [...services.map(({ document }) => document), ...documents]
for (const { name, text } of schemaFiles(
  all,
  services.map(({ id }) => id),
))
  writeFileSync(join(folder, name), text)
