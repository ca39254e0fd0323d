/** Tells i18next which keys exist: those of the English texts. */
import 'i18next'
import type { texts as access } from '../locales/en/access.ts'
import type { texts as balancing } from '../locales/en/balancing.ts'
import type { texts as budgets } from '../locales/en/budgets.ts'
import type { texts as clients } from '../locales/en/clients.ts'
import type { texts as common } from '../locales/en/common.ts'
import type { texts as filters } from '../locales/en/filters.ts'
import type { texts as me } from '../locales/en/me.ts'
import type { texts as overview } from '../locales/en/overview.ts'
import type { texts as prices } from '../locales/en/prices.ts'
import type { texts as reasons } from '../locales/en/reasons.ts'
import type { texts as requests } from '../locales/en/requests.ts'
import type { texts as routing } from '../locales/en/routing.ts'
import type { texts as settings } from '../locales/en/settings.ts'
import type { texts as upstreams } from '../locales/en/upstreams.ts'
import type { texts as usage } from '../locales/en/usage.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    readonly defaultNS: 'common'
    readonly resources: {
      readonly access: typeof access
      readonly balancing: typeof balancing
      readonly budgets: typeof budgets
      readonly clients: typeof clients
      readonly common: typeof common
      readonly filters: typeof filters
      readonly me: typeof me
      readonly overview: typeof overview
      readonly prices: typeof prices
      readonly reasons: typeof reasons
      readonly requests: typeof requests
      readonly routing: typeof routing
      readonly settings: typeof settings
      readonly upstreams: typeof upstreams
      readonly usage: typeof usage
    }
  }
}
