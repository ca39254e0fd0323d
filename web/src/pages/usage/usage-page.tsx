/** What was used: over time as a chart, and in sum by service, upstream, model and token. */
import { Button, Group, SegmentedControl } from '@mantine/core'
import { IconDownload, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStale } from '../../api/mutations.ts'
import { usageQuery } from '../../api/queries.ts'
import { notify, notifyProblem } from '../../browser/notify.ts'
import { useNow } from '../../browser/use-now.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useDownload } from '../../components/use-download.ts'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import { ConfirmButton } from '../../dialogs/confirm-button.tsx'
import { PageSkeleton } from '../../shell/page-skeleton.tsx'
import { RANGES, type Range, sinceOf } from './ranges.ts'
import { TotalsStrip } from './totals-strip.tsx'
import { UsageChartPanel } from './usage-chart-panel.tsx'
import classes from './usage-page.module.css'
import { UsageTable } from './usage-table.tsx'

const TABLES = ['service', 'upstream', 'model', 'token'] as const

export const UsagePage = () => {
  const { t } = useTranslation('usage')
  const [range, setRange] = useState<Range>('7d')
  const now = useNow(60_000)
  const since = sinceOf(range, now)
  const time = since === undefined ? {} : { since: String(since) }
  const total = useQuery(usageQuery(useClient(), time))
  return (
    <>
      <PageHeader title={t('title')} text={t('text')}>
        <Actions time={time} />
      </PageHeader>
      <Group mb="md">
        <SegmentedControl
          aria-label={t('range')}
          className={classes['ranges'] ?? ''}
          data={RANGES.map((value) => ({ value, label: t(`ranges.${value}`) }))}
          value={range}
          onChange={(next) => setRange(next as Range)}
        />
      </Group>
      {total.isError && <ErrorNotice error={total.error} />}
      {total.data === undefined ? (
        <PageSkeleton />
      ) : (
        <div className={classes['page']}>
          <TotalsStrip total={total.data.total} />
          <UsageChartPanel range={range} since={since} now={now} />
          <div className={classes['tables']}>
            {TABLES.map((by) => (
              <UsageTable key={by} by={by} time={time} />
            ))}
          </div>
        </div>
      )}
    </>
  )
}

const Actions = ({ time }: { readonly time: { readonly since?: string } }) => {
  const { t } = useTranslation('usage')
  const client = useClient()
  const stale = useStale()
  const link = useDownload()
  const clear = useMutation({
    mutationFn: () => read(client.api.usage.$delete()),
    onSuccess: () => void notify({ tone: 'good', title: t('cleared') }),
    onError: notifyProblem,
    onSettled: () => stale('usage', 'status'),
  })
  const csv = client.api['usage.csv'].$url({ query: { ...time, by: 'day,service,upstream,model,token' } }).href
  return (
    <>
      <Button component="a" {...link(csv)} size="xs" variant="default" leftSection={<IconDownload size={15} />}>
        {t('csv')}
      </Button>
      <ConfirmButton
        label={t('clear')}
        question={t('clearQuestion')}
        text={t('clearText')}
        icon={<IconTrash size={15} stroke={1.8} />}
        loading={clear.isPending}
        onConfirm={() => clear.mutate()}
      />
    </>
  )
}
