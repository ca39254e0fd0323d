/** Puts the picture together that the overview page and `clp status` show. Reads everybody, changes nobody. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Notice, ServiceStatus, Status } from '../../contract/api/status.ts'
import { countsBy } from '../../contract/counts.ts'
import type { ServiceInfo } from '../../contract/service.ts'
import type { FilterId } from '../../contract/settings.ts'
import { NO_USAGE } from '../../contract/usage.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import { filters } from '../../proxy/filters/index.ts'
import type { ConfigStore, Snapshot } from '../../store/config/config.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { AdminDeps, ListeningService } from '../context/deps.ts'
import { modelsOffered } from '../probe/probe-plan.ts'
import { balanceNotices } from './balance-views.ts'
import { budgetNotices } from './budget-notices.ts'
import { faultNotice } from './fault-notices.ts'
import { downNotice, journalNotices, poolNotices, type RaisedNotices, rejectionNotice } from './notices.ts'
import { startOfDay } from './start-of-day.ts'
import type { Traffic } from './traffic.ts'

export interface StatusParts {
  readonly deps: AdminDeps
  readonly traffic: Traffic
  readonly raised: RaisedNotices
}

export const readStatus = async (parts: StatusParts): Promise<Status> => {
  const { deps } = parts
  const { daemon, clock, config } = deps
  const snapshot = config.snapshot()
  const [journal, today] = await Promise.all([deps.journal.status(), readToday(deps)])
  const services = daemon.listening().map((listening) => serviceStatus(parts, listening, snapshot))
  const { version, pid, instance, nodeVersion, startedAt, home, timeZone } = daemon
  return {
    version,
    pid,
    instance,
    nodeVersion,
    startedAt,
    uptimeMs: daemon.uptimeMs(),
    home,
    now: clock.now(),
    timeZone: timeZone(),
    ui: { addresses: daemon.ui(), accessRequired: deps.access.required('ui') },
    services,
    notices: [
      ...daemon.notices(),
      ...parts.raised.list(),
      ...rejectionNotices(deps, snapshot),
      ...journalNotices(journal),
      ...budgetNotices(deps.budgets.view(), clock.now()),
      ...services.flatMap((service) => service.problems),
    ],
    journal,
    rejections: config.rejections(),
    today,
    rules: rulesOf(snapshot),
  }
}

/** How long the status waits for a database that may hang, ms: whoever asks whether CLP lives must not wait for it. */
const TODAY_MS = 1000

const readToday = async ({ ledger, clock, daemon }: AdminDeps): Promise<Status['today']> => {
  const timeZone = daemon.timeZone()
  const since = startOfDay(clock.now(), timeZone)
  const counted = ledger.totals({ since, groupBy: [], timeZone }).then(
    ([row]) => ({ ...countsBy((field) => row?.[field] ?? 0), usage: row?.usage ?? NO_USAGE }),
    // Why it cannot be said stands among the notices.
    () => null,
  )
  const enough = new AbortController()
  const late = pause(TODAY_MS, null, { signal: enough.signal }).catch(() => null)
  try {
    return await Promise.race([counted, late])
  } finally {
    enough.abort()
  }
}

const serviceStatus = (parts: StatusParts, listening: ListeningService, snapshot: Snapshot): ServiceStatus => {
  const { deps, traffic } = parts
  const { info, running, addresses } = listening
  const pool = snapshot.pool(info.id)
  const faults = snapshot.faults(info)
  // No upstream is known, which is not the same as none: the notices about the document say why.
  const hidden = pool.length === 0 && (faults.length > 0 || unusableIn(deps.config, snapshot).has(info.id))
  const candidates = deps.health.candidates(pool)
  const health = deps.health.view(pool)
  const enabled = pool.filter((upstream) => upstream.enabled)
  const paused = enabled.filter(({ pausedUntil = 0 }) => pausedUntil > deps.clock.now())
  const ejected = health.filter(
    ({ state, upstream }) => state === 'ejected' && enabled.some((u) => u.name === upstream),
  )
  return {
    ...info,
    ...traffic.of(info.id),
    running,
    addresses,
    state: hidden ? 'down' : stateOf(enabled.length, candidates.length),
    policy: snapshot.get(balancingDocument).mode,
    active: snapshot.active(info.id)?.name ?? null,
    upstreams: {
      total: pool.length,
      enabled: enabled.length,
      available: candidates.length,
      ejected: ejected.length,
      paused: paused.length,
    },
    accessRequired: deps.access.required(info.id),
    openRequests: deps.live.openCount(info.id),
    problems: [
      ...downNotice(listening),
      ...faults.map(faultNotice),
      ...(hidden ? [] : poolNotices({ service: info.id, pool, candidates, health })),
      ...balanceNotices(pool, deps.balances),
    ],
    ...describe(deps.services, info, traffic.modelOf(info.id)),
  }
}

const stateOf = (enabled: number, available: number): ServiceStatus['state'] => {
  if (enabled === 0) return 'empty'
  if (available === 0) return 'down'
  return available < enabled ? 'degraded' : 'ready'
}

/** What the service says about itself and its client. */
const describe = (
  services: readonly ClientService[],
  { id, address }: ServiceInfo,
  seen: string | undefined,
): Pick<ServiceStatus, 'probeModels' | 'setup' | 'mainPath' | 'protocol'> => {
  const service = services.find((one) => one.id === id)
  return {
    probeModels: service === undefined ? [] : modelsOffered(service, seen),
    setup: { commands: service?.setup(address) ?? [], files: service?.clientFiles(address) ?? [] },
    mainPath: service?.protocol.probe(service.probeModels[0] ?? '').path ?? '',
    protocol: service?.protocol.id ?? 'messages',
  }
}

const rejectionNotices = ({ config }: AdminDeps, snapshot: Snapshot): readonly Notice[] => {
  const unusable = unusableIn(config, snapshot)
  return config.rejections().map((rejection) => rejectionNotice(rejection, unusable.has(rejection.document)))
}

/** Ids of the documents that were never readable and that requests cannot do without. */
const unusableIn = (config: ConfigStore, snapshot: Snapshot): ReadonlySet<string> =>
  new Set(
    config
      .documents()
      .filter((document) => snapshot.unusable(document) !== undefined)
      .map(({ id }) => id),
  )

/** Rules in force. A document that was never readable counts none; a notice says so. */
const rulesOf = (snapshot: Snapshot): Status['rules'] => {
  const counts = filters.map((filter) => {
    const rules = filter.rules(snapshot.get(filter.document))
    return [filter.id, rules.filter(({ on }) => on).length] as const
  })
  return {
    ...(Object.fromEntries(counts) as Record<FilterId, number>),
    routingMode: snapshot.get(routingDocument).mode,
    policy: snapshot.get(balancingDocument).mode,
  }
}
