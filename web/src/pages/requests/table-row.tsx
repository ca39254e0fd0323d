/** One row of the list, drawn again only when something about it has changed. A plain link: forty of the router's would slow scrolling. */
// biome-ignore-all lint/a11y/useSemanticElements: part of a table that draws only the rows in sight
// biome-ignore-all lint/a11y/useFocusableInteractive: the row is a link and can be focused; its cells need not
import { type MouseEvent, memo } from 'react'
import { type CellContext, COLUMNS, type ColumnId } from './columns.tsx'
import type { Row } from './data/rows.ts'
import { PhoneRow } from './phone-row.tsx'
import classes from './request-table.module.css'

export interface TableRowProps {
  readonly row: Row
  /** Counted from 0. */
  readonly index: number
  /** Pixels from the top of the list. */
  readonly top: number
  readonly height: number
  readonly selected: boolean
  readonly phone: boolean
  readonly columns: readonly ColumnId[]
  /** Widths of the columns, for CSS. */
  readonly template: string
  readonly context: CellContext
  /** Address of a request's details. */
  readonly hrefOf: (id: string) => string
  readonly onOpen: (id: string) => void
}

export const TableRow = memo((props: TableRowProps) => {
  const { row, index, top, height, selected, phone, columns, template, context, hrefOf, onOpen } = props
  const open = (event: MouseEvent) => {
    // Another tab, another window, a download: the browser's own business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return
    event.preventDefault()
    onOpen(row.id)
  }
  return (
    <a
      role="row"
      aria-rowindex={index + 1}
      aria-selected={selected}
      href={hrefOf(row.id)}
      className={classes['line']}
      data-selected={selected}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={open}
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
    </a>
  )
})
