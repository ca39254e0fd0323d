/** Tokens of one request, and the upstream's own account of them. */
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { costText } from '../../../../../src/contract/money/money-text.ts'
import { allTokens, TOKEN_KINDS, type Usage } from '../../../../../src/contract/usage.ts'
import { useDisplay } from '../../../api/use-display.ts'
import { CountText } from '../../../components/count-text.tsx'
import { type KeyValueRow, KeyValueTable } from '../../../components/key-value-table.tsx'
import { Message } from '../../../components/message.tsx'
import classes from './usage-panel.module.css'

export const UsagePanel = ({ detail }: { readonly detail: ExchangeDetail }) => {
  const { t } = useTranslation(['requests', 'common'])
  const { usage, cost } = detail
  const display = useDisplay()
  if (usage === null) return <p className={classes['none']}>{t('usage.none')}</p>
  const amounts: readonly KeyValueRow[] =
    cost === null
      ? []
      : [
          { key: 'cost', name: t('usage.cost'), value: costText(cost, display) },
          { key: 'rule', name: t('usage.rule'), value: cost.rule ?? t('usage.noRule') },
        ]
  return (
    <>
      {detail.usagePartial && <Message tone="note" title={t('usage.partial')} />}
      <KeyValueTable
        rows={[
          ...countsOf(usage).map(([metric, count]) => ({
            key: metric,
            name: t(`common:metric.${metric}`),
            value: <CountText value={count} />,
          })),
          ...amounts,
        ]}
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

/** Reasoning is a part of the output, and shown where there was any. */
const countsOf = (usage: Usage) =>
  [
    ...TOKEN_KINDS.map((kind) => [kind, usage[kind]] as const),
    ...(usage.reasoning > 0 ? [['reasoning', usage.reasoning] as const] : []),
    ['total', allTokens(usage)] as const,
  ] as const
