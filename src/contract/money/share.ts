/** Shares of a limit, which are told with six decimals: no amount is computed from them. */

const DECIMALS = 1_000_000

/** In percent, rounded down to so many decimals: 1.15 is 115, though a floating-point product is a little less. */
export const percentOf = (share: number, decimals = 0): number => {
  const unit = 10 ** decimals
  return Math.floor((Math.round(share * DECIMALS) * 100 * unit) / DECIMALS) / unit
}
