/** Which tokens of an answer are billed at which price. */
import type { PricedBy, Usage } from '../../contract/usage.ts'
import type { Prices } from './price-rule.ts'

/**
 * Tokens by kind of price, in the order of `PRICE_KINDS`; undefined where nobody can tell them apart: a count that was cut off because it
 * was too large, or media that came from the cache.
 */
export const billedTokens = (usage: Usage, priced: PricedBy, prices: Prices): readonly number[] | undefined => {
  const { uncachedInput, output, cacheRead, cacheCreate, cacheCreate1h } = usage
  const { inputAudio = 0, outputAudio = 0, outputImage = 0, cachedMedia = false } = priced
  // Pictures cost what text costs where they have no price of their own.
  const inputImage = prices.inputImage === undefined ? 0 : (priced.inputImage ?? 0)
  const text = uncachedInput - inputAudio - inputImage
  const written = output - outputAudio - outputImage
  const unclear = cachedMedia || text < 0 || written < 0 || cacheCreate < cacheCreate1h
  if (unclear || TOO_LARGE <= Math.max(uncachedInput, output, cacheRead, cacheCreate)) return undefined
  return [
    text,
    written,
    cacheRead,
    cacheCreate - cacheCreate1h,
    cacheCreate1h,
    inputAudio,
    outputAudio,
    inputImage,
    outputImage,
  ]
}

/** Where counts are cut off. */
const TOO_LARGE = Number.MAX_SAFE_INTEGER
