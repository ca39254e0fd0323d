/** Every key of a document with what its schema says: the facts that the reference has to state. */
import { z } from 'zod'

export interface SchemaKey {
  /** For example `rules[].path`; `<name>` stands for a name of the user's. */
  readonly path: string
  readonly required: boolean
  /** Undefined when there is none. */
  readonly fallback: unknown
  /** The values there are, where they are counted. */
  readonly choices: readonly string[]
}

type Node = z.core.JSONSchema.BaseSchema

/** Keys in the order of the schema, as a file may hold them. Defaults are those that an empty document gets. */
export const schemaKeys = (schema: z.ZodType): SchemaKey[] => {
  const { data } = schema.safeParse({})
  return keysUnder(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), '').map((key) => ({
    ...key,
    fallback: valueAt(data, key.path) ?? key.fallback,
  }))
}

const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const keysUnder = (node: Node, path: string): SchemaKey[] => {
  const variants = [node, ...(node.anyOf ?? [])]
  const properties = variants.flatMap((variant) =>
    Object.entries(variant.properties ?? {}).flatMap(([name, property]) => {
      const at = path === '' ? name : `${path}.${name}`
      return isNode(property) ? keysOf(property, at, variant.required?.includes(name) === true) : []
    }),
  )
  return unique([...properties, ...variants.flatMap((variant) => collected(variant, path))])
}

/** A key with keys of its own is not listed itself. */
const keysOf = (node: Node, path: string, required: boolean): SchemaKey[] => {
  const inner = keysUnder(node, path)
  if (inner.length > 0) return inner
  const choices = [node, ...(node.anyOf ?? [])].flatMap((variant) => variant.enum ?? [])
  return [{ path, required, fallback: node.default, choices: choices.map(String) }]
}

/** Keys of what stands in a list, or under names that are not known beforehand. */
const collected = (node: Node, path: string): SchemaKey[] => {
  const { items, additionalProperties: named } = node
  if (isNode(items)) return keysUnder(items, `${path}[]`)
  return isNode(named) ? keysUnder(named, path === '' ? '<name>' : `${path}.<name>`) : []
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A union may name a key more than once. */
const unique = (keys: readonly SchemaKey[]): SchemaKey[] => [...new Map(keys.map((key) => [key.path, key])).values()]
