/** In which currency amounts are read. */
import type { Display } from '../../contract/money/money-text.ts'
import { DOLLARS } from '../../contract/money/money-text.ts'
import type { PriceSettings } from '../../contract/price-settings.ts'

/** Yuan need a rate at `now` (ms since 1970); without one dollars are shown, which are exact. */
export const displayAt = ({
  display,
  rates,
  now,
}: Pick<PriceSettings, 'display' | 'rates'> & { readonly now: number }): Display => {
  if (display === 'USD') return DOLLARS
  const rate = rates.filter(({ from }) => from <= now).toSorted((left, right) => right.from - left.from)[0]
  return rate === undefined ? DOLLARS : { currency: 'CNY', rate: rate.CNY }
}
