/** What is left at an upstream, as it was last told, how old that is, and why there is no number. */
import { UnstyledButton } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { BalanceView } from '../../../../src/contract/api/balances.ts'
import { useStale } from '../../api/mutations.ts'
import { balancesQuery } from '../../api/queries.ts'
import { notifyProblem } from '../../browser/notify.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Tag } from '../../components/tag.tsx'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import classes from './meter-bars.module.css'

export interface BalanceLinesProps {
  readonly service: string
  readonly upstream: string
}

export const BalanceLines = ({ service, upstream }: BalanceLinesProps) => {
  const { t } = useTranslation('upstreams')
  const client = useClient()
  const stale = useStale()
  const balances = useQuery(balancesQuery(client, service))
  const refresh = useMutation({
    mutationFn: () => read(client.api.balances.refresh.$post({ json: { service, upstream } })),
    onSuccess: () => stale('balances', 'meters', 'status'),
    onError: notifyProblem,
  })
  const own = (balances.data?.balances ?? []).filter((one) => one.upstream === upstream)
  if (own.length === 0) return null
  return (
    <div className={classes['balances']}>
      {own.map((balance) => (
        <BalanceLine key={balance.currency ?? ''} balance={balance} />
      ))}
      <UnstyledButton
        className={classes['refresh']}
        disabled={refresh.isPending}
        onClick={() => refresh.mutate()}
        aria-label={`${t('balance.refresh')}: ${upstream}`}
      >
        {t('balance.refresh')}
      </UnstyledButton>
    </div>
  )
}

const BalanceLine = ({ balance }: { readonly balance: BalanceView }) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const { state, fault, status, lastValue, currency, unlimited, seenAt, low, exhausted } = balance
  const amount = unlimited ? t('balance.unlimited') : lastValue === null ? '–' : `${lastValue} ${currency ?? ''}`.trim()
  const why = fault === null ? '' : t(`balance.fault.${fault}`, { status: status ?? '' })
  return (
    <span>
      {t('balance.label')}
      {t('common:colon')}
      <span className={classes['window']}>{amount}</span> {low && <Tag tone="warn">{t('balance.low')}</Tag>}{' '}
      {exhausted && <Tag tone="warn">{t('balance.exhausted')}</Tag>}{' '}
      {seenAt !== null && (
        <>
          {t('balance.asOf')} <RelativeTime at={seenAt} />{' '}
        </>
      )}
      {state !== 'ok' && (
        <span>
          {t(`balance.state.${state}`)}
          {why !== '' && ` (${why})`}
        </span>
      )}
    </span>
  )
}
