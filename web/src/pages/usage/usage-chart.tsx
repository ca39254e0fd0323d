/** The stacked chart, drawn by a library that is only fetched here. */
import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { moneyText } from '../../../../src/contract/money/money-text.ts'
import { exactCount, shortCount } from '../../text/format.ts'
import type { Measure } from './stack.ts'

export interface UsageChartProps {
  readonly height: number
  readonly label: string
  readonly data: readonly (Readonly<Record<string, number | string>> & { readonly label: string })[]
  /** What the numbers are. */
  readonly measure: Measure
  readonly series: readonly { readonly key: string; readonly name: string; readonly color: string }[]
}

const NANO_PER_DOLLAR = 1e9
const dollars = (value: number): string => moneyText(BigInt(Math.round(value * NANO_PER_DOLLAR)))

export const UsageChart = ({ height, label, data, series, measure }: UsageChartProps) => (
  <figure aria-label={label} style={{ margin: 0 }}>
    <BarChart
      h={height}
      data={[...data]}
      dataKey="label"
      type="stacked"
      series={series.map(({ key, name, color }) => ({ name: key, label: name, color }))}
      valueFormatter={measure === 'cost' ? dollars : exactCount}
      yAxisProps={{ tickFormatter: measure === 'cost' ? dollars : shortCount, width: 64 }}
      maxBarWidth={44}
      withLegend
      legendProps={{ verticalAlign: 'bottom' }}
      gridAxis="x"
      tickLine="none"
    />
  </figure>
)
