/**
 * Schemas between JSON Schema and what Gemini takes of it: its own types are in capitals, and of JSON Schema it knows a part:
 * https://ai.google.dev/gemini-api/docs/structured-output#json_schema_support
 */
import { type Json, type JsonObject, RawJson, readJson, writeJson } from '../../../codec/json/exact-json.ts'
import { listOf, objectOf, textsOf } from '../../canonical/fields.ts'
import type { Losses } from '../../canonical/loss.ts'

/** Keywords whose values go on as they are. */
const PLAIN: ReadonlySet<string> = new Set(
  '$id $ref $anchor type format title description enum minItems maxItems minimum maximum required propertyOrdering'.split(
    ' ',
  ),
)
const ONE: ReadonlySet<string> = new Set(['items', 'additionalProperties'])
const MANY: ReadonlySet<string> = new Set(['prefixItems', 'anyOf', 'oneOf'])
const NAMED: ReadonlySet<string> = new Set(['properties', '$defs'])

/** Keywords that can be said by another. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
  ['definitions', '$defs'],
])

/** Levels that are looked into; deeper ones go on as they are. */
const DEEPEST = 64

/** The part of a schema that Gemini takes; what goes is told once. */
export const simplifiedSchema = (schema: RawJson, losses: Losses): RawJson => {
  const report = () => losses.add('schema-simplified', 'tools')
  return new RawJson(writeJson(simplified(readJson(schema) ?? {}, report, 0)))
}

const simplified = (schema: Json, report: () => void, depth: number): unknown => {
  const value = objectOf(schema)
  if (value === undefined || depth > DEEPEST) return schema
  const merged = mergeAll(value)
  const written: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(merged)) {
    if (member !== undefined) writeKeyword(written, name, member, report, depth)
  }
  return written
}

const writeKeyword = (
  written: Record<string, unknown>,
  given: string,
  member: Json,
  report: () => void,
  depth: number,
): void => {
  const name = RENAMED.get(given) ?? given
  if (name !== given) report()
  if (given === 'const') {
    written['enum'] = [member]
    report()
  } else if (PLAIN.has(name)) written[name] ??= member
  else if (ONE.has(name)) written[name] = simplified(member, report, depth + 1)
  else if (MANY.has(name)) written[name] = listOf(member).map((one) => simplified(one, report, depth + 1))
  else if (NAMED.has(name)) written[name] = named(member, report, depth)
  else if (name !== '$schema') report()
}

/** What is named here is no keyword, whatever its name. */
const named = (member: Json, report: () => void, depth: number): unknown =>
  Object.fromEntries(
    Object.entries(objectOf(member) ?? {}).map(([name, one]) => [name, simplified(one ?? {}, report, depth + 1)]),
  )

/** `allOf` as one schema: all properties, all that is required. */
const mergeAll = (schema: JsonObject): JsonObject => {
  const { allOf, ...rest } = schema
  const branches = listOf(allOf).map((branch) => objectOf(branch) ?? {})
  if (branches.length === 0) return rest
  const all = [rest as JsonObject, ...branches]
  const properties = Object.assign({}, ...all.map((one) => objectOf(one['properties']) ?? {}))
  const required = [...new Set(all.flatMap((one) => textsOf(one['required'])))]
  return {
    ...Object.assign({}, ...branches, rest),
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  }
}

/** A schema in Gemini's own words as JSON Schema. */
export const plainSchema = (schema: JsonObject): RawJson => new RawJson(writeJson(lowered(schema, 0)))

/** Members that hold values, not schemas. */
const VALUES: ReadonlySet<string> = new Set(['enum', 'default', 'example', 'required', 'propertyOrdering'])

const lowered = (value: Json, depth: number): unknown => {
  if (Array.isArray(value)) return value.map((one) => lowered(one, depth + 1))
  const schema = objectOf(value)
  if (schema === undefined || depth > DEEPEST) return value
  const members = Object.entries(schema).map(([name, member]): [string, unknown] => {
    if (name === 'type' && typeof member === 'string') return [name, typeOf(member, schema)]
    return [name, VALUES.has(name) || member === undefined ? member : lowered(member, depth + 1)]
  })
  return Object.fromEntries(members.filter(([name]) => name !== 'nullable'))
}

const typeOf = (type: string, schema: JsonObject): string | readonly string[] =>
  schema['nullable'] === true ? [type.toLowerCase(), 'null'] : type.toLowerCase()
