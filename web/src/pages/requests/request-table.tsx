/** The list itself: only what is in sight is drawn, so that a hundred thousand rows scroll like ten. */
// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot draw only the rows in sight
// biome-ignore-all lint/a11y/useFocusableInteractive: headers and rows of a table are not interactive; the links in it are
import { useMediaQuery } from '@mantine/hooks'
import { useLocation, useRouter } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useDisplay } from '../../api/use-display.ts'
import { useNow } from '../../browser/use-now.ts'
import { useApp } from '../../connection/app-context.ts'
import { basePath } from '../../connection/base.ts'
import { timeFormats } from '../../text/format.ts'
import { startOfToday } from '../../text/moments.ts'
import { type CellContext, COLUMNS, type ColumnId } from './columns.tsx'
import type { Row } from './data/rows.ts'
import classes from './request-table.module.css'
import { TableRow } from './table-row.tsx'

export interface RequestTableProps {
  readonly rows: readonly Row[]
  readonly columns: readonly ColumnId[]
  readonly selected: string | undefined
  readonly serviceLabel: (id: string) => string
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly onEnd: () => void
}

const ROW_PX = 38
const PHONE_ROW_PX = 62

export const RequestTable = (props: RequestTableProps) => {
  const { rows, columns, selected, serviceLabel, scroller, onEnd } = props
  const { t, i18n } = useTranslation(['requests', 'common'])
  const { live } = useApp()
  const phone = useMediaQuery('(max-width: 68em)', false, { getInitialValueInEffect: false })
  const now = useNow(30_000)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (phone ? PHONE_ROW_PX : ROW_PX),
    overscan: 12,
    getItemKey: (index) => rows[index]?.id ?? index,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 40) onEnd()
  }, [last, rows.length, onEnd])
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows change their height with the kind of screen
  useEffect(() => virtual.measure(), [phone])
  // Rows of today need no date.
  const today = (rows.at(-1)?.startedAt ?? now) > startOfToday(now)
  const template = columns.map((id) => (id === 'time' && today ? '68px' : COLUMNS[id].width)).join(' ')
  const display = useDisplay()
  const longestMs = useMemo(() => usualLongest(rows), [rows])
  const times = useMemo(() => timeFormats(i18n.language), [i18n.language])
  const clock = live.now
  const context = useMemo<CellContext>(
    () => ({ t, times, now, clock, serviceLabel, longestMs, display }),
    [t, times, now, clock, serviceLabel, longestMs, display],
  )
  const { hrefOf, open } = useRequestLinks()
  return (
    <div role="table" aria-label={t('table')} aria-rowcount={rows.length} className={classes['table']}>
      {!phone && (
        <div role="rowgroup" className={classes['head']}>
          <div role="row" className={classes['row']} style={{ gridTemplateColumns: template }}>
            {columns.map((id) => (
              <div key={id} role="columnheader" data-end={COLUMNS[id].end === true}>
                {t(`column.${id}`)}
              </div>
            ))}
          </div>
        </div>
      )}
      <div role="rowgroup" className={classes['body']} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <TableRow
              key={item.key}
              row={row}
              index={item.index}
              top={item.start}
              height={item.size}
              selected={row.id === selected}
              phone={phone}
              columns={columns}
              template={template}
              context={context}
              hrefOf={hrefOf}
              onOpen={open}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Addresses of details keep the filter, and opening one leaves the list where it is. */
const useRequestLinks = () => {
  const router = useRouter()
  const { searchStr } = useLocation()
  const hrefOf = useCallback(
    (id: string) => `${basePath()}/requests/${encodeURIComponent(id)}${searchStr}`,
    [searchStr],
  )
  const open = useCallback(
    (id: string) =>
      void router.navigate({ to: '/requests/$id', params: { id }, search: (search) => search, resetScroll: false }),
    [router],
  )
  return { hrefOf, open }
}

/** The duration that fills a bar: of the newest few hundred, all but the slowest are shorter. */
const usualLongest = (rows: readonly Row[]): number => {
  const done = rows.slice(0, 300).filter((row) => !row.running)
  const durations = done.map((row) => row.durationMs).sort((left, right) => left - right)
  return Math.max(1, durations[Math.floor(durations.length * 0.95)] ?? 1)
}
