/** The filters in the order in which they act, and a panel that shows what they would do to a request. */
import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStale } from '../../api/mutations.ts'
import { statusQuery } from '../../api/queries.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Tag } from '../../components/tag.tsx'
import { useClient } from '../../connection/app-context.ts'
import { SaveBar } from '../../editing/save-bar.tsx'
import { bodySource, endpointSource, headerSource, maskingQuery, maskSource } from '../../editing/settings.ts'
import { useSettings } from '../../editing/use-settings.ts'
import { PageSkeleton } from '../../shell/page-skeleton.tsx'
import { BodyRules } from './body-rules.tsx'
import { EndpointRules } from './endpoint-rules.tsx'
import { completeBody, completeEndpoint, completeHeader } from './filter-checks.ts'
import classes from './filters-page.module.css'
import { HeaderNames } from './header-names.tsx'
import { MaskSettingsPanel } from './mask-settings.tsx'
import { MaskTry } from './mask-try.tsx'
import { TryPanel } from './try-panel.tsx'

const TABS = ['endpoint', 'mask', 'header', 'body'] as const

export const FiltersPage = () => {
  const { t } = useTranslation('filters')
  const client = useClient()
  const stale = useStale()
  const onSaved = () => stale('status', 'documents')
  const status = useQuery(statusQuery(client))
  const endpoint = useSettings({ ...endpointSource(client), onSaved })
  const mask = useSettings({ ...maskSource(client), onSaved })
  const masking = useQuery(maskingQuery(client))
  const header = useSettings({ ...headerSource(client), onSaved })
  const body = useSettings({ ...bodySource(client), onSaved })
  const [tab, setTab] = useState<string>('endpoint')
  const error =
    status.error ?? masking.error ?? endpoint.readError ?? mask.readError ?? header.readError ?? body.readError
  if (error !== null && error !== undefined) return <ErrorNotice error={error} />
  if (status.data === undefined) return <PageSkeleton />
  if (masking.data === undefined || mask.draft === undefined) return <PageSkeleton />
  if (endpoint.draft === undefined || header.draft === undefined || body.draft === undefined) return <PageSkeleton />
  const { services } = status.data
  const editors = { endpoint, mask, header, body }
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <div className={classes['columns']}>
        <Tabs value={tab} onChange={(next) => setTab(next ?? 'endpoint')} keepMounted={false}>
          <Tabs.List mb="md">
            {TABS.map((id) => (
              <Tabs.Tab
                key={id}
                value={id}
                rightSection={editors[id].dirty ? <Tag tone="warn">{t('unsaved')}</Tag> : undefined}
              >
                {t(`tabs.${id}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="endpoint">
            <EndpointRules
              services={services}
              draft={endpoint.draft}
              problem={endpoint.problem}
              onChange={endpoint.change}
            />
            <SaveBar editor={endpoint} blocked={!completeEndpoint(endpoint.draft)} />
          </Tabs.Panel>
          <Tabs.Panel value="mask">
            <MaskSettingsPanel
              masking={masking.data}
              draft={mask.draft}
              problem={mask.problem}
              onChange={mask.change}
            />
            <SaveBar editor={mask} blocked={false} />
            <MaskTry kinds={masking.data.kinds} draft={mask.draft} />
          </Tabs.Panel>
          <Tabs.Panel value="header">
            <HeaderNames draft={header.draft} problem={header.problem} onChange={header.change} />
            <SaveBar editor={header} blocked={!completeHeader(header.draft)} />
          </Tabs.Panel>
          <Tabs.Panel value="body">
            <BodyRules services={services} draft={body.draft} problem={body.problem} onChange={body.change} />
            <SaveBar editor={body} blocked={!completeBody(body.draft)} />
          </Tabs.Panel>
        </Tabs>
        <TryPanel services={services} draft={{ endpoint: endpoint.draft, header: header.draft, body: body.draft }} />
      </div>
    </>
  )
}
