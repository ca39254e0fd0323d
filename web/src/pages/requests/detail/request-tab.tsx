/** The request as it came and as it left. */
import { SegmentedControl, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/panel.tsx'
import { useClient } from '../../../connection/app-context.ts'
import { DiffView } from '../../../editing/diff-view.tsx'
import { bodyQuery } from '../data/queries.ts'
import { BodyPanel } from './body-panel.tsx'
import { ChangeList } from './change-list.tsx'
import { HeaderDiffTable, HeaderTable } from './header-table.tsx'
import { prettyBody } from './pretty-body.ts'

type View = 'received' | 'sent' | 'diff'

export const RequestTab = ({ detail }: { readonly detail: ExchangeDetail }) => (
  <Stack gap="md">
    <RequestHeaders detail={detail} />
    <RequestBody detail={detail} />
  </Stack>
)

const RequestHeaders = ({ detail }: { readonly detail: ExchangeDetail }) => {
  const { t } = useTranslation('requests')
  const [view, setView] = useState<View>(detail.sentHeaders === null ? 'received' : 'diff')
  const views = [
    { value: 'diff', label: t('headers.both'), disabled: detail.sentHeaders === null },
    { value: 'received', label: t('headers.received') },
    { value: 'sent', label: t('headers.sent'), disabled: detail.sentHeaders === null },
  ]
  return (
    <Panel
      title={t('headers.title')}
      text={detail.sentHeaders === null ? t('headers.notSent') : t('headers.redacted')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('headers.view')}
          data={views}
          value={view}
          onChange={(next) => setView(next as View)}
        />
      }
    >
      {view === 'diff' && detail.sentHeaders !== null ? (
        <HeaderDiffTable received={detail.requestHeaders} sent={detail.sentHeaders} />
      ) : (
        <HeaderTable headers={view === 'sent' ? (detail.sentHeaders ?? []) : detail.requestHeaders} />
      )}
    </Panel>
  )
}

const RequestBody = ({ detail }: { readonly detail: ExchangeDetail }) => {
  const { t } = useTranslation('requests')
  const changed = detail.bodies.sent !== null
  const [view, setView] = useState<View>(changed ? 'diff' : 'received')
  if (!changed) {
    const note = detail.sentHeaders === null || detail.bodies.request === null ? undefined : t('body.same')
    return <BodyPanel detail={detail} kind="request" note={note} />
  }
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label={t('body.view')}
      data={[
        { value: 'diff', label: t('body.diff') },
        { value: 'received', label: t('body.received') },
        { value: 'sent', label: t('body.sent') },
      ]}
      value={view}
      onChange={(next) => setView(next as View)}
    />
  )
  if (view === 'diff') return <BodyDiff detail={detail} choice={choice} />
  return <BodyPanel detail={detail} kind={view === 'sent' ? 'sent' : 'request'} actions={choice} />
}

const BodyDiff = ({ detail, choice }: { readonly detail: ExchangeDetail; readonly choice: React.ReactNode }) => {
  const { t } = useTranslation('requests')
  const client = useClient()
  const received = useQuery(bodyQuery(client, detail.id, 'request'))
  const sent = useQuery(bodyQuery(client, detail.id, 'sent'))
  return (
    <Panel title={t('body.title')} actions={choice}>
      <Stack gap="sm">
        <ChangeList changes={detail.changes} />
        {(received.isError || sent.isError) && <ErrorNotice error={received.error ?? sent.error} />}
        {received.data !== undefined && sent.data !== undefined && (
          <DiffView before={prettyBody(received.data)} after={prettyBody(sent.data)} />
        )}
      </Stack>
    </Panel>
  )
}
