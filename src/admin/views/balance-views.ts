/** Balances as pages and commands show them: one object for each currency, and a number only where one came. */
import type { BalanceView } from '../../contract/api/balances.ts'
import type { Notice } from '../../contract/api/status.ts'
import type { KnownBalance } from '../../contract/balance.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { isLow } from '../../proxy/balances/balance-poller.ts'
import { lowBalance } from '../../proxy/balances/low-balance.ts'
import type { AdminDeps } from '../context/deps.ts'

/** What is known of this upstream's balance; nothing where nothing says how to ask for it. */
export const balanceViews = (
  { balances }: { readonly balances: Pick<AdminDeps['balances'], 'of' | 'isAsking'> },
  upstream: Upstream,
): readonly BalanceView[] => {
  if (upstream.balance === undefined) return []
  const known = balances.of(upstream.service, upstream.name)
  const about = aboutAll(upstream, known, balances.isAsking(upstream))
  const values = known?.values ?? []
  if (values.length === 0) return [{ ...about, ...NO_VALUE }]
  return values.map((told) => ({
    ...about,
    value: known?.state === 'ok' ? (told.value ?? null) : null,
    currency: told.currency ?? null,
    seenAt: told.seenAt,
    lastValue: told.value ?? null,
    unlimited: told.unlimited === true,
    low: isLow(upstream, told),
  }))
}

const NO_VALUE = { value: null, currency: null, seenAt: null, lastValue: null, unlimited: false, low: false }

const aboutAll = ({ service, name }: Upstream, known: KnownBalance | undefined, asking: boolean) => ({
  service,
  upstream: name,
  state: known?.state ?? ('never' as const),
  exhausted: known?.exhausted === true,
  askedAt: known?.askedAt ?? null,
  fault: known?.fault ?? null,
  status: known?.status ?? null,
  asking,
})

/** Balances that are below what their settings call low, by the last that was told. */
export const balanceNotices = (
  pool: readonly Upstream[],
  balances: Pick<AdminDeps['balances'], 'of'>,
): readonly Notice[] =>
  pool.flatMap((upstream) => {
    const { service, name, enabled, balance } = upstream
    const values = enabled && balance !== undefined ? (balances.of(service, name)?.values ?? []) : []
    return values
      .filter((told) => isLow(upstream, told))
      .map((told): Notice => {
        const params = {
          service,
          upstream: name,
          value: told.value ?? '',
          currency: told.currency ?? '',
          low: balance?.settings.low ?? 0,
        }
        const fix = { kind: 'upstreams' as const, target: service, command: '' }
        return { code: 'balance-low', severity: 'warning', params, message: lowBalance(upstream, told), fix }
      })
  })
