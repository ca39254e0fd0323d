/** A request out of the log, in four views. */
import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { StoredConversation } from '../conversation/stored-conversation.tsx'
import { RequestTab } from './request-tab.tsx'
import { ResponseTab } from './response-tab.tsx'
import { SummaryTab } from './summary-tab.tsx'

const TABS = ['summary', 'conversation', 'request', 'response'] as const

export interface StoredDetailProps {
  readonly detail: ExchangeDetail
  readonly serviceLabel: (id: string) => string
}

export const StoredDetail = ({ detail, serviceLabel }: StoredDetailProps) => {
  const { t } = useTranslation('requests')
  const navigate = useNavigate()
  const { tab: wanted } = useSearch({ strict: false })
  const tab = TABS.find((id) => id === wanted) ?? 'summary'
  const setTab = (next: string) =>
    void navigate({ to: '.', search: (search) => ({ ...search, tab: next }), replace: true, resetScroll: false })
  return (
    <Tabs value={tab} onChange={(next) => setTab(next ?? 'summary')} keepMounted={false}>
      <Tabs.List mb="md">
        {TABS.map((id) => (
          <Tabs.Tab key={id} value={id}>
            {t(`detail.tabs.${id}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="summary">
        <SummaryTab detail={detail} serviceLabel={serviceLabel} />
      </Tabs.Panel>
      <Tabs.Panel value="conversation">
        <StoredConversation detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="request">
        <RequestTab detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="response">
        <ResponseTab detail={detail} />
      </Tabs.Panel>
    </Tabs>
  )
}
