/** The shelf of documents. Those of the services stand beside it: `upstreamsDocument(service)`. */
import type { Document } from '../config/document.ts'
import { accessDocument } from './access.ts'
import { balancingDocument } from './balancing.ts'
import { bodyFilterDocument } from './body-filter.ts'
import { budgetsDocument } from './budgets.ts'
import { endpointFilterDocument } from './endpoint-filter.ts'
import { headerFilterDocument } from './header-filter.ts'
import { maskDocument } from './mask.ts'
import { pricesDocument } from './prices.ts'
import { routingDocument } from './routing.ts'
import { systemDocument } from './system.ts'

export const documents: readonly Document<unknown>[] = [
  accessDocument,
  balancingDocument,
  bodyFilterDocument,
  endpointFilterDocument,
  headerFilterDocument,
  pricesDocument,
  budgetsDocument,
  maskDocument,
  routingDocument,
  systemDocument,
]
