/** The upstreams of one service as balancing sees them. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { UpstreamView } from '../../../../src/contract/api/upstreams.ts'
import { useReset } from '../../api/mutations.ts'
import { healthQuery, upstreamsQuery } from '../../api/queries.ts'
import { notifyProblem } from '../../browser/notify.ts'
import { useNow } from '../../browser/use-now.ts'
import { ShareBar } from '../../components/duration-bar.tsx'
import { Panel } from '../../components/panel.tsx'
import { Tag } from '../../components/tag.tsx'
import { useClient } from '../../connection/app-context.ts'
import { formatClock, formatCountdown, formatPercent } from '../../text/format.ts'
import { failureText } from '../../text/health-text.ts'
import { PauseDialog } from '../../upstreams/pause-dialog.tsx'
import { UpstreamBadge, upstreamState } from '../../upstreams/upstream-badge.tsx'
import { useUpstreamWrites } from '../upstreams/use-upstream-writes.ts'
import classes from './candidates-panel.module.css'

export const CandidatesPanel = ({ service }: { readonly service: ServiceStatus }) => {
  const { t } = useTranslation('balancing')
  const client = useClient()
  const list = useQuery(upstreamsQuery(client, service.id)).data
  const health = useQuery(healthQuery(client)).data
  const reset = useReset()
  const threshold = health?.services.find((known) => known.service === service.id)?.threshold ?? 0
  const candidates = [...(list?.upstreams ?? [])]
    .filter((upstream) => upstream.enabled)
    .sort((left, right) => placeOf(left, service) - placeOf(right, service) || right.weight - left.weight)
  return (
    <Panel
      title={t('candidates', { service: service.label })}
      text={t('candidatesText')}
      actions={
        <Button
          size="xs"
          variant="default"
          disabled={candidates.every((upstream) => upstream.health.failures === 0)}
          loading={reset.isPending}
          onClick={() => reset.mutate({ service: service.id })}
        >
          {t('action.resetAll')}
        </Button>
      }
    >
      {candidates.length === 0 ? (
        <p className={classes['muted']}>{t('none')}</p>
      ) : (
        <ol className={classes['list']}>
          {candidates.map((upstream, index) => (
            <Candidate
              key={upstream.name}
              service={service}
              upstream={upstream}
              rank={index + 1}
              threshold={threshold}
            />
          ))}
        </ol>
      )}
    </Panel>
  )
}

/** Where only the active one is asked, it stands first. */
const placeOf = (upstream: UpstreamView, service: ServiceStatus): number =>
  service.policy === 'active-first' && upstream.active ? 0 : 1

interface CandidateProps {
  readonly service: ServiceStatus
  readonly upstream: UpstreamView
  readonly rank: number
  readonly threshold: number
}

const Candidate = ({ service, upstream, rank, threshold }: CandidateProps) => {
  const { t } = useTranslation(['balancing', 'common'])
  const { failures } = upstream.health
  const { actual, configured } = upstream.share
  const weighs = service.policy !== 'active-first'
  const part = actual === null ? '–' : formatPercent(actual)
  const shares = weighs
    ? t('shares', { configured: formatPercent(configured), actual: part })
    : t('shareOnly', { actual: part })
  return (
    <li className={classes['candidate']}>
      <span className={classes['rank']}>
        <span className="visually-hidden">{t('rank', { rank })}</span>
        <span aria-hidden="true">{rank}</span>
      </span>
      <div className={classes['main']}>
        <div className={classes['head']}>
          <strong className={classes['name']}>{upstream.name}</strong>
          {upstream.active && <Tag tone="note">{t('common:health.active')}</Tag>}
          <StateLine upstream={upstream} />
        </div>
        <div className={classes['failures']} data-bad={failures > 0}>
          <span className={classes['dots']} aria-hidden="true">
            {Array.from({ length: Math.min(10, threshold) }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is all a dot is
              <span key={index} data-on={index < failures} />
            ))}
          </span>
          {t('failures', { failures, threshold })}
        </div>
        {upstream.health.lastFailureReason !== null && failures > 0 && (
          <div className={classes['muted']}>{t('last', { reason: failureText(upstream.health) })}</div>
        )}
      </div>
      <div className={classes['share']}>
        <ShareBar value={actual ?? 0} {...(weighs ? { mark: configured } : {})} label={shares} />
        <div className={classes['muted']}>{shares}</div>
      </div>
      <CandidateActions service={service} upstream={upstream} />
    </li>
  )
}

/** The state, and how long it still lasts. */
const StateLine = ({ upstream }: { readonly upstream: UpstreamView }) => {
  const { t, i18n } = useTranslation('balancing')
  const now = useNow(1000)
  const state = upstreamState(upstream, now)
  const { until } = upstream.health
  return (
    <>
      <UpstreamBadge state={state} />
      {state === 'paused' && upstream.pausedUntil !== null && (
        <span className={classes['muted']}>
          {t('pausedUntil', { time: formatClock(upstream.pausedUntil, now, i18n.language) })}
        </span>
      )}
      {state === 'ejected' && (
        <span className={classes['muted']}>
          {until === null ? t('forReset') : t('until', { time: formatCountdown(until - now) })}
        </span>
      )}
    </>
  )
}

const CandidateActions = ({ service, upstream }: Pick<CandidateProps, 'service' | 'upstream'>) => {
  const { t } = useTranslation('balancing')
  const [pausing, setPausing] = useState(false)
  const writes = useUpstreamWrites(service.id)
  const reset = useReset()
  const { name } = upstream
  return (
    <div className={classes['actions']}>
      {upstream.health.failures > 0 && (
        <Button
          size="xs"
          variant="default"
          loading={reset.isPending}
          onClick={() => reset.mutate({ service: service.id, upstream: name })}
        >
          {t('action.reset')}
        </Button>
      )}
      {upstream.pausedUntil === null ? (
        <Button size="xs" variant="default" onClick={() => setPausing(true)}>
          {t('action.pause')}
        </Button>
      ) : (
        <Button
          size="xs"
          variant="default"
          loading={writes.isPending}
          onClick={() => writes.mutate({ act: 'resume', name }, { onError: notifyProblem })}
        >
          {t('action.resume')}
        </Button>
      )}
      {pausing && (
        <PauseDialog
          title={t('pauseTitle', { name })}
          text={t('pauseText')}
          onClose={() => setPausing(false)}
          onPause={(until) => {
            setPausing(false)
            writes.mutate({ act: 'pause', name, until }, { onError: notifyProblem })
          }}
        />
      )}
    </div>
  )
}
