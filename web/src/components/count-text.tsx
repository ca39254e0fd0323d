/** A count as it stands everywhere, `12.3k`; the exact number with separators on hover. */
import { exactCount, shortCount } from '../text/format.ts'

export interface CountTextProps {
  readonly value: number
}

export const CountText = ({ value }: CountTextProps) => (
  <span className="tabular" title={exactCount(value)}>
    {shortCount(value)}
  </span>
)
