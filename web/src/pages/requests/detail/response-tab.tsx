/** The answer as the client got it. */
import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { Panel } from '../../../components/panel.tsx'
import { BodyPanel } from './body-panel.tsx'
import { HeaderTable } from './header-table.tsx'

export const ResponseTab = ({ detail }: { readonly detail: ExchangeDetail }) => {
  const { t } = useTranslation('requests')
  return (
    <Stack gap="md">
      <Panel title={t('headers.title')}>
        <HeaderTable headers={detail.responseHeaders} />
      </Panel>
      <BodyPanel detail={detail} kind="response" />
    </Stack>
  )
}
