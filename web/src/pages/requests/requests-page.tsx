/** Every request: the list with its filter, and the details of the one in the address. */
import { Button } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconArrowUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { statusQuery } from '../../api/queries.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useClient } from '../../connection/app-context.ts'
import { ColumnMenu } from './column-menu.tsx'
import { COLUMN_IDS, type ColumnId, DEFAULT_COLUMNS } from './columns.tsx'
import { filterFromSearch, isEmptyFilter, type RequestFilter } from './data/filter.ts'
import { DetailDrawer } from './detail/detail-drawer.tsx'
import { FilterBar } from './filter-bar.tsx'
import { LogMenu } from './log-menu.tsx'
import { RequestTable } from './request-table.tsx'
import classes from './requests-page.module.css'
import { useFilterChoices } from './use-filter-choices.ts'
import { type RequestLog, useRequestLog } from './use-request-log.ts'

/** Scrolled further than this, one is reading, and new rows wait. */
const READING_PX = 20

export const RequestsPage = () => {
  const { t } = useTranslation('requests')
  const client = useClient()
  const navigate = useNavigate()
  const filter = filterFromSearch(useSearch({ strict: false }))
  const { id } = useParams({ strict: false })
  const status = useQuery(statusQuery(client)).data
  const choices = useFilterChoices()
  const [columns, setColumns] = useColumns()
  const [reading, setReading] = useState(false)
  const scroller = useRef<HTMLDivElement>(null)
  const log = useRequestLog(filter, reading)
  const serviceLabel = useCallback(
    (service: string) => status?.services.find((known) => known.id === service)?.label ?? service,
    [status],
  )
  const changeFilter = (next: RequestFilter) => {
    scroller.current?.scrollTo({ top: 0 })
    if (id === undefined) void navigate({ to: '/requests', search: next, replace: true })
    else void navigate({ to: '/requests/$id', params: { id }, search: next, replace: true })
  }
  return (
    <div className={classes['page']}>
      <PageHeader title={t('title')} text={t('text')}>
        <ColumnMenu columns={columns} onChange={setColumns} />
        <LogMenu filter={filter} count={status?.journal.records ?? 0} onCleared={log.retry} />
      </PageHeader>
      <FilterBar filter={filter} choices={choices} onChange={changeFilter} />
      {log.error !== null && <ErrorNotice error={log.error} />}
      <div className={classes['frame']}>
        {log.waiting > 0 && (
          <Button
            className={classes['fresh'] ?? ''}
            size="xs"
            radius="xl"
            leftSection={<IconArrowUp size={14} />}
            onClick={() => scroller.current?.scrollTo({ top: 0 })}
          >
            {t('fresh', { count: log.waiting })}
          </Button>
        )}
        <div
          ref={scroller}
          className={classes['scroller']}
          onScroll={(event) => setReading(event.currentTarget.scrollTop > READING_PX)}
        >
          {log.rows.length > 0 && (
            <RequestTable
              rows={log.rows}
              columns={columns}
              selected={id}
              serviceLabel={serviceLabel}
              scroller={scroller}
              onEnd={log.loadMore}
            />
          )}
          <Foot log={log} filtered={!isEmptyFilter(filter)} onClearFilter={() => changeFilter({})} />
        </div>
      </div>
      {id !== undefined && <DetailDrawer key={id} id={id} rows={log.rows} serviceLabel={serviceLabel} />}
    </div>
  )
}

interface FootProps {
  readonly log: RequestLog
  readonly filtered: boolean
  readonly onClearFilter: () => void
}

const Foot = ({ log, filtered, onClearFilter }: FootProps) => {
  const { t } = useTranslation(['requests', 'common'])
  if (log.loading) return <p className={classes['foot']}>{t('common:state.loading')}</p>
  if (log.rows.length === 0 && filtered) {
    return (
      <EmptyState title={t('noneMatch')}>
        <Button size="xs" variant="default" onClick={onClearFilter}>
          {t('clearFilter')}
        </Button>
      </EmptyState>
    )
  }
  if (log.rows.length === 0) return <EmptyState title={t('none')} text={t('noneText')} />
  if (log.loadingMore) return <p className={classes['foot']}>{t('loadingMore')}</p>
  return log.complete ? <p className={classes['foot']}>{t('end')}</p> : null
}

const useColumns = () => {
  const [stored, setStored] = useLocalStorage<readonly ColumnId[]>({
    key: 'clp-request-columns',
    defaultValue: DEFAULT_COLUMNS,
    getInitialValueInEffect: false,
  })
  const known = COLUMN_IDS.filter((id) => stored.includes(id))
  return [known.length === 0 ? DEFAULT_COLUMNS : known, setStored] as const
}
