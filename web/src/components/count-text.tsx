/** A count in the product's own format; the exact number with separators on hover. */
import { useTranslation } from 'react-i18next'
import { exactCount, formatCount, shortCount } from '../format.ts'

export interface CountTextProps {
  readonly value: number
  /** Only `12.3k`, for tight places. */
  readonly short?: boolean
}

export const CountText = ({ value, short = false }: CountTextProps) => {
  const { i18n } = useTranslation()
  return (
    <span className="tabular" title={exactCount(value, i18n.language)}>
      {short ? shortCount(value) : formatCount(value)}
    </span>
  )
}
