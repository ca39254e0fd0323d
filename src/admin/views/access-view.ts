/** The switches and tokens of `auth.json` as a page shows them: no token and no hash among them. */
import { isExpired } from '../../codec/text/expiry.ts'
import { tokenPrefix } from '../../codec/text/token.ts'
import type { AccessView, TokenView } from '../../contract/api/access.ts'
import type { AccessSettings, TokenEntry } from '../../contract/settings.ts'
import { accessDocument } from '../../store/documents/access.ts'
import type { AdminDeps } from '../context/deps.ts'

type ViewDeps = Pick<AdminDeps, 'config' | 'services' | 'access' | 'clock'>

/** Everything a token can be valid for. */
export const allServices = ({ services }: Pick<AdminDeps, 'services'>): readonly string[] => [
  'ui',
  ...services.map(({ id }) => id),
]

export const accessView = (deps: ViewDeps, callerHasToken: boolean): AccessView => {
  const settings: AccessSettings = deps.config.snapshot().get(accessDocument)
  return {
    version: deps.config.read(accessDocument.id).version,
    enabled: settings.enabled,
    services: Object.fromEntries(allServices(deps).map((id) => [id, settings.services[id] !== false])),
    tokens: settings.tokens.map((entry) => tokenView(deps, entry)),
    callerHasToken,
  }
}

export const tokenView = (deps: ViewDeps, entry: TokenEntry): TokenView => ({
  name: entry.name,
  description: entry.description ?? '',
  owner: entry.owner?.trim() || null,
  prefix: entry.token_prefix ?? (entry.token === undefined ? '' : tokenPrefix(entry.token)),
  createdAt: entry.created_at ?? null,
  expiresAt: entry.expires_at ?? null,
  expired: isExpired(entry.expires_at, deps.clock.now()),
  active: entry.active,
  services: servicesOf(deps, entry),
  lastUsedAt: deps.access.lastUsedAt(entry.name) ?? null,
})

/** Absent means all, also those that come later; unknown names count for nothing. */
const servicesOf = (deps: ViewDeps, { services }: TokenEntry): readonly string[] => {
  const all = allServices(deps)
  if (services === undefined || services === null) return all
  const named = new Set([services].flat().map((service) => service.trim().toLowerCase()))
  return all.filter((id) => named.has(id))
}
