/** The price book of some settings, made once for each text of the document. Without the schema library: the log's threads price, too. */
import { createHash } from 'node:crypto'
import type { PriceSettings } from '../../contract/price-settings.ts'
import { createPriceBook, type PriceBook } from '../../protocol/pricing/price-book.ts'
import { ownParts } from './own-prices.ts'
import { shippedDigest, shippedEntries } from './shipped-book.ts'

const books = new WeakMap<PriceSettings, PriceBook>()

/** The same book as long as the settings are the same object. */
export const priceBookOf = (settings: PriceSettings): PriceBook => {
  const made = books.get(settings)
  if (made !== undefined) return made
  const book = createPriceBook({ version: versionOf(settings), shipped: shippedEntries, ...ownParts(settings) })
  books.set(settings, book)
  return book
}

/** 8 hexadecimal characters. What nobody priced by does not count: in which currency it is shown, and what CLP does not know. */
const versionOf = (settings: PriceSettings): string => {
  const { own, relays, rates } = ownParts(settings)
  const canonical = JSON.stringify([shippedDigest, own, [...relays].toSorted(byName), rates])
  return createHash('sha256').update(canonical).digest('hex').slice(0, 8)
}

const byName = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1
