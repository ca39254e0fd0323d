/** Tokens of today, and of the last fourteen days by kind. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Status } from '../../../../src/contract/api/status.ts'
import { usageQuery } from '../../api/queries.ts'
import { CountText } from '../../components/count-text.tsx'
import { Panel } from '../../components/panel.tsx'
import { StackedBars } from '../../components/stacked-bars.tsx'
import { useClient } from '../../connection/app-context.ts'
import { shortCount } from '../../text/format.ts'
import { KINDS } from '../../text/token-kinds.ts'
import { lastDays, startOfDays } from './days.ts'
import classes from './tokens-panel.module.css'

const DAYS = 14

export const TokensPanel = ({ status }: { readonly status: Status }) => {
  const { t, i18n } = useTranslation(['overview', 'common'])
  const days = lastDays(status.now, DAYS, status.timeZone)
  const since = String(startOfDays(status.now, DAYS))
  const usage = useQuery(usageQuery(useClient(), { by: 'day', since, zone: status.timeZone })).data
  const byDay = new Map(usage?.rows.map((row) => [row.key.day ?? '', row.usage]))
  const empty = days.every((day) => KINDS.every(({ id }) => (byDay.get(day)?.[id] ?? 0) === 0))
  const label = new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'numeric', timeZone: 'UTC' })
  return (
    <Panel title={t('tokens.title')} actions={<Link to="/usage">{t('tokens.details')}</Link>}>
      <div className={classes['caption']}>{t('tokens.today')}</div>
      <dl className={classes['today']}>
        {KINDS.map(({ id, color }) => (
          <div key={id}>
            <dt>
              <span className={classes['swatch']} style={{ background: color }} aria-hidden="true" />
              {t(`common:metric.${id}`)}
            </dt>
            <dd>{status.today === null ? '–' : <CountText value={status.today.usage[id]} />}</dd>
          </div>
        ))}
      </dl>
      <div className={classes['caption']}>{t('tokens.days')}</div>
      {empty ? (
        <p className={classes['none']}>{t('tokens.none')}</p>
      ) : (
        <StackedBars
          label={t('tokens.chart')}
          series={KINDS.map(({ id, color }) => ({ name: t(`common:metric.${id}`), color }))}
          columns={days.map((day, index) => {
            const values = KINDS.map(({ id }) => byDay.get(day)?.[id] ?? 0)
            const total = shortCount(values.reduce((sum, value) => sum + value, 0))
            return {
              key: day,
              label: (DAYS - 1 - index) % 3 === 0 ? label.format(Date.parse(day)) : '',
              values,
              title: t('tokens.column', { day: label.format(Date.parse(day)), total }),
            }
          })}
        />
      )}
    </Panel>
  )
}
