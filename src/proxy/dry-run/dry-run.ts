/** The try-it questions of the pages and the command line, over the rules in force or a draft of them. */
import { Body } from '../../codec/bytes/body.ts'
import type {
  FilterTryAnswer,
  FilterTryRequest,
  RouteTryAnswer,
  RouteTryRequest,
} from '../../contract/api/documents.ts'
import type { Clock } from '../../contract/clock.ts'
import type { FilterId } from '../../contract/settings.ts'
import { setApart } from '../../protocol/common/set-apart.ts'
import type { Snapshot } from '../../store/config/config.ts'
import type { Document } from '../../store/config/document.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { Health } from '../../store/health/health.ts'
import type { RoomDeps } from '../attempts/room.ts'
import type { ClientService } from '../exchange/service.ts'
import type { TriedRequest } from '../filters/filter.ts'
import { explainFilters } from './explain-filters.ts'
import { explainRoute } from './explain-route.ts'

export interface DryRun {
  readonly route: (request: RouteTryRequest, snapshot: Snapshot) => RouteTryAnswer
  /** Rejects with `DocumentError` for a draft that could not be saved. In slices: others have their turn meanwhile. */
  readonly filters: (request: FilterTryRequest, snapshot: Snapshot) => Promise<FilterTryAnswer>
}

export interface DryRunOptions {
  readonly health: Health
  /** What upstreams say of their limits. */
  readonly meters: RoomDeps['meters']
  /** What is known of their balances. */
  readonly balances: RoomDeps['balances']
  readonly clock: Clock
  readonly services: readonly Pick<ClientService, 'id' | 'protocol'>[]
}

export const createDryRun = ({ health, meters, balances, clock, services }: DryRunOptions): DryRun => ({
  route: ({ service, model, draft }, snapshot) => {
    const rules = draft === undefined ? {} : { draft: checked(routingDocument, draft) }
    return explainRoute({
      snapshot,
      health,
      meters,
      balances,
      service,
      model: model.trim(),
      now: clock.now(),
      ...rules,
    })
  },
  filters: async ({ service, method = 'POST', path, headers = [], body = '', draft = {} }, snapshot) => {
    const drafts: Readonly<Partial<Record<FilterId, unknown>>> = draft
    return explainFilters(
      { service, method, path, headers, body: Body.from(body), protocol: protocolOf(services, service) },
      ({ id, document }) => (drafts[id] === undefined ? snapshot.get(document) : checked(document, drafts[id])),
      clock,
    )
  },
})

/** A service that is not there sets nothing apart. */
const protocolOf = (services: DryRunOptions['services'], id: string): TriedRequest['protocol'] =>
  services.find((service) => service.id === id)?.protocol ?? NO_PROTOCOL

const NO_PROTOCOL: TriedRequest['protocol'] = {
  errors: {},
  apart: setApart({ signed: {}, opaque: [] }),
  texts: { request: () => 'text', answer: { deltas: () => [], ends: () => [], textAt: () => 'text' } },
}

/** A draft in the terms of its document, held against everything a saved text is held against. */
const checked = <T>(document: Document<T>, draft: unknown): T => document.parse(JSON.stringify(draft))
