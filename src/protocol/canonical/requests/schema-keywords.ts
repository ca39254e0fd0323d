/** Keywords of JSON Schema that only tighten or explain a schema: a server that knows one of them not is asked without it. */
import { type Json, RawJson, writeJson } from '../../../codec/json/exact-json.ts'
import { objectOf } from '../fields.ts'
import type { Losses } from '../loss.ts'
import type { SchemaKeyword } from '../repair.ts'

/** Members whose own members bear names that somebody chose. */
const NAMED: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'definitions'])
/** Members that hold values, not schemas. */
const VALUES: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples', 'required'])

/** Levels that are looked into; deeper ones go on as they are. */
const DEEPEST = 64

/** The schema itself when none of the keywords stands in it. */
export const withoutKeywords = (schema: RawJson, keywords: ReadonlySet<SchemaKeyword>, losses: Losses): RawJson => {
  if (![...keywords].some((keyword) => schema.text.includes(`"${keyword}"`))) return schema
  const { read } = schema
  let isChanged = false
  const strip = (value: Json, isNamed: boolean, depth: number): unknown => {
    if (Array.isArray(value)) return value.map((one) => strip(one, false, depth + 1))
    const object = objectOf(value)
    if (object === undefined || depth > DEEPEST) return read?.raw(value) ?? value
    const members = Object.entries(object).flatMap(([name, member]): [string, unknown][] => {
      if (member === undefined) return []
      if (isNamed) return [[name, strip(member, false, depth + 1)]]
      if (keywords.has(name as SchemaKeyword)) {
        isChanged = true
        return []
      }
      return [[name, VALUES.has(name) ? (read?.raw(member) ?? member) : strip(member, NAMED.has(name), depth + 1)]]
    })
    return Object.fromEntries(members)
  }
  const stripped = strip(read?.value ?? {}, false, 0)
  if (!isChanged) return schema
  losses.add('schema-simplified', 'tools')
  return new RawJson(writeJson(stripped))
}
