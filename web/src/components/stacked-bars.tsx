/** A small stacked bar chart for few columns, drawn by hand: it costs nothing to load. */
import classes from './stacked-bars.module.css'

export interface StackedColumn {
  readonly key: string
  /** Below the column. */
  readonly label: string
  /** In the order of the series. */
  readonly values: readonly number[]
  /** Read out and shown on hover. */
  readonly title: string
}

export interface StackedBarsProps {
  readonly series: readonly { readonly name: string; readonly color: string }[]
  readonly columns: readonly StackedColumn[]
  readonly label: string
}

export const StackedBars = ({ series, columns, label }: StackedBarsProps) => {
  const highest = Math.max(1, ...columns.map((column) => column.values.reduce((sum, value) => sum + value, 0)))
  return (
    <figure className={classes['figure']} aria-label={label}>
      <ol className={classes['columns']}>
        {columns.map((column) => (
          <li key={column.key} className={classes['column']} title={column.title}>
            <span className="visually-hidden">{column.title}</span>
            <div className={classes['stack']} aria-hidden="true">
              {series.map(({ name, color }, index) => (
                <div
                  key={name}
                  style={{ height: `${((column.values[index] ?? 0) / highest) * 100}%`, background: color }}
                />
              ))}
            </div>
            <span className={classes['label']} aria-hidden="true">
              {column.label}
            </span>
          </li>
        ))}
      </ol>
      <Legend series={series} />
    </figure>
  )
}

export const Legend = ({ series }: Pick<StackedBarsProps, 'series'>) => (
  <ul className={classes['legend']}>
    {series.map(({ name, color }) => (
      <li key={name}>
        <span className={classes['swatch']} style={{ background: color }} aria-hidden="true" />
        {name}
      </li>
    ))}
  </ul>
)
