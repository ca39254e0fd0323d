/** Sums by one dimension, in a table one can sort by any column. */
import { Table, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { COUNT_FIELDS, type CountField } from '../../../../src/contract/counts.ts'
import { costSumText, type Display, isUnpriced } from '../../../../src/contract/money/money-text.ts'
import { allTokens, TOKEN_KINDS } from '../../../../src/contract/usage.ts'
import { statusQuery, usageQuery } from '../../api/queries.ts'
import { useDisplay } from '../../api/use-display.ts'
import { CountText } from '../../components/count-text.tsx'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { formatPercent } from '../../text/format.ts'
import { cacheShare } from './cache-share.ts'
import { type LedgerGroupName, useGroupName } from './group-name.ts'
import type { TotalsRow } from './stack.ts'
import classes from './usage-table.module.css'

export interface UsageTableProps {
  readonly by: LedgerGroupName
  readonly time: { readonly since?: string }
}

const METRICS = [...TOKEN_KINDS, 'total'] as const
/** What is asked for most stands first: narrow screens show the beginning, and scroll to the rest. */
const COLUMNS = [
  'total',
  'cost',
  'requests',
  'failures',
  ...TOKEN_KINDS,
  'cacheShare',
  'side',
  'sideFailures',
] as const satisfies readonly ((typeof METRICS)[number] | CountField | 'cacheShare' | 'cost')[]
type Column = (typeof COLUMNS)[number]

const isCount = (column: Column): column is CountField => (COUNT_FIELDS as readonly string[]).includes(column)

/** What a column shows and sorts by. */
const measureOf = (row: TotalsRow, column: Exclude<Column, 'cost'>): number => {
  if (isCount(column)) return row[column]
  if (column === 'total') return allTokens(row.usage)
  return column === 'cacheShare' ? (cacheShare(row.usage) ?? -1) : row.usage[column]
}

export const UsageTable = ({ by, time }: UsageTableProps) => {
  const { t } = useTranslation(['usage', 'common'])
  const client = useClient()
  const query = by === 'upstream' ? 'service,upstream' : by
  const usage = useQuery(usageQuery(client, { by: query, ...time })).data
  const services = useQuery(statusQuery(client)).data?.services ?? []
  const groupName = useGroupName(services)
  const display = useDisplay()
  const [sort, setSort] = useState<{ readonly column: Column; readonly up: boolean }>({ column: 'total', up: false })
  const rows = [...(usage?.rows ?? [])].sort((left, right) => {
    if (sort.column === 'cost') return compareCosts(left, right, sort.up)
    const difference = measureOf(left, sort.column) - measureOf(right, sort.column)
    return sort.up ? difference : -difference
  })
  const label = (column: Column) => {
    if (column === 'cacheShare' || column === 'cost' || isCount(column)) return t(column)
    return t(`common:metric.${column}`)
  }
  const name = (row: TotalsRow) => {
    const own = groupName(by, row.key[by] ?? '')
    return by === 'upstream' ? `${own} · ${groupName('service', row.key.service ?? '')}` : own
  }
  const choose = (column: Column) => setSort({ column, up: sort.column === column && !sort.up })
  return (
    <Panel title={t(`table.${by}`)} flush>
      {rows.length === 0 ? (
        <p className={classes['none']}>{t('none')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className={classes['scroller']} tabIndex={0} aria-label={t(`table.${by}`)}>
          <Table className={classes['table'] ?? ''} highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t(`stacks.${by}`)}</Table.Th>
                {COLUMNS.map((column) => (
                  <Table.Th
                    key={column}
                    aria-sort={sort.column === column ? (sort.up ? 'ascending' : 'descending') : undefined}
                  >
                    <UnstyledButton
                      className={classes['sort'] ?? ''}
                      title={t('sortBy', { column: label(column) })}
                      onClick={() => choose(column)}
                    >
                      {label(column)}
                      <span aria-hidden="true">{sort.column === column ? (sort.up ? ' ↑' : ' ↓') : ''}</span>
                    </UnstyledButton>
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={JSON.stringify(row.key)}>
                  <Table.Th scope="row" className={classes['name'] ?? ''} title={name(row)}>
                    {name(row)}
                  </Table.Th>
                  {COLUMNS.map((column) => (
                    <Table.Td key={column}>{cell(row, column, display)}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
    </Panel>
  )
}

/** By amount; what is unknown stands last, whichever way. */
const compareCosts = (left: TotalsRow, right: TotalsRow, up: boolean): number => {
  const [first, second] = [isUnpriced(left.cost, left.requests), isUnpriced(right.cost, right.requests)]
  if (first || second) return Number(first) - Number(second)
  const [less, more] = [BigInt(left.cost.nano), BigInt(right.cost.nano)]
  const difference = less < more ? -1 : less > more ? 1 : 0
  return up ? difference : -difference
}

const cell = (row: TotalsRow, column: Column, display: Display) => {
  if (column === 'cost') return <span className="tabular">{costSumText(row.cost, row.requests, display)}</span>
  if (column !== 'cacheShare') return <CountText value={measureOf(row, column)} />
  const share = cacheShare(row.usage)
  return share === undefined ? '–' : formatPercent(share)
}
