/** How a request went: the outcome, the attempts on a time axis, what rules changed, what it cost. */
import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { saidText } from '../../../../../src/contract/exchange.ts'
import { KeyValueTable } from '../../../components/key-value-table.tsx'
import { Message } from '../../../components/message.tsx'
import { Panel } from '../../../components/panel.tsx'
import { StatusBadge } from '../../../components/status-badge.tsx'
import { formatBytes, formatDuration, formatInstant } from '../../../text/format.ts'
import { problemTitle } from '../../../text/problem-text.ts'
import { reasonText } from '../../../text/reason-text.ts'
import { storedRow } from '../data/rows.ts'
import { ChangeList } from './change-list.tsx'
import { Timeline } from './timeline.tsx'
import { UpstreamWords } from './upstream-words.tsx'
import { UsagePanel } from './usage-panel.tsx'

export interface SummaryTabProps {
  readonly detail: ExchangeDetail
  readonly serviceLabel: (id: string) => string
}

export const SummaryTab = ({ detail, serviceLabel }: SummaryTabProps) => {
  const { t } = useTranslation('requests')
  return (
    <Stack gap="md">
      <OutcomeMessage detail={detail} />
      <Panel title={t('timeline.title')}>
        <Timeline detail={detail} />
      </Panel>
      <Panel>
        <Facts detail={detail} serviceLabel={serviceLabel} />
      </Panel>
      <Panel title={t('changes.title')}>
        <ChangeList changes={detail.changes} />
      </Panel>
      <Panel title={t('usage.title')}>
        <UsagePanel detail={detail} />
      </Panel>
    </Stack>
  )
}

const OutcomeMessage = ({ detail }: { readonly detail: ExchangeDetail }) => {
  const { t } = useTranslation('requests')
  const { outcome } = detail
  const said = detail.attemptList.at(-1)?.said
  switch (outcome.kind) {
    case 'delivered':
      return <UpstreamWords detail={detail} />
    case 'blocked':
      return (
        <Message
          tone="warn"
          title={t('outcome.blocked', {
            filter: outcome.rule ?? outcome.filter,
            reason: reasonText(outcome.why) ?? outcome.reason,
          })}
        />
      )
    case 'failed':
      return (
        <Message tone="bad" title={t('outcome.failed', { reason: problemTitle(outcome.code) })}>
          {said === undefined ? reasonText(outcome.why) : <span lang="">{saidText(said)}</span>}
        </Message>
      )
    case 'abandoned':
      return <Message tone="note" title={t('outcome.abandoned')} />
  }
}

const Facts = ({ detail, serviceLabel }: SummaryTabProps) => {
  const { t, i18n } = useTranslation('requests')
  const { status, code } = storedRow(detail)
  const { asked, sent } = { asked: detail.modelAsked ?? '', sent: detail.modelSent ?? '' }
  const rows = [
    { key: 'status', name: t('column.status'), value: <StatusBadge status={status} code={code} /> },
    {
      key: 'path',
      name: t('fact.path'),
      value: `${detail.method} ${detail.path}${detail.query === '' ? '' : `?${detail.query}`}`,
    },
    { key: 'started', name: t('fact.started'), value: formatInstant(detail.startedAt, i18n.language) },
    { key: 'duration', name: t('fact.duration'), value: formatDuration(detail.durationMs) },
    {
      key: 'first',
      name: t('fact.firstByte'),
      value: detail.firstByteMs === null ? '–' : formatDuration(detail.firstByteMs),
    },
    { key: 'service', name: t('fact.service'), value: serviceLabel(detail.service) },
    { key: 'upstream', name: t('fact.upstream'), value: detail.upstream ?? '–' },
    {
      key: 'model',
      name: t('fact.model'),
      value: asked === sent || sent === '' ? asked || '–' : t('fact.modelChanged', { asked, sent }),
    },
    { key: 'token', name: t('fact.token'), value: detail.token ?? '–' },
    { key: 'session', name: t('fact.session'), value: detail.session ?? '–' },
    { key: 'address', name: t('fact.address'), value: detail.address },
    {
      key: 'bytes',
      name: t('fact.bytes'),
      value: `${formatBytes(detail.requestBytes)} / ${formatBytes(detail.responseBytes)}`,
    },
    { key: 'id', name: t('fact.id'), value: <code>{detail.id}</code> },
  ]
  return <KeyValueTable rows={rows} />
}
