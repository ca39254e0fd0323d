/** What a document must look like, as a JSON Schema: editors complete and check by it while a person types. Pure. */
import { z } from 'zod'
import type { Document } from './document.ts'

/** Draft 7, which every editor knows. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A schema file of the shelf `schemas/`. */
export interface SchemaFile {
  /** File name: `auth.schema.json`. */
  readonly name: string
  readonly text: string
}

/** The documents of all services look the same, so they share one schema and a new service needs none. */
const UPSTREAMS = 'upstreams'

/** File name of the schema of a document. `services` are the ids of the services. */
export const schemaFileName = (document: string, services: readonly string[]): string =>
  `${services.includes(document) ? UPSTREAMS : document}.schema.json`

/** Says what `parse` refuses, as far as a schema can; what only `parse` knows (expressions, addresses) is not in it. */
export const jsonSchemaOf = (document: Document<unknown>, title: string): JsonSchema => {
  const { $schema, ...schema } = z.toJSONSchema(document.schema, { io: 'input', target: 'draft-7' })
  return { $schema, title, ...withSchemaKey(schema) }
}

/** Every schema file there is, in the order of the documents. */
export const schemaFiles = (
  documents: readonly Document<unknown>[],
  services: readonly string[],
): readonly SchemaFile[] => {
  const files = documents.map((document) => {
    const name = schemaFileName(document.id, services)
    const title = services.includes(document.id) ? 'CLP: the upstreams of a service' : `CLP: ${document.file}`
    return [name, `${JSON.stringify(jsonSchemaOf(document, title), null, 2)}\n`] as const
  })
  return [...new Map(files)].map(([name, text]) => ({ name, text }))
}

/** `$schema` itself is text, also in a document whose other keys are names of upstreams. */
const withSchemaKey = (schema: JsonSchema): JsonSchema => {
  if (schema['type'] !== 'object') return schema
  const properties = schema['properties'] as JsonSchema | undefined
  return { ...schema, properties: { $schema: { type: 'string' }, ...properties } }
}
