/** The price book of a snapshot: own prices and the shipped ones. */
import type { PriceBook } from '../../protocol/pricing/price-book.ts'
import type { Snapshot } from '../config/config.ts'
import { pricesDocument } from '../documents/prices.ts'
import { priceBookOf } from './price-book-of.ts'

export const pricesInForce = (snapshot: Pick<Snapshot, 'get'>): PriceBook => priceBookOf(snapshot.get(pricesDocument))
