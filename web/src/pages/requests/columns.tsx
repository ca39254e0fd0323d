/** The columns of the request list: width, text and cell of each. */
import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { costText, type Display } from '../../../../src/contract/money/money-text.ts'
import { promptTokens } from '../../../../src/contract/usage.ts'
import { CountText } from '../../components/count-text.tsx'
import { DurationBar } from '../../components/duration-bar.tsx'
import { GrowingDuration } from '../../components/growing-duration.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { formatBytes, formatDuration, type TimeFormats } from '../../text/format.ts'
import type { Row } from './data/rows.ts'
import classes from './request-table.module.css'

export interface CellContext {
  readonly t: TFunction<readonly ['requests', 'common']>
  readonly times: TimeFormats
  readonly now: number
  /** The daemon's wall time. */
  readonly clock: () => number
  readonly serviceLabel: (id: string) => string
  /** The duration that fills a bar. */
  readonly longestMs: number
  /** In which currency amounts are shown. */
  readonly display: Display
}

interface Column {
  /** A width of a CSS grid. */
  readonly width: string
  readonly end?: boolean
  readonly cell: (row: Row, context: CellContext) => ReactNode
}

export const COLUMN_IDS = [
  'time',
  'status',
  'service',
  'upstream',
  'request',
  'model',
  'firstByte',
  'duration',
  'tokens',
  'cost',
  'cached',
  'attempts',
  'token',
  'session',
  'size',
] as const
export type ColumnId = (typeof COLUMN_IDS)[number]

export const DEFAULT_COLUMNS: readonly ColumnId[] = [
  'time',
  'status',
  'service',
  'upstream',
  'request',
  'model',
  'firstByte',
  'duration',
  'tokens',
  'cost',
]

const clipped = (text: string): ReactNode => (
  <span className={classes['clip']} title={text}>
    {text === '' ? '–' : text}
  </span>
)

const duration = (row: Row, { clock, longestMs }: CellContext): ReactNode => {
  if (row.running) return <GrowingDuration since={row.startedAt} clock={clock} />
  const label = formatDuration(row.durationMs)
  return (
    <span className={classes['duration']}>
      <span>{label}</span>
      <DurationBar firstByteMs={row.firstByteMs} durationMs={row.durationMs} longestMs={longestMs} label={label} />
    </span>
  )
}

/** Where it failed, its upstream says why. */
const status = ({ status: word, code, error }: Row): ReactNode => (
  <span className={classes['status']}>
    <StatusBadge status={word} code={code} />
    {error !== '' && <span className={classes['error']}>{clipped(error)}</span>}
  </span>
)

const model = (row: Row): ReactNode =>
  clipped(row.modelAsked === row.modelSent ? row.modelAsked : `${row.modelAsked} → ${row.modelSent}`)

const tokens = (row: Row): ReactNode =>
  row.usage === null ? (
    '–'
  ) : (
    <>
      <CountText value={promptTokens(row.usage)} /> / <CountText value={row.usage.output} />
    </>
  )

export const COLUMNS: Readonly<Record<ColumnId, Column>> = {
  time: {
    width: '118px',
    cell: (row, { now, times }) => (
      <time dateTime={new Date(row.startedAt).toISOString()} title={times.instant(row.startedAt)}>
        {times.clock(row.startedAt, now)}
      </time>
    ),
  },
  status: { width: 'minmax(96px, 0.9fr)', cell: status },
  service: { width: 'minmax(60px, 0.5fr)', cell: (row, { serviceLabel }) => clipped(serviceLabel(row.service)) },
  upstream: { width: 'minmax(90px, 1fr)', cell: (row) => clipped(row.upstream) },
  request: {
    width: 'minmax(120px, 1.6fr)',
    cell: (row) => <span className={classes['mono']}>{clipped(`${row.method} ${row.path}`)}</span>,
  },
  model: { width: 'minmax(100px, 1.2fr)', cell: model },
  firstByte: {
    width: '76px',
    end: true,
    cell: (row) => (row.firstByteMs === null ? '–' : formatDuration(row.firstByteMs)),
  },
  duration: { width: '92px', end: true, cell: duration },
  tokens: { width: '104px', end: true, cell: tokens },
  cost: {
    width: '84px',
    end: true,
    cell: (row, { display }) => (row.running ? '–' : <span className="tabular">{costText(row.cost, display)}</span>),
  },
  cached: {
    width: '84px',
    end: true,
    cell: (row) => (row.usage === null ? '–' : <CountText value={row.usage.cacheRead} />),
  },
  attempts: { width: '72px', end: true, cell: (row) => row.attempts },
  token: { width: 'minmax(90px, 0.8fr)', cell: (row) => clipped(row.token) },
  session: { width: 'minmax(90px, 0.8fr)', cell: (row) => clipped(row.session) },
  size: {
    width: '140px',
    end: true,
    cell: (row) =>
      `${row.requestBytes === null ? '–' : formatBytes(row.requestBytes)} / ${formatBytes(row.responseBytes)}`,
  },
}
