/** The chart over time, with the choice of its columns and its layers. The drawing itself is fetched apart. */
import { NativeSelect, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { statusQuery, usageQuery } from '../../api/queries.ts'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { useGroupName } from './group-name.ts'
import { columnKeys, columnLabel, type Grain, grainOf, grainsFor, type Range } from './ranges.ts'
import {
  MEASURES,
  type Measure,
  type Series,
  STACKS,
  type Stack,
  stackByDimension,
  stackByKind,
  stackOfCost,
} from './stack.ts'
import classes from './usage-chart-panel.module.css'

const UsageChart = lazy(async () => ({ default: (await import('./usage-chart.tsx')).UsageChart }))

export interface UsageChartPanelProps {
  readonly range: Range
  /** ms since 1970; undefined for all of time. */
  readonly since: number | undefined
  readonly now: number
}

const CHART_PX = 300

export const UsageChartPanel = ({ range, since, now }: UsageChartPanelProps) => {
  const { t, i18n } = useTranslation(['usage', 'common'])
  const client = useClient()
  const [stack, setStack] = useState<Stack>('kind')
  const [measure, setMeasure] = useState<Measure>('tokens')
  const [wanted, setWanted] = useState<Grain | undefined>(undefined)
  const grains = grainsFor(range)
  const grain = wanted !== undefined && grains.includes(wanted) ? wanted : grainOf(range)
  const by = stack === 'kind' ? grain : `${grain},${stack}`
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const usage = useQuery(
    usageQuery(client, { by, zone, ...(since === undefined ? {} : { since: String(since) }) }),
  ).data
  const services = useQuery(statusQuery(client)).data?.services ?? []
  const groupName = useGroupName(services)
  const rows = usage?.by[0] === grain ? usage.rows : []
  const first =
    since ??
    firstInstant(
      rows.map((row) => row.key[grain] ?? ''),
      now,
    )
  const keys = columnKeys(grain, first, now)
  const chart =
    stack !== 'kind'
      ? stackByDimension(rows, keys, { grain, stack, measure })
      : measure === 'cost'
        ? stackOfCost(rows, keys, grain)
        : stackByKind(rows, keys, grain)
  const name = ({ key, value }: Series): string => {
    if (key === 'cost') return t('cost')
    if (stack === 'kind') return t(`common:metric.${key as 'uncachedInput' | 'cacheRead' | 'cacheCreate' | 'output'}`)
    return value === undefined ? t('rest') : groupName(stack, value)
  }
  const data = chart.columns.map((column, index) => ({
    ...column,
    label: columnLabel(keys[index] ?? '', i18n.language),
  }))
  return (
    <Panel
      title={t('chart')}
      actions={
        <>
          {grains.length > 1 && (
            <NativeSelect
              size="xs"
              aria-label={t('grain')}
              data={grains.map((value) => ({ value, label: t(`grains.${value}`) }))}
              value={grain}
              onChange={(event) => setWanted(event.currentTarget.value as Grain)}
            />
          )}
          <NativeSelect
            size="xs"
            aria-label={t('measure')}
            data={MEASURES.map((value) => ({ value, label: t(`measures.${value}`) }))}
            value={measure}
            onChange={(event) => setMeasure(event.currentTarget.value as Measure)}
          />
          <NativeSelect
            size="xs"
            aria-label={t('stack')}
            data={STACKS.map((value) => ({ value, label: `${t('stack')}${t('common:colon')}${t(`stacks.${value}`)}` }))}
            value={stack}
            onChange={(event) => setStack(event.currentTarget.value as Stack)}
          />
        </>
      }
    >
      {usage !== undefined && rows.length === 0 ? (
        <p className={classes['none']}>{t('chartNone')}</p>
      ) : (
        <Suspense fallback={<Skeleton height={CHART_PX} />}>
          <UsageChart
            height={CHART_PX}
            label={t('chart')}
            data={data}
            measure={measure}
            series={chart.series.map((series) => ({ key: series.key, name: name(series), color: series.color }))}
          />
        </Suspense>
      )}
    </Panel>
  )
}

/** With "all of time", the first column is the first that holds something. */
const firstInstant = (keys: readonly string[], now: number): number => {
  const first = [...keys].sort()[0] ?? ''
  const [year = '', month = '', day = '01'] = first.slice(0, 10).split('-')
  const at = new Date(Number(year), Number(month) - 1, Number(day)).getTime()
  return Number.isNaN(at) || first === '' ? now : at
}
