/** The shelf of routes, one file per topic. What stands here is served, described and typed for the clients. */
import { routeGroup } from '../route.ts'
import type { StatusParts } from '../status.ts'
import { daemonRoutes } from './daemon.ts'
import { exchangeRoutes } from './exchanges.ts'
import { type SessionParts, sessionRoutes } from './session.ts'
import { statusRoutes } from './status.ts'
import { usageRoutes } from './usage.ts'

export type RouteParts = StatusParts & SessionParts

export const adminRoutes = (parts: RouteParts) =>
  routeGroup()
    .route('/', daemonRoutes(parts.deps))
    .route('/', statusRoutes(parts))
    .route('/', sessionRoutes(parts))
    .route('/', exchangeRoutes(parts.deps))
    .route('/', usageRoutes(parts.deps))
