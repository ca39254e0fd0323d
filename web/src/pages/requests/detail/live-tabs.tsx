/** What is known of the request and of the answer while it runs: bodies stand in the log once it has ended. */
import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LiveRequest } from '../../../../../src/contract/event.ts'
import { Message } from '../../../components/message.tsx'
import { Panel } from '../../../components/panel.tsx'
import { formatBytes } from '../../../text/format.ts'
import { HeaderTable } from './header-table.tsx'

export const LiveRequestTab = ({ request }: { readonly request: LiveRequest }) => {
  const { t } = useTranslation('requests')
  return (
    <Stack gap="md">
      <Message tone="note" title={t('detail.bodyLater')} />
      <Panel title={t('headers.title')} text={t('headers.redacted')}>
        <HeaderTable headers={Object.entries(request.request_headers).flat()} />
      </Panel>
    </Stack>
  )
}

export const LiveResponseTab = ({ request }: { readonly request: LiveRequest }) => {
  const { t } = useTranslation('requests')
  return <Message tone="note" title={t('detail.answerLater', { size: formatBytes(request.response_bytes) })} />
}
