/** Requests on their way right now, with growing durations. */
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { LiveRequest } from '../../../../src/contract/event.ts'
import { GrowingDuration } from '../../components/growing-duration.tsx'
import { Panel } from '../../components/panel.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { useApp, useLive } from '../../connection/app-context.ts'
import { formatBytes } from '../../text/format.ts'
import classes from './running-strip.module.css'

const MOST_ROWS = 8

export const RunningStrip = ({ services }: { readonly services: readonly ServiceStatus[] }) => {
  const { t } = useTranslation('overview')
  const open = [...useLive().state.open.values()].reverse()
  const label = (id: string) => services.find((service) => service.id === id)?.label ?? id
  return (
    <Panel title={t('running.title')} actions={<Link to="/requests">{t('running.all')}</Link>} flush>
      {open.length === 0 ? (
        <p className={classes['none']}>{t('running.none')}</p>
      ) : (
        <ul className={classes['list']}>
          {open.slice(0, MOST_ROWS).map((request) => (
            <RunningRow key={request.request_id} request={request} service={label(request.service)} />
          ))}
          {open.length > MOST_ROWS && (
            <li className={classes['more']}>{t('running.more', { count: open.length - MOST_ROWS })}</li>
          )}
        </ul>
      )}
    </Panel>
  )
}

const RunningRow = ({ request, service }: { readonly request: LiveRequest; readonly service: string }) => {
  const { t } = useTranslation('overview')
  const { live } = useApp()
  return (
    <li>
      <Link to="/requests/$id" params={{ id: request.request_id }} className={classes['row']}>
        <StatusBadge status={request.status} code={request.status_code} />
        <span className={classes['where']}>
          <strong>{service}</strong>
          <span className={classes['channel']}>{request.channel}</span>
        </span>
        <span className={classes['path']}>
          {request.method} {request.path}
        </span>
        <span className={classes['model']}>{request.model ?? ''}</span>
        <span className={classes['bytes']}>
          {request.response_bytes > 0 && t('running.bytes', { size: formatBytes(request.response_bytes) })}
        </span>
        <span className={classes['time']}>
          <GrowingDuration since={Date.parse(request.start_time)} clock={live.now} />
        </span>
      </Link>
    </li>
  )
}
