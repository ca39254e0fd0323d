/** One service: where it listens, how it does, and which upstream it asks, with the switch right there. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import { useActivate } from '../../api/mutations.ts'
import { upstreamsQuery } from '../../api/queries.ts'
import { notify } from '../../browser/notify.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { Tag, type TagTone } from '../../components/tag.tsx'
import { useClient } from '../../connection/app-context.ts'
import { formatDuration, formatPercent } from '../../text/format.ts'
import classes from './service-card.module.css'

const TONES: Readonly<Record<ServiceStatus['state'], TagTone>> = {
  ready: 'good',
  degraded: 'warn',
  down: 'bad',
  empty: 'quiet',
}

export const ServiceCard = ({ service }: { readonly service: ServiceStatus }) => {
  const { t } = useTranslation('overview')
  const requests = service.minutes.reduce((sum, minute) => sum + minute.requests, 0)
  const failures = service.minutes.reduce((sum, minute) => sum + minute.failures, 0)
  return (
    <section className={classes['card']} aria-label={service.label}>
      <div className={classes['head']}>
        <h2 className={classes['name']}>{service.label}</h2>
        {service.running ? <ServiceState service={service} /> : <Tag tone="bad">{t('state.stopped')}</Tag>}
        {service.accessRequired && <Tag tone="quiet">{t('card.accessRequired')}</Tag>}
      </div>
      <div className={classes['address']}>
        <code title={t('card.address', { service: service.label, client: service.client })}>{service.address}</code>
        <CopyButton text={service.address} />
      </div>
      <ActiveSwitch service={service} />
      <div className={classes['spark']}>
        <div className={classes['caption']}>{t('card.perMinute')}</div>
        <Sparkline
          points={service.minutes.map(({ at, requests: value, failures: bad }) => ({ key: at, value, bad }))}
          label={t('card.spark', { requests, failures })}
        />
      </div>
      <dl className={classes['numbers']}>
        {numbersOf(t, service).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Less than this part of the recent answers succeeding is nothing to be green about. */
const FEW_SUCCESSES = 0.9

const ServiceState = ({ service: { state, successRate } }: { readonly service: ServiceStatus }) => {
  const { t } = useTranslation('overview')
  if (state === 'ready' && successRate !== null && successRate < FEW_SUCCESSES)
    return <Tag tone="warn">{t('state.unsteady')}</Tag>
  return <Tag tone={TONES[state]}>{t(`state.${state}`)}</Tag>
}

const numbersOf = (t: TFunction<'overview'>, service: ServiceStatus) => {
  const time = (ms: number | null) => (ms === null ? '–' : formatDuration(ms))
  return [
    { name: t('card.running'), value: service.openRequests },
    { name: t('card.success'), value: service.successRate === null ? '–' : formatPercent(service.successRate) },
    ...(service.sideSuccessRate === null
      ? []
      : [{ name: t('card.sideSuccess'), value: formatPercent(service.sideSuccessRate) }]),
    { name: t('card.firstByte'), value: `${time(service.firstByteP50Ms)} / ${time(service.firstByteP95Ms)}` },
    { name: t('card.available'), value: `${service.upstreams.available} / ${service.upstreams.enabled}` },
  ]
}

/** The active upstream and the way to another one: takes effect with the next request. */
const ActiveSwitch = ({ service }: { readonly service: ServiceStatus }) => {
  const { t } = useTranslation(['overview', 'common'])
  const list = useQuery(upstreamsQuery(useClient(), service.id)).data
  const activate = useActivate(service.id)
  const enabled = list?.upstreams.filter((upstream) => upstream.enabled) ?? []
  if (list !== undefined && list.upstreams.length === 0) {
    return (
      <div className={classes['none']}>
        <span>{t('card.none')}</span>
        <Link to="/upstreams" search={{ service: service.id }}>
          {t('card.add')}
        </Link>
      </div>
    )
  }
  const choose = (name: string) => {
    activate.mutate(name, {
      onSuccess: () =>
        void notify({ tone: 'good', title: t('card.switched', { service: service.label, upstream: name }) }),
    })
  }
  return (
    <NativeSelect
      label={t('card.active')}
      {...(service.policy === 'active-first'
        ? {}
        : { description: t('card.policyNote', { policy: t(`common:policy.${service.policy}`) }) })}
      data={enabled.map((upstream) => upstream.name)}
      value={activate.isPending ? activate.variables : (service.active ?? '')}
      disabled={activate.isPending || enabled.length === 0}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  )
}
