/** Names and values below each other; values may be long and wrap. */
import type { ReactNode } from 'react'
import classes from './key-value-table.module.css'

export interface KeyValueRow {
  readonly key: string
  readonly name: ReactNode
  readonly value: ReactNode
  readonly tone?: 'added' | 'removed' | 'changed'
}

export interface KeyValueTableProps {
  readonly rows: readonly KeyValueRow[]
  readonly mono?: boolean
  readonly label?: string
}

export const KeyValueTable = ({ rows, mono = false, label }: KeyValueTableProps) => (
  <dl className={classes['list']} data-mono={mono} aria-label={label}>
    {rows.map(({ key, name, value, tone }) => (
      <div key={key} className={classes['row']} data-tone={tone}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)
