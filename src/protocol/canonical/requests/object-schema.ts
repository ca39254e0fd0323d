/** JSON Schemas of tool arguments as servers insist on them: an object, with properties, without what they refuse. */
import { type JsonObject, RawJson, readJson, writeJson } from '../../../codec/json/exact-json.ts'
import { listOf, objectOf, textsOf } from '../fields.ts'
import type { Losses } from '../loss.ts'

export interface SchemaRules {
  /** Whether `$schema` may stand. */
  readonly keepsDialect: boolean
  /** Whether `anyOf`, `oneOf` and `allOf` may stand at the top. */
  readonly keepsChoices: boolean
}

const CHOICES = ['anyOf', 'oneOf', 'allOf'] as const
const EMPTY = new RawJson('{"type":"object","properties":{}}')

/** The schema with all its digits; written anew only where a rule asks for it. */
export const objectSchema = (schema: RawJson | undefined, rules: SchemaRules, losses: Losses): RawJson => {
  const value = schema === undefined ? undefined : objectOf(readJson(schema))
  if (schema === undefined || value === undefined) return EMPTY
  const choices = rules.keepsChoices ? [] : CHOICES.filter((name) => Array.isArray(value[name]))
  const isWhole = value['type'] === 'object' && objectOf(value['properties']) !== undefined
  const hasDialect = !rules.keepsDialect && value['$schema'] !== undefined
  if (isWhole && choices.length === 0 && !hasDialect) return schema
  if (choices.length > 0) losses.add('schema-simplified', 'tools')
  return rewritten(schema, choices, rules.keepsDialect)
}

const rewritten = (schema: RawJson, choices: readonly string[], keepsDialect: boolean): RawJson => {
  const { read } = schema
  const merged = united(objectOf(read?.value) ?? {}, choices)
  const members: Record<string, unknown> = { type: 'object' }
  for (const [name, member] of Object.entries(merged)) {
    if (name === 'type' || (name === '$schema' && !keepsDialect)) continue
    // Parts that were not changed stand as they were written.
    if (member !== undefined) members[name] = read?.raw(member) ?? member
  }
  members['properties'] ??= {}
  return new RawJson(writeJson(members))
}

/** One object out of the branches: all their properties, of which only what every branch demands is required. */
const united = (schema: JsonObject, choices: readonly string[]): JsonObject => {
  if (choices.length === 0) return schema
  const rest = Object.fromEntries(Object.entries(schema).filter(([name]) => !choices.includes(name)))
  let properties: JsonObject = objectOf(schema['properties']) ?? {}
  let required = [...textsOf(schema['required'])]
  for (const choice of choices) {
    const branches = listOf(schema[choice]).map((branch) => objectOf(branch) ?? {})
    // What comes later says more: the first branches, and the schema's own.
    const members = [...branches].reverse().flatMap((branch) => Object.entries(objectOf(branch['properties']) ?? {}))
    properties = Object.fromEntries([...members, ...Object.entries(properties)])
    required = [
      ...required,
      ...demanded(
        branches.map((branch) => textsOf(branch['required'])),
        choice === 'allOf',
      ),
    ]
  }
  const names = [...new Set(required)].filter((name) => name in properties)
  return { ...rest, properties, ...(names.length > 0 ? { required: names } : {}) }
}

const demanded = (lists: readonly (readonly string[])[], byAny: boolean): readonly string[] =>
  byAny ? lists.flat() : inAll(lists)

const inAll = ([first = [], ...others]: readonly (readonly string[])[]): readonly string[] => {
  const sets = others.map((list) => new Set(list))
  return first.filter((name) => sets.every((set) => set.has(name)))
}
