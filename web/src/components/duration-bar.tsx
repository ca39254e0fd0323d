/** A share of a whole as a thin bar, with an optional second mark to compare with. */
import classes from './duration-bar.module.css'

export interface ShareBarProps {
  /** 0–1. */
  readonly value: number
  /** 0–1: where a mark stands, for example the share that was configured. */
  readonly mark?: number
  readonly label: string
}

const percent = (ratio: number): string => `${Math.min(100, Math.max(0, ratio * 100))}%`

export const ShareBar = ({ value, mark, label }: ShareBarProps) => (
  <div className={classes['bar']} role="img" aria-label={label} title={label}>
    <div className={classes['fill']} style={{ width: percent(value) }} />
    {mark !== undefined && <div className={classes['mark']} style={{ left: percent(mark) }} />}
  </div>
)

export interface DurationBarProps {
  readonly firstByteMs: number | null
  readonly durationMs: number
  /** The duration that fills the bar. */
  readonly longestMs: number
  readonly label: string
}

/** Waiting and streaming of one request, to compare requests by eye. */
export const DurationBar = ({ firstByteMs, durationMs, longestMs, label }: DurationBarProps) => {
  const whole = Math.max(longestMs, durationMs, 1)
  const waited = Math.min(firstByteMs ?? durationMs, durationMs)
  return (
    <div className={classes['bar']} role="img" aria-label={label} title={label}>
      <div className={classes['wait']} style={{ width: percent(waited / whole) }} />
      <div
        className={classes['stream']}
        style={{ left: percent(waited / whole), width: percent((durationMs - waited) / whole) }}
      />
    </div>
  )
}
