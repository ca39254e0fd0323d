import { expect, it } from 'vitest'
import { NO_COUNTS } from '../../contract/counts.ts'
import { NO_COST } from '../../contract/money/cost.ts'
import { NO_USAGE } from '../../contract/usage.ts'
import { usageCsv } from './usage-csv.ts'

/** The first cell of the only row, unquoted. */
const cellOf = (name: string): string => {
  const csv = usageCsv(['model'], [{ key: { model: name }, ...NO_COUNTS, usage: NO_USAGE, cost: NO_COST }])
  const row = csv.slice(csv.indexOf('\r\n') + 2)
  const quoted = /^"((?:[^"]|"")*)"/.exec(row)?.[1]
  return quoted?.replaceAll('""', '"') ?? row.slice(0, row.indexOf(','))
}

it.each([
  ...[
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\t=1',
    '\rx',
    '\nx',
    ' =1',
    '\uFEFF=1',
    '\u00A0\u200B@x',
    '\uFF1D1',
    '\u202E=x',
    '\0=1',
  ],
])('no spreadsheet runs a cell that begins as %j', (name) => {
  expect(cellOf(name)).toBe(`'${name}`)
})

it.each(['claude-opus-4', 'a=b', '', 'x,y', 'say "hi"', '漢字', ' x'])('%j stays as it is', (name) => {
  expect(cellOf(name)).toBe(name)
})
