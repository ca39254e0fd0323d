/** What one can do with the whole log: take it along, or clear it. */
import { Button, Menu } from '@mantine/core'
import { IconDownload, IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useStale } from '../../api/mutations.ts'
import { notify, notifyProblem } from '../../browser/notify.ts'
import { useDownload } from '../../components/use-download.ts'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import { ConfirmButton } from '../../dialogs/confirm-button.tsx'
import { type RequestFilter, toQuery } from './data/filter.ts'

export interface LogMenuProps {
  readonly filter: RequestFilter
  readonly count: number
  readonly onCleared: () => void
}

export const LogMenu = ({ filter, count, onCleared }: LogMenuProps) => {
  const { t } = useTranslation(['requests', 'common'])
  const client = useClient()
  const stale = useStale()
  const link = useDownload()
  const clear = useMutation({
    mutationFn: () => read(client.api.exchanges.$delete({ json: {} })),
    onSuccess: ({ removed }) => {
      void notify({ tone: 'good', title: t('log.cleared', { count: removed }) })
      onCleared()
    },
    onError: notifyProblem,
    onSettled: () => stale('status'),
  })
  const exportUrl = (format: 'jsonl' | 'har') => {
    const { limit: _limit, cursor: _cursor, ...query } = toQuery(filter, Date.now())
    return client.api.exchanges.export.$url({ query: { ...query, format } }).href
  }
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconDownload size={15} stroke={1.8} />}>
            {t('log.export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" {...link(exportUrl('jsonl'))}>
            {t('log.exportJsonl')}
          </Menu.Item>
          <Menu.Item component="a" {...link(exportUrl('har'))}>
            {t('log.exportHar')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmButton
        label={t('log.clear')}
        question={t('log.clearQuestion')}
        text={t('log.clearText', { count })}
        icon={<IconTrash size={15} stroke={1.8} />}
        loading={clear.isPending}
        onConfirm={() => clear.mutate()}
      />
    </>
  )
}
