/** The last lines of the daemon's own log. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/queries.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/panel.tsx'
import { Snippet } from '../../components/snippet.tsx'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'

const LINES = 200

export const LogPanel = () => {
  const { t } = useTranslation(['settings', 'common'])
  const client = useClient()
  const log = useQuery({
    queryKey: keys.log,
    queryFn: () => read(client.api.log.$get({ query: { lines: String(LINES) } })),
    refetchInterval: 10_000,
  })
  const lines = log.data?.lines ?? []
  return (
    <Panel
      title={t('log')}
      text={t('logText', { file: log.data?.file ?? '', count: lines.length })}
      actions={
        <Button size="xs" variant="default" loading={log.isFetching} onClick={() => void log.refetch()}>
          {t('common:action.refresh')}
        </Button>
      }
    >
      {log.isError && <ErrorNotice error={log.error} />}
      {log.isSuccess && lines.length === 0 && t('logNone')}
      {lines.length > 0 && <Snippet text={lines.join('\n')} />}
    </Panel>
  )
}
