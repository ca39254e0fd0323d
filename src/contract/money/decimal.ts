/**
 * Decimals of money as whole numbers. Prices, multipliers and rates are held as millionths; amounts that were spent as nano-dollars in a
 * `bigint`. Nothing here goes through a fraction of a floating-point number.
 */

/** Decimals that a price, a multiplier or a rate may have. */
const PLACES = 6
export const MILLION = 1_000_000

const DECIMAL = /^(\d{1,12})(?:\.(\d+))?$/

/**
 * A decimal as people copy it from a price page, as whole millionths: `3.75` is 3750000. Undefined for what is no such decimal: a sign, an
 * exponent, more than six places, or too large to be exact.
 */
export const millionths = (value: number | string): number | undefined => {
  // The shortest text of a number is what was typed for it, so that nothing is rounded here.
  const match = DECIMAL.exec(String(value).trim())
  if (match === null) return undefined
  const [, whole = '', places = ''] = match
  if (places.length > PLACES) return undefined
  const result = Number(whole) * MILLION + Number(places.padEnd(PLACES, '0'))
  return Number.isSafeInteger(result) ? result : undefined
}

/** Millionths as the shortest decimal: 3750000 is `3.75`. */
export const decimalText = (value: number): string => {
  const digits = String(value).padStart(PLACES + 1, '0')
  const places = digits.slice(-PLACES).replace(/0+$/, '')
  return places === '' ? digits.slice(0, -PLACES) : `${digits.slice(0, -PLACES)}.${places}`
}

const NANO_PLACES = 9

/** Nano-dollars as dollars with exactly nine places, for spreadsheets: 45428400 is `0.045428400`. */
export const exactDollars = (nano: bigint): string => {
  const digits = String(nano < 0n ? -nano : nano).padStart(NANO_PLACES + 1, '0')
  return `${nano < 0n ? '-' : ''}${digits.slice(0, -NANO_PLACES)}.${digits.slice(-NANO_PLACES)}`
}

/** `numerator / denominator`, to the nearest whole, and of two that are equally near to the even one. Both at least 0. */
export const roundHalfEven = (numerator: bigint, denominator: bigint): bigint => {
  const whole = numerator / denominator
  const twice = 2n * (numerator - whole * denominator)
  const up = twice > denominator || (twice === denominator && whole % 2n === 1n)
  return up ? whole + 1n : whole
}
