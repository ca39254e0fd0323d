/** What balancing did lately, newest first. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { SwitchEntry } from '../../../../src/contract/api/upstreams.ts'
import { balancingLogQuery } from '../../api/queries.ts'
import { useNow } from '../../browser/use-now.ts'
import { Panel } from '../../components/panel.tsx'
import { Tag, type TagTone } from '../../components/tag.tsx'
import { useClient } from '../../connection/app-context.ts'
import { formatClock } from '../../text/format.ts'
import { codeText } from '../../text/reason-text.ts'
import classes from './switch-log.module.css'

const TONES: Readonly<Record<SwitchEntry['kind'], TagTone>> = {
  lb_switch: 'warn',
  lb_reset: 'note',
  lb_exhausted: 'bad',
  health_changed: 'quiet',
}

export const SwitchLog = ({ services }: { readonly services: readonly ServiceStatus[] }) => {
  const { t, i18n } = useTranslation('balancing')
  const items = useQuery(balancingLogQuery(useClient())).data?.items ?? []
  const now = useNow(30_000)
  const label = (id: string) => services.find((service) => service.id === id)?.label ?? id
  return (
    <Panel title={t('log')}>
      {items.length === 0 ? (
        <p className={classes['none']}>{t('logNone')}</p>
      ) : (
        <ul className={classes['list']}>
          {items.slice(0, 100).map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two events of one moment have nothing else to tell them apart
            <li key={`${entry.timestamp} ${index}`}>
              <time dateTime={entry.timestamp}>{formatClock(Date.parse(entry.timestamp), now, i18n.language)}</time>
              <span className={classes['service']}>{label(entry.service)}</span>
              <EntryText entry={entry} />
              {entry.failures !== null && entry.threshold !== null && (
                <span className={classes['muted']}>
                  {t('counts', { failures: entry.failures, threshold: entry.threshold })}
                </span>
              )}
              <span className={classes['reason']}>{entry.kind === 'health_changed' ? '' : codeText(entry.reason)}</span>
              {entry.requestId !== null && (
                <Link to="/requests/$id" params={{ id: entry.requestId }}>
                  {t('openRequest')}
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

const EntryText = ({ entry }: { readonly entry: SwitchEntry }) => {
  const { t } = useTranslation(['balancing', 'common'])
  const state = entry.state === null ? '' : t(`common:health.${entry.state}`)
  const text = t(`event.${entry.kind}`, { from: entry.from ?? '–', to: entry.to ?? '–', state })
  return (
    <Tag tone={TONES[entry.kind]} title={text}>
      {text}
    </Tag>
  )
}
