/** What is going on, at a glance: services, running requests, tokens, balancing, and what needs attention. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { statusQuery } from '../../api/queries.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useClient } from '../../connection/app-context.ts'
import { PageSkeleton } from '../../shell/page-skeleton.tsx'
import { BalancingGlance } from './balancing-glance.tsx'
import { LazyFirstSteps } from './lazy-first-steps.tsx'
import { Notices } from './notices.tsx'
import classes from './overview-page.module.css'
import { RulesStrip } from './rules-strip.tsx'
import { RunningStrip } from './running-strip.tsx'
import { ServiceCard } from './service-card.tsx'
import { TokensPanel } from './tokens-panel.tsx'

export const OverviewPage = () => {
  const { t } = useTranslation('overview')
  const status = useQuery(statusQuery(useClient()))
  if (status.data === undefined) return status.isError ? <ErrorNotice error={status.error} /> : <PageSkeleton />
  const data = status.data
  return (
    <>
      <PageHeader title={t('title')} />
      <div className={classes['page']}>
        {status.isError && <ErrorNotice error={status.error} />}
        <Notices notices={data.notices} services={data.services} />
        <LazyFirstSteps status={data} />
        <div className={classes['services']}>
          {data.services.map((service) => (
            <ServiceCard key={service.id} service={service} />
          ))}
        </div>
        <RunningStrip services={data.services} />
        <div className={classes['columns']}>
          <TokensPanel status={data} />
          <BalancingGlance services={data.services} />
        </div>
        <RulesStrip status={data} />
      </div>
    </>
  )
}
