/** Tokens of one request, and the upstream's own account of them. */
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { CountText } from '../../../components/count-text.tsx'
import { KeyValueTable } from '../../../components/key-value-table.tsx'
import { Message } from '../../../components/message.tsx'
import classes from './usage-panel.module.css'

const METRICS = ['input', 'cacheCreate', 'cacheRead', 'output', 'reasoning', 'total'] as const

export const UsagePanel = ({ detail }: { readonly detail: ExchangeDetail }) => {
  const { t } = useTranslation(['requests', 'common'])
  const { usage } = detail
  if (usage === null) return <p className={classes['none']}>{t('usage.none')}</p>
  return (
    <>
      {detail.usagePartial && <Message tone="note" title={t('usage.partial')} />}
      <KeyValueTable
        rows={METRICS.map((metric) => ({
          key: metric,
          name: t(`common:metric.${metric}`),
          value: <CountText value={usage[metric]} />,
        }))}
      />
      {detail.rawUsage !== null && (
        <details className={classes['raw']}>
          <summary>{t('usage.raw')}</summary>
          <pre>{JSON.stringify(detail.rawUsage, null, 2)}</pre>
        </details>
      )}
    </>
  )
}
