/** One upstream: what it is, how it does, and what one can do with it. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { UpstreamView } from '../../../../src/contract/api/upstreams.ts'
import { notifyProblem } from '../../browser/notify.ts'
import { useNow } from '../../browser/use-now.ts'
import { ShareBar } from '../../components/duration-bar.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Tag } from '../../components/tag.tsx'
import { formatClock, formatPercent } from '../../text/format.ts'
import { failureText } from '../../text/health-text.ts'
import { UpstreamBadge, upstreamState } from '../../upstreams/upstream-badge.tsx'
import { BalanceLines } from './balance-lines.tsx'
import { MeterBars } from './meter-bars.tsx'
import { TestDialog } from './test-dialog.tsx'
import { UpstreamForm } from './upstream-form.tsx'
import { UpstreamMenu } from './upstream-menu.tsx'
import classes from './upstream-row.module.css'
import { useUpstreamWrites } from './use-upstream-writes.ts'

export interface UpstreamRowProps {
  readonly service: ServiceStatus
  readonly upstream: UpstreamView
  readonly names: readonly string[]
  /** Version of the list. */
  readonly version: string
}

export const UpstreamRow = ({ service, upstream, names, version }: UpstreamRowProps) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const [dialog, setDialog] = useState<'edit' | 'test' | undefined>(undefined)
  const writes = useUpstreamWrites(service.id)
  const close = () => setDialog(undefined)
  return (
    <div className={classes['row']}>
      <div className={classes['main']}>
        <Head upstream={upstream} weighs={service.policy !== 'active-first'} />
        <code className={classes['url']}>{upstream.baseUrl}</code>
        <div className={classes['secret']}>{upstream.authToken ?? upstream.apiKey ?? t('noSecret')}</div>
        <BalanceLines service={service.id} upstream={upstream.name} />
        <MeterBars service={service.id} upstream={upstream.name} />
        {upstream.health.failures > 0 && upstream.enabled && (
          <div className={classes['failure']}>
            {t('failures', { count: upstream.health.failures, reason: failureText(upstream.health) })}
          </div>
        )}
      </div>
      <Traffic upstream={upstream} weighs={service.policy !== 'active-first'} />
      <div className={classes['actions']}>
        {upstream.enabled && !upstream.active && (
          <Button
            size="xs"
            variant="default"
            loading={writes.isPending}
            onClick={() => writes.mutate({ act: 'activate', name: upstream.name }, { onError: notifyProblem })}
          >
            {t('action.activate')}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => setDialog('test')}>
          {t('action.test')}
        </Button>
        <Button size="xs" variant="default" onClick={() => setDialog('edit')}>
          {t('action.edit')}
        </Button>
        <UpstreamMenu service={service} upstream={upstream} names={names} />
      </div>
      {dialog === 'edit' && (
        <UpstreamForm service={service} names={names} upstream={upstream} version={version} onClose={close} />
      )}
      {dialog === 'test' && (
        <TestDialog service={service} name={upstream.name} probe={{ name: upstream.name }} onClose={close} />
      )}
    </div>
  )
}

interface PartProps {
  readonly upstream: UpstreamView
  /** Whether weights decide anything under the policy in force. */
  readonly weighs: boolean
}

const Head = ({ upstream, weighs }: PartProps) => {
  const { t, i18n } = useTranslation(['upstreams', 'common'])
  const now = useNow(5000)
  const state = upstreamState(upstream, now)
  const until = state === 'paused' ? upstream.pausedUntil : upstream.health.until
  return (
    <div className={classes['head']}>
      <strong className={classes['name']}>{upstream.name}</strong>
      {upstream.active && <Tag tone="note">{t('common:health.active')}</Tag>}
      <UpstreamBadge state={state} />
      {upstream.protocol !== null && <Tag tone="quiet">{t(`common:protocol.${upstream.protocol}`)}</Tag>}
      {until !== null && (state === 'paused' || state === 'ejected') && (
        <span className={classes['muted']}>{t('until', { time: formatClock(until, now, i18n.language) })}</span>
      )}
      {weighs && <span className={classes['muted']}>{t('weight', { weight: upstream.weight })}</span>}
    </div>
  )
}

const Traffic = ({ upstream, weighs }: PartProps) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const { actual, configured } = upstream.share
  const part = actual === null ? '–' : formatPercent(actual)
  const label = weighs
    ? t('share', { actual: part, configured: formatPercent(configured) })
    : t('shareShort', { actual: part })
  return (
    <div className={classes['traffic']}>
      <ShareBar value={actual ?? 0} {...(weighs ? { mark: configured } : {})} label={label} />
      <div className={classes['muted']}>
        {actual === null ? t('noTraffic') : t('shareShort', { actual: formatPercent(actual) })}
      </div>
      <div className={classes['muted']}>
        {t('lastUsed')}
        {t('common:colon')}
        <RelativeTime at={upstream.lastUsedAt} />
      </div>
    </div>
  )
}
