/** The sums of the chosen time. */
import { useTranslation } from 'react-i18next'
import type { UsageAnswer } from '../../../../src/contract/api/exchanges.ts'
import { COUNT_FIELDS } from '../../../../src/contract/counts.ts'
import { costSumText } from '../../../../src/contract/money/money-text.ts'
import { allTokens, TOKEN_KINDS } from '../../../../src/contract/usage.ts'
import { useDisplay } from '../../api/use-display.ts'
import { CountText } from '../../components/count-text.tsx'
import { formatPercent } from '../../text/format.ts'
import { cacheShare } from './cache-share.ts'
import classes from './totals-strip.module.css'

const METRICS = [...TOKEN_KINDS, 'total'] as const

export const TotalsStrip = ({ total }: { readonly total: UsageAnswer['total'] }) => {
  const { t } = useTranslation(['usage', 'common'])
  const share = cacheShare(total.usage)
  const display = useDisplay()
  return (
    <dl className={classes['strip']}>
      {METRICS.map((metric) => (
        <div key={metric}>
          <dt>{t(`common:metric.${metric}`)}</dt>
          <dd>
            <CountText value={metric === 'total' ? allTokens(total.usage) : total.usage[metric]} />
          </dd>
        </div>
      ))}
      <div>
        <dt title={t('cacheShareHint')}>{t('cacheShare')}</dt>
        <dd>{share === undefined ? '–' : formatPercent(share)}</dd>
      </div>
      <div>
        <dt title={t('costHint', { unpriced: total.cost.unpriced, floors: total.cost.floors })}>{t('cost')}</dt>
        <dd className="tabular">{costSumText(total.cost, total.requests, display)}</dd>
      </div>
      {COUNT_FIELDS.map((field) => (
        <div key={field}>
          <dt title={field === 'side' ? t('sideHint') : undefined}>{t(field)}</dt>
          <dd>
            <CountText value={total[field]} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
