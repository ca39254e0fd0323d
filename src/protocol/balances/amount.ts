/** Amounts as upstreams write them, kept as decimals in text: nothing goes through a fraction of a floating-point number. */

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,12}))?$/
const PLACES = 12
const SCALE = 10n ** BigInt(PLACES)

/** A number, or a text that is one. In 10⁻¹² of a unit; undefined for everything else: an empty text is not 0. */
export const amountIn = (value: unknown): bigint | undefined => {
  const text = typeof value === 'number' ? plain(value) : typeof value === 'string' ? value.trim() : ''
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', places = ''] = match
  const amount = BigInt(whole) * SCALE + BigInt(places.padEnd(PLACES, '0'))
  return sign === '-' ? -amount : amount
}

/** A number in digits; one that is written with an exponent is cut to twelve places. */
const plain = (value: number): string => {
  const text = String(value)
  if (!text.includes('e')) return text.replace(/(\.\d{12})\d+$/, '$1')
  return Math.abs(value) < 1 ? value.toFixed(PLACES) : ''
}

/** The shortest decimal with at most six places, cut towards 0. `divisor`: how many of the answer's units make one. */
export const amountText = (amount: bigint, divisor = 1): string => {
  const micro = amount / BigInt(divisor) / 10n ** BigInt(PLACES - 6)
  const digits = String(micro < 0n ? -micro : micro).padStart(7, '0')
  const places = digits.slice(-6).replace(/0+$/, '')
  return `${micro < 0n ? '-' : ''}${digits.slice(0, -6)}${places === '' ? '' : `.${places}`}`
}
