/** The upstreams of a service as a page shows them: settings, health, and what they get of the traffic. Secrets masked. */
import type { UpstreamHealthView, UpstreamList, UpstreamView } from '../../contract/api/upstreams.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { maskSecret, type Secret } from '../../contract/secret.ts'
import type { PolicyId } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { policies } from '../../proxy/policies/index.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import type { UpstreamHealth } from '../../store/health/health.ts'
import type { AdminDeps } from '../context/deps.ts'

type ViewDeps = Pick<AdminDeps, 'config' | 'health' | 'meters' | 'ledger' | 'clock'>

const DAY_MS = 24 * 60 * 60 * 1000

export const upstreamList = async (deps: ViewDeps, service: string): Promise<UpstreamList> => {
  const snapshot = deps.config.snapshot()
  const pool = snapshot.pool(service)
  const requests = await requestsByUpstream(deps, service)
  const all = [...requests.values()].reduce((sum, count) => sum + count, 0)
  const shares = configuredShares(deps, pool, snapshot.get(balancingDocument).mode)
  const health = new Map(deps.health.view(pool).map((view) => [view.upstream, view]))
  return {
    service,
    version: deps.config.read(service).version,
    upstreams: pool.map((upstream) => {
      const count = requests.get(upstream.name) ?? 0
      const actual = all === 0 ? null : count / all
      const share = { configured: shares.get(upstream.name) ?? 0, actual, requests: count }
      return upstreamView(upstream, share, health.get(upstream.name))
    }),
  }
}

export const healthView = (health: UpstreamHealth): UpstreamHealthView => ({
  upstream: health.upstream,
  state: health.state,
  failures: health.failures,
  until: health.until ?? null,
  lastSuccessAt: health.lastSuccessAt ?? null,
  lastFailureAt: health.lastFailureAt ?? null,
  lastFailure: health.lastFailure === undefined ? null : inEnglish(health.lastFailure),
  lastFailureReason: health.lastFailure ?? null,
})

const upstreamView = (
  upstream: Upstream,
  share: UpstreamView['share'],
  health: UpstreamHealth = { upstream: upstream.name, state: 'healthy', failures: 0 },
): UpstreamView => {
  const { name, baseUrl, credential, weight, active, enabled } = upstream
  return {
    name,
    baseUrl,
    authToken: masked(credential.bearer),
    apiKey: masked(credential.apiKey),
    weight,
    redirects: upstream.passRedirects ? 'pass' : 'refuse',
    protocol: upstream.translates ? upstream.protocol : null,
    active,
    enabled,
    disabledAt: upstream.disabledAt ?? null,
    pausedUntil: upstream.pausedUntil ?? null,
    health: healthView(health),
    share,
    lastUsedAt: latest(health.lastSuccessAt, health.lastFailureAt),
  }
}

const masked = (secret: Secret | undefined): string | null =>
  secret === undefined ? null : maskSecret(secret.reveal())

const latest = (...instants: readonly (number | undefined)[]): number | null => {
  const known = instants.filter((instant) => instant !== undefined)
  return known.length === 0 ? null : Math.max(...known)
}

const requestsByUpstream = async (
  { ledger, clock }: ViewDeps,
  service: string,
): Promise<ReadonlyMap<string, number>> => {
  const rows = await ledger.totals({ service, since: clock.now() - DAY_MS, groupBy: ['upstream'] })
  return new Map(rows.map((row) => [row.key.upstream ?? '', row.requests]))
}

/** What each would get if all were healthy: everything goes to one, or by weight (evenly when no weight is set). */
const configuredShares = (
  { meters }: Pick<ViewDeps, 'meters'>,
  pool: readonly Upstream[],
  mode: PolicyId,
): ReadonlyMap<string, number> => {
  const enabled = pool.filter((upstream) => upstream.enabled)
  switch (mode) {
    case 'active-first':
      return new Map(enabled.map(({ name, active }) => [name, active ? 1 : 0]))
    case 'weight-based': {
      const first = enabled.toSorted((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))[0]
      return new Map(enabled.map((upstream) => [upstream.name, upstream === first ? 1 : 0]))
    }
    case 'most-left': {
      const left = ({ service, name }: Upstream): number | undefined => meters.leastLeft(service, name)?.left
      const [first] = policies['most-left'].rank(enabled, { random: () => 0.5, left })
      return new Map(enabled.map((upstream) => [upstream.name, upstream === first ? 1 : 0]))
    }
    case 'weighted-random':
    case 'sticky': {
      const total = enabled.reduce((sum, { weight }) => sum + Math.max(0, weight), 0)
      const shareOf = (weight: number): number => (total > 0 ? Math.max(0, weight) / total : 1 / enabled.length)
      return new Map(enabled.map(({ name, weight }) => [name, shareOf(weight)]))
    }
  }
}
