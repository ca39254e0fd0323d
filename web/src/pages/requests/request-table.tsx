/** The list itself: only what is in sight is drawn, so that a hundred thousand rows scroll like ten. */
// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot draw only the rows in sight
// biome-ignore-all lint/a11y/useFocusableInteractive: headers and rows of a table are not interactive; the links in it are
import { useMediaQuery } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useApp } from '../../app-context.ts'
import { useNow } from '../../components/use-now.ts'
import { startOfToday } from '../../moments.ts'
import { type CellContext, COLUMNS, type ColumnId } from './columns.tsx'
import { PhoneRow } from './phone-row.tsx'
import classes from './request-table.module.css'
import type { Row } from './rows.ts'

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
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
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
  const today = items.every((item) => (rows[item.index]?.startedAt ?? now) > startOfToday(now))
  const template = columns.map((id) => (id === 'time' && today ? '68px' : COLUMNS[id].width)).join(' ')
  const context: CellContext = {
    t,
    language: i18n.language,
    now,
    skewMs: live.now() - Date.now(),
    serviceLabel,
    longestMs: longest(items.map((item) => rows[item.index])),
  }
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
            <Link
              key={item.key}
              role="row"
              aria-rowindex={item.index + 1}
              aria-selected={row.id === selected}
              to="/requests/$id"
              params={{ id: row.id }}
              search={(search) => search}
              resetScroll={false}
              preload={false}
              className={classes['line']}
              data-selected={row.id === selected}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              {phone ? (
                <PhoneRow row={row} context={context} />
              ) : (
                <div className={classes['row']} role="presentation" style={{ gridTemplateColumns: template }}>
                  {columns.map((id) => (
                    <div key={id} role="cell" data-end={COLUMNS[id].end === true}>
                      {COLUMNS[id].cell(row, context)}
                    </div>
                  ))}
                </div>
              )}
            </Link>
          )
        })}
      </div>
    </div>
  )
}

/** The longest duration in sight fills a bar. */
const longest = (rows: readonly (Row | undefined)[]): number =>
  Math.max(1, ...rows.map((row) => (row === undefined || row.running ? 0 : row.durationMs)))
