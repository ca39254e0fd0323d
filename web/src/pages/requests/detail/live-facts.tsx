/** What is known of a request while it runs. */
import { useTranslation } from 'react-i18next'
import type { LiveRequest } from '../../../../../src/contract/event.ts'
import { GrowingDuration } from '../../../components/growing-duration.tsx'
import { KeyValueTable } from '../../../components/key-value-table.tsx'
import { Panel } from '../../../components/panel.tsx'
import { StatusBadge } from '../../../components/status-badge.tsx'
import { useApp } from '../../../connection/app-context.ts'
import { formatBytes, formatDuration, formatInstant } from '../../../text/format.ts'

export interface LiveFactsProps {
  readonly request: LiveRequest
  readonly running: boolean
  readonly serviceLabel: (id: string) => string
}

export const LiveFacts = ({ request, running, serviceLabel }: LiveFactsProps) => {
  const { t, i18n } = useTranslation('requests')
  const { live } = useApp()
  const startedAt = Date.parse(request.start_time)
  const rows = [
    {
      key: 'status',
      name: t('column.status'),
      value: <StatusBadge status={request.status} code={request.status_code} />,
    },
    { key: 'path', name: t('fact.path'), value: `${request.method} ${request.path}` },
    { key: 'started', name: t('fact.started'), value: formatInstant(startedAt, i18n.language) },
    {
      key: 'duration',
      name: t('fact.duration'),
      value: running ? <GrowingDuration since={startedAt} clock={live.now} /> : formatDuration(request.duration_ms),
    },
    { key: 'service', name: t('fact.service'), value: serviceLabel(request.service) },
    { key: 'upstream', name: t('fact.upstream'), value: request.channel },
    { key: 'target', name: t('fact.target'), value: request.target_url ?? '–' },
    { key: 'model', name: t('fact.model'), value: request.model ?? '–' },
    { key: 'attempts', name: t('column.attempts'), value: request.attempts },
    { key: 'bytes', name: t('column.size'), value: formatBytes(request.response_bytes) },
  ]
  return (
    <Panel>
      <KeyValueTable rows={rows} />
    </Panel>
  )
}
