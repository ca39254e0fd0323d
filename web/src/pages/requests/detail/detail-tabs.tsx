/** The views of a request, running or done: the same tabs, and the open one stands in the address. */
import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

const TABS = ['summary', 'conversation', 'request', 'response'] as const
export type TabId = (typeof TABS)[number]

export interface DetailTabsProps {
  /** Open where the address names none; what it is at first stays, whatever becomes of the request. */
  readonly first: TabId
  readonly panels: Readonly<Record<TabId, ReactNode>>
}

export const DetailTabs = ({ first, panels }: DetailTabsProps) => {
  const { t } = useTranslation('requests')
  const navigate = useNavigate()
  const [otherwise] = useState(first)
  const { tab: wanted } = useSearch({ strict: false })
  const tab = TABS.find((id) => id === wanted) ?? otherwise
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
      {TABS.map((id) => (
        <Tabs.Panel key={id} value={id}>
          {panels[id]}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
