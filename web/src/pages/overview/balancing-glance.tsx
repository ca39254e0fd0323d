/** The state of balancing per service: how it chooses, and who is left out. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { UpstreamView } from '../../../../src/contract/api/upstreams.ts'
import { upstreamsQuery } from '../../api/queries.ts'
import { useNow } from '../../browser/use-now.ts'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { formatClock } from '../../text/format.ts'
import { UpstreamBadge, upstreamState } from '../../upstreams/upstream-badge.tsx'
import classes from './balancing-glance.module.css'

export const BalancingGlance = ({ services }: { readonly services: readonly ServiceStatus[] }) => {
  const { t } = useTranslation('overview')
  return (
    <Panel title={t('balancing.title')} actions={<Link to="/balancing">{t('balancing.open')}</Link>}>
      <div className={classes['list']}>
        {services.map((service) => (
          <ServiceGlance key={service.id} service={service} />
        ))}
      </div>
    </Panel>
  )
}

const ServiceGlance = ({ service }: { readonly service: ServiceStatus }) => {
  const { t } = useTranslation(['overview', 'common'])
  const list = useQuery(upstreamsQuery(useClient(), service.id)).data
  const now = useNow(5000)
  const out = (list?.upstreams ?? []).filter(
    (upstream) => upstream.enabled && !['healthy', 'untried'].includes(upstreamState(upstream, now)),
  )
  const { available, enabled } = service.upstreams
  return (
    <div>
      <div className={classes['head']}>
        <strong>{service.label}</strong>
        <span className={classes['muted']}>{t('balancing.available', { available, enabled })}</span>
      </div>
      <div className={classes['muted']}>{t(`common:policy.${service.policy}`)}</div>
      {out.length === 0 && enabled > 0 && <div className={classes['muted']}>{t('balancing.allWell')}</div>}
      <ul className={classes['out']}>
        {out.map((upstream) => {
          return (
            <li key={upstream.name}>
              <span className={classes['name']} title={upstream.name}>
                {upstream.name}
              </span>
              <UpstreamBadge state={upstreamState(upstream, now)} />
              <OutUntil upstream={upstream} now={now} />
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** How long an upstream stays out; nothing for one that merely failed now and then. */
const OutUntil = ({ upstream, now }: { readonly upstream: UpstreamView; readonly now: number }) => {
  const { t, i18n } = useTranslation('overview')
  const state = upstreamState(upstream, now)
  if (state !== 'paused' && state !== 'ejected') return null
  const until = state === 'paused' ? upstream.pausedUntil : upstream.health.until
  return (
    <span className={classes['muted']}>
      {until === null
        ? t('balancing.outForReset')
        : t('balancing.out', { time: formatClock(until, now, i18n.language) })}
    </span>
  )
}
