/** A count in the product's own format; the exact number with separators on hover. */
import { exactCount, formatCount, shortCount } from '../text/format.ts'

export interface CountTextProps {
  readonly value: number
  /** Only `12.3k`, for tight places. */
  readonly short?: boolean
}

export const CountText = ({ value, short = false }: CountTextProps) => (
  <span className="tabular" title={exactCount(value)}>
    {short ? shortCount(value) : formatCount(value)}
  </span>
)
