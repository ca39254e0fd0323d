/** A small line of bars: requests per minute, with failures in red at their foot. */
import classes from './sparkline.module.css'

export interface SparkPoint {
  readonly key: number
  readonly value: number
  /** Part of `value`. */
  readonly bad: number
}

export interface SparklineProps {
  readonly points: readonly SparkPoint[]
  /** What a reader who cannot see it is told. */
  readonly label: string
}

const WIDTH = 4
const HEIGHT = 32

export const Sparkline = ({ points, label }: SparklineProps) => {
  const highest = Math.max(1, ...points.map((point) => point.value))
  const scale = (value: number) => (value === 0 ? 0 : Math.max(1.5, (value / highest) * HEIGHT))
  return (
    <svg
      className={classes['spark']}
      viewBox={`0 0 ${points.length * WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line className={classes['ground']} x1="0" x2={points.length * WIDTH} y1={HEIGHT} y2={HEIGHT} />
      {points.map(({ key, value, bad }, index) => (
        <g key={key}>
          <rect
            className={classes['good']}
            x={index * WIDTH + 0.5}
            width={WIDTH - 1}
            y={HEIGHT - scale(value)}
            height={scale(value)}
          />
          <rect
            className={classes['bad']}
            x={index * WIDTH + 0.5}
            width={WIDTH - 1}
            y={HEIGHT - scale(bad)}
            height={scale(bad)}
          />
        </g>
      ))}
    </svg>
  )
}
