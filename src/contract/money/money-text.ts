/** Amounts as people read them. For reading only: nothing is computed from these texts. */
import type { CostSumsView, CostView } from './cost.ts'
import { MILLION, roundHalfEven } from './decimal.ts'

/** How amounts are shown: in dollars, or in yuan at the rate of today (millionths of a yuan per dollar). */
export type Display = { readonly currency: 'USD' } | { readonly currency: 'CNY'; readonly rate: number }

export const DOLLARS: Display = { currency: 'USD' }

/** What is shown where nothing is known. */
export const UNKNOWN_AMOUNT = '–'

const NANO_PER_CENT = 10_000_000n
const CENTS = 100n
/** Digits that are shown of an amount below a cent. */
const SIGNIFICANT = 4

/** `$1,234.50`, below one cent `$0.0004543`; in yuan, which are converted, `≈ ¥8.78`. */
export const moneyText = (nano: bigint, display: Display = DOLLARS): string => {
  if (display.currency === 'USD') return `$${amountText(nano)}`
  return `≈ ¥${amountText(roundHalfEven(nano * BigInt(display.rate), BigInt(MILLION)))}`
}

const amountText = (nano: bigint): string => (nano > 0n && nano < NANO_PER_CENT ? smallText(nano) : centsText(nano))

const centsText = (nano: bigint): string => {
  const cents = roundHalfEven(nano, NANO_PER_CENT)
  const whole = String(cents / CENTS).replace(/\B(?=(?:\d{3})+$)/g, ',')
  return `${whole}.${String(cents % CENTS).padStart(2, '0')}`
}

const smallText = (nano: bigint): string => {
  const unit = 10n ** BigInt(Math.max(0, String(nano).length - SIGNIFICANT))
  const rounded = roundHalfEven(nano, unit) * unit
  if (rounded >= NANO_PER_CENT) return centsText(rounded)
  return `0.${String(rounded).padStart(9, '0').replace(/0+$/, '')}`
}

/** Of one request: `$1.23`, `≥ $1.23`, `–`. */
export const costText = (cost: CostView | null, display?: Display): string => {
  if (cost === null || cost.nano === null) return UNKNOWN_AMOUNT
  return `${cost.quality === 'floor' ? '≥ ' : ''}${moneyText(BigInt(cost.nano), display)}`
}

/** Of many; `≥` also where some of them have no price, `–` where none has. */
export const costSumText = (cost: CostSumsView, requests: number, display?: Display): string => {
  const nano = BigInt(cost.nano)
  if (isUnpriced(cost, requests)) return UNKNOWN_AMOUNT
  return `${cost.floors > 0 || cost.unpriced > 0 ? '≥ ' : ''}${moneyText(nano, display)}`
}

/** Whether nothing is known of the cost of what was counted. */
export const isUnpriced = ({ nano, unpriced }: CostSumsView, requests: number): boolean =>
  unpriced > 0 && unpriced >= requests && nano === '0'
