/** Whether a schema is one that OpenAI takes as strict: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
import { type Json, type RawJson, readJson } from '../../../codec/json/exact-json.ts'
import { listOf, objectOf, textsOf } from '../fields.ts'

/** Every object is closed and demands all its properties. */
export const isStrictSchema = (schema: RawJson | undefined): boolean =>
  schema !== undefined && isStrict(readJson(schema) ?? null, 0)

/** Levels that are looked at; OpenAI takes ten. */
const DEEPEST = 30

const isStrict = (schema: Json, depth: number): boolean => {
  const value = objectOf(schema)
  if (value === undefined) return true
  if (depth > DEEPEST) return false
  const properties = objectOf(value['properties'])
  if (
    (properties !== undefined || value['type'] === 'object') &&
    !isClosed(value['additionalProperties'], properties, value['required'])
  ) {
    return false
  }
  const nested = [
    ...Object.values(properties ?? {}),
    ...Object.values(objectOf(value['$defs']) ?? {}),
    ...listOf(value['anyOf']),
    value['items'],
  ]
  return nested.every((one) => one === undefined || isStrict(one, depth + 1))
}

const isClosed = (
  additional: Json | undefined,
  properties: object | undefined,
  required: Json | undefined,
): boolean => {
  const demanded = new Set(textsOf(required))
  return additional === false && Object.keys(properties ?? {}).every((name) => demanded.has(name))
}
