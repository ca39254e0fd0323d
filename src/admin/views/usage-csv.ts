/** Usage totals as comma-separated values (RFC 4180), safe to open in a spreadsheet. */
import type { UsageGroup } from '../../contract/api/exchanges.ts'
import { COUNT_FIELDS } from '../../contract/counts.ts'
import { exactDollars } from '../../contract/money/decimal.ts'
import { USAGE_FIELDS } from '../../contract/usage.ts'
import type { UsageTotals } from './usage-owners.ts'

export const usageCsv = (by: readonly UsageGroup[], rows: readonly UsageTotals[]): string => {
  const head = [...by, ...COUNT_FIELDS, ...USAGE_FIELDS, 'cost_usd', 'unpriced', 'floors']
  const lines = rows.map((row) => [
    ...by.map((group) => cell(row.key[group] ?? '')),
    ...COUNT_FIELDS.map((field) => row[field]),
    ...USAGE_FIELDS.map((field) => row.usage[field]),
    exactDollars(row.cost.cost),
    row.cost.unpriced,
    row.cost.floors,
  ])
  return [head, ...lines].map((line) => `${line.join(',')}\r\n`).join('')
}

/** A spreadsheet runs cells that begin with one of these, some also behind blanks or a mark nobody sees; names come from outside. */
const cell = (text: string): string => {
  const safe = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
