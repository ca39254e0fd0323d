/** The sentence by which log and notices tell of a balance that has fallen below what its settings call low. */
import type { BalanceValue } from '../../contract/balance.ts'
import type { Upstream } from '../../contract/upstream.ts'

/** English. */
export const lowBalance = ({ name, service, balance }: Upstream, { value, currency }: BalanceValue): string => {
  const unit = currency === undefined ? '' : ` ${currency}`
  return `The balance of upstream "${name}" of ${service} is ${value}${unit}, below ${balance?.settings.low}${unit}`
}
