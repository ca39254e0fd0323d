/** The shelf of routes, one file per topic. What stands here is served, described and typed for the clients. */
import { accessDocument } from '../../store/documents/access.ts'
import { pricesDocument } from '../../store/documents/prices.ts'
import { routeGroup } from '../http/route.ts'
import type { StatusParts } from '../views/status.ts'
import { accessRoutes } from './access.ts'
import { balanceRoutes } from './balances.ts'
import { budgetRoutes } from './budgets.ts'
import { clientRoutes } from './clients.ts'
import { daemonRoutes } from './daemon.ts'
import { documentHistoryRoutes } from './document-history.ts'
import { documentRoutes } from './documents.ts'
import { tryRoutes } from './dry-run.ts'
import { exchangeRoutes } from './exchanges.ts'
import { facetRoutes } from './facets.ts'
import { healthRoutes } from './health.ts'
import { maskingRoutes } from './masking.ts'
import { meRoutes } from './me.ts'
import { meterRoutes } from './meters.ts'
import { priceRoutes } from './prices.ts'
import { probeRoutes } from './probe.ts'
import { type RepriceDeps, repriceRoutes } from './reprices.ts'
import { type SessionParts, sessionRoutes } from './session.ts'
import { settingsRoutes } from './settings.ts'
import { statusRoutes } from './status.ts'
import { upstreamActRoutes } from './upstream-acts.ts'
import { upstreamRoutes } from './upstreams.ts'
import { usageRoutes } from './usage.ts'

export type RouteParts = StatusParts & SessionParts

export const adminRoutes = (parts: RouteParts) =>
  routeGroup()
    .route('/', daemonRoutes(parts.deps))
    .route('/', statusRoutes(parts))
    .route('/', sessionRoutes(parts))
    .route('/', upstreamRoutes(parts.deps))
    .route('/', upstreamActRoutes(parts.deps))
    .route('/', probeRoutes({ ...parts.deps, traffic: parts.traffic }))
    .route('/', healthRoutes(parts.deps))
    .route('/', meterRoutes(parts.deps))
    .route('/', balanceRoutes(parts.deps))
    .route('/', documentRoutes(parts.deps))
    .route('/', documentHistoryRoutes(parts.deps))
    .route('/', settingsRoutes(parts.deps))
    .route('/', tryRoutes(parts.deps))
    .route('/', maskingRoutes(parts.deps))
    .route('/', facetRoutes(parts.deps))
    .route('/', exchangeRoutes(parts.deps))
    .route('/', usageRoutes({ ...parts.deps, tokens: () => parts.deps.config.snapshot().get(accessDocument).tokens }))
    .route('/', meRoutes(parts.deps))
    .route('/', priceRoutes(parts.deps))
    .route('/', repriceRoutes(repriceDeps(parts.deps)))
    .route('/', budgetRoutes(parts.deps))
    .route('/', accessRoutes(parts))
    .route('/', clientRoutes(parts.deps))

const repriceDeps = ({ ledger, config, bus, clock }: StatusParts['deps']): RepriceDeps => ({
  ledger,
  prices: () => config.snapshot().get(pricesDocument),
  changed: () => bus.emit({ type: 'log_changed', timestamp: new Date(clock.now()).toISOString() }),
})
