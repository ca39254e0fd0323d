/** A request that is still running: what is known of it, and its answer as it comes in. */
import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LiveRequest } from '../../../../../src/contract/event.ts'
import { GrowingDuration } from '../../../components/growing-duration.tsx'
import { KeyValueTable } from '../../../components/key-value-table.tsx'
import { Message } from '../../../components/message.tsx'
import { Panel } from '../../../components/panel.tsx'
import { StatusBadge } from '../../../components/status-badge.tsx'
import { useApp } from '../../../connection/app-context.ts'
import { formatBytes, formatDuration, formatInstant } from '../../../text/format.ts'
import { LiveConversation } from '../conversation/live-conversation.tsx'
import { HeaderTable } from './header-table.tsx'

export interface LiveDetailProps {
  readonly request: LiveRequest
  readonly serviceLabel: (id: string) => string
}

export const LiveDetail = ({ request, serviceLabel }: LiveDetailProps) => {
  const { t, i18n } = useTranslation('requests')
  const { live } = useApp()
  const startedAt = Date.parse(request.start_time)
  const running = request.status === 'PENDING' || request.status === 'STREAMING'
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
    <Stack gap="md">
      {running && <Message tone="note" title={t('detail.live')} />}
      <Panel>
        <KeyValueTable rows={rows} />
      </Panel>
      <Panel title={t('detail.tabs.conversation')}>
        <LiveConversation id={request.request_id} running={running} />
      </Panel>
      <Panel title={t('headers.title')} text={t('headers.redacted')}>
        <HeaderTable headers={Object.entries(request.request_headers).flat()} />
      </Panel>
    </Stack>
  )
}
