/** `data/prices.json`: own prices, multipliers of relays, and what a dollar costs in yuan. */
import { type PriceSettings, pricesSchema } from '../../contract/price-settings.ts'
import type { Document } from '../config/document.ts'
import { jsonDocument } from '../config/json-document.ts'

export const pricesDocument: Document<PriceSettings> = jsonDocument({
  id: 'prices',
  file: 'data/prices.json',
  schema: pricesSchema,
  template: '{\n  "display": "USD",\n  "rates": [],\n  "upstreams": {},\n  "models": []\n}\n',
  whenUnreadable: 'empty',
  secret: false,
})
