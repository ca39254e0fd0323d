/** Totals by owner: the ledger keeps names of tokens, and whose a token is is looked up when it is read. */
import type { UsageGroup } from '../../contract/api/exchanges.ts'
import { addCounts } from '../../contract/counts.ts'
import { addCosts } from '../../contract/money/cost.ts'
import type { AccessSettings } from '../../contract/settings.ts'
import { addUsage } from '../../contract/usage.ts'
import type { LedgerGroup, LedgerRow } from '../../store/records/ledger.ts'

/** A row of the ledger, with the owner where that was asked for. */
export interface UsageTotals extends Omit<LedgerRow, 'key'> {
  readonly key: Readonly<Partial<Record<UsageGroup, string>>>
}

/** What the ledger has to be asked for these groups. */
export const ledgerGroups = (by: readonly UsageGroup[]): readonly LedgerGroup[] => {
  const groups = by.map((group): LedgerGroup => (group === 'owner' ? 'token' : group))
  return [...new Set(groups)]
}

/** Rows of these groups; those of one owner's tokens become one, unless tokens are asked for as well. A token without an owner counts under none. */
export const withOwners = (
  by: readonly UsageGroup[],
  rows: readonly LedgerRow[],
  { tokens }: Pick<AccessSettings, 'tokens'>,
): readonly UsageTotals[] => {
  if (!by.includes('owner')) return rows
  const owners = new Map(tokens.map(({ name, owner }) => [name, owner?.trim() ?? '']))
  const merged = new Map<string, UsageTotals>()
  for (const row of rows) {
    const named = { ...row.key, owner: owners.get(row.key.token ?? '') ?? '' }
    const key = Object.fromEntries(by.map((group) => [group, named[group] ?? '']))
    const id = JSON.stringify(by.map((group) => key[group]))
    const known = merged.get(id)
    merged.set(id, known === undefined ? { ...row, key } : { ...sum(known, row), key })
  }
  return [...merged.values()]
}

const sum = (one: Omit<UsageTotals, 'key'>, other: Omit<UsageTotals, 'key'>): Omit<UsageTotals, 'key'> => ({
  ...addCounts(one, other),
  usage: addUsage(one.usage, other.usage),
  cost: addCosts(one.cost, other.cost),
})
