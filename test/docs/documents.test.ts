/** The reference of documents names every key that is read, with the default in force and the values there are; and no other. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { budgetsSchema } from '../../src/contract/budget-settings.ts'
import { maskSchema } from '../../src/contract/mask.ts'
import { pricesSchema } from '../../src/contract/price-settings.ts'
import {
  accessSchema,
  balancingSchema,
  bodyRuleSchema,
  endpointFilterSchema,
  headerFilterSchema,
  routingSchema,
  systemSchema,
  upstreamsDocumentSchema,
} from '../../src/contract/settings.ts'
import { documents } from '../../src/store/documents/index.ts'
import { ROOT } from './pages.ts'
import { type SchemaKey, schemaKeys } from './schema-keys.ts'

/** By the id of the document; the page about upstreams stands for those of every service. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  claude: upstreamsDocumentSchema,
  auth: accessSchema,
  'endpoint-filter': endpointFilterSchema,
  'header-filter': headerFilterSchema,
  filter: bodyRuleSchema,
  mask: maskSchema,
  routing: routingSchema,
  lb: balancingSchema,
  prices: pricesSchema,
  budgets: budgetsSchema,
  system: systemSchema,
}

const PAGES = ['docs/reference/documents.md', 'docs/reference/documents.zh-CN.md']

interface Row {
  readonly fallback: string
  readonly about: string
}

const rowsOf = (page: string, id: string): ReadonlyMap<string, Row> => {
  const [, after = ''] = readFileSync(join(ROOT, page), 'utf8').split(`<!-- keys: ${id} -->\n`)
  const [table = ''] = after.split('\n\n')
  return new Map(
    [...table.matchAll(/^\| `([^`]+)` \| (.+?) \| (.+) \|$/gm)].map(([, key = '', fallback = '', about = '']) => [
      key,
      { fallback, about },
    ]),
  )
}

/** Why a row does not say what the schema says. */
const faults = ({ required, fallback, choices }: SchemaKey, row: Row): string[] => [
  ...(defaultFits(required, fallback, row)
    ? []
    : [`default ${JSON.stringify(fallback)}, the page says ${row.fallback}`]),
  ...choices.filter((choice) => !row.about.includes(`\`${choice}\``)).map((choice) => `no word about ${choice}`),
]

const defaultFits = (required: boolean, fallback: unknown, row: Row): boolean => {
  if (required) return ['required', '必填'].includes(row.fallback)
  if (fallback === undefined) return row.fallback === '–'
  if (Array.isArray(fallback)) return fallback.every((item) => row.about.includes(`\`${item}\``))
  return row.fallback === `\`${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}\``
}

describe.each(PAGES)('%s', (page) => {
  test('is about every document', () => {
    expect(Object.keys(SCHEMAS).slice(1).sort()).toEqual(documents.map(({ id }) => id).sort())
  })

  test.each(Object.entries(SCHEMAS))('says of %s what its schema says', (id, schema) => {
    const keys = schemaKeys(schema)
    const rows = rowsOf(page, id)
    expect([...rows.keys()].sort()).toEqual(keys.map(({ path }) => path).sort())
    const wrong = keys.flatMap((key) => {
      const row = rows.get(key.path)
      return row === undefined ? [] : faults(key, row).map((fault) => `${key.path}: ${fault}`)
    })
    expect(wrong).toEqual([])
  })
})
