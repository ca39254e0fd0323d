/** The stacked chart, drawn by a library that is only fetched here. */
import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { formatCount, shortCount } from '../../text/format.ts'

export interface UsageChartProps {
  readonly height: number
  readonly label: string
  readonly data: readonly (Readonly<Record<string, number | string>> & { readonly label: string })[]
  readonly series: readonly { readonly key: string; readonly name: string; readonly color: string }[]
}

export const UsageChart = ({ height, label, data, series }: UsageChartProps) => (
  <figure aria-label={label} style={{ margin: 0 }}>
    <BarChart
      h={height}
      data={[...data]}
      dataKey="label"
      type="stacked"
      series={series.map(({ key, name, color }) => ({ name: key, label: name, color }))}
      valueFormatter={formatCount}
      yAxisProps={{ tickFormatter: shortCount, width: 56 }}
      maxBarWidth={44}
      withLegend
      legendProps={{ verticalAlign: 'bottom' }}
      gridAxis="x"
      tickLine="none"
    />
  </figure>
)
