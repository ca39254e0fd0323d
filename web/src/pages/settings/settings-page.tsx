/** What is kept and for how long, the timers, the documents themselves, and what this CLP is. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useStale } from '../../api/mutations.ts'
import { statusQuery } from '../../api/queries.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useClient } from '../../connection/app-context.ts'
import { SaveBar } from '../../editing/save-bar.tsx'
import { systemSource } from '../../editing/settings.ts'
import { useSettings } from '../../editing/use-settings.ts'
import { PageSkeleton } from '../../shell/page-skeleton.tsx'
import { formatBytes } from '../../text/format.ts'
import { AboutPanel } from './about-panel.tsx'
import { BrowserPanel } from './browser-panel.tsx'
import { ClientsPanel } from './clients-panel.tsx'
import { DocumentsPanel } from './documents-panel.tsx'
import { LogPanel } from './log-panel.tsx'
import { type Removal, removals } from './removals.ts'
import { RetentionPanel } from './retention-panel.tsx'
import classes from './settings-page.module.css'
import { TimeoutsPanel } from './timeouts-panel.tsx'
import { TransferPanel } from './transfer-panel.tsx'

export const SettingsPage = () => {
  const { t } = useTranslation('settings')
  const client = useClient()
  const stale = useStale()
  const status = useQuery(statusQuery(client))
  const editor = useSettings({ ...systemSource(client), onSaved: () => stale('status', 'documents') })
  const removalText = (removal: Removal): string => {
    if (removal.kind === 'size') return t('removal.size', { size: formatBytes(removal.bytes) })
    return t(`removal.${removal.kind}`, { count: removal.kind === 'days' ? removal.days : removal.count })
  }
  const error = status.error ?? editor.readError
  if (status.data === undefined || editor.draft === undefined) {
    return error === null || error === undefined ? <PageSkeleton /> : <ErrorNotice error={error} />
  }
  const { stored, draft, problem, change } = editor
  const warnings =
    stored === undefined ? [] : removals(stored.logLimit, draft.logLimit, status.data.journal).map(removalText)
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <div className={classes['page']}>
        <BrowserPanel />
        <ClientsPanel />
        <RetentionPanel settings={draft} journal={status.data.journal} problem={problem} onChange={change} />
        <TimeoutsPanel settings={draft} problem={problem} onChange={change} />
        <SaveBar editor={editor} warnings={warnings} />
        <DocumentsPanel />
        <TransferPanel />
        <AboutPanel status={status.data} />
        <LogPanel />
      </div>
    </>
  )
}
