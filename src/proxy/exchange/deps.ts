/** Everything the chain is given. Stages take what they need from here and reach for nothing else. */
import type { Clock } from '../../contract/clock.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { ReadyState } from '../../edge/readiness.ts'
import type { Access } from '../../store/access/access.ts'
import type { Balances } from '../../store/balances/balances.ts'
import type { Budgets } from '../../store/budgets/budgets.ts'
import type { Health } from '../../store/health/health.ts'
import type { Bus } from '../../store/live/bus.ts'
import type { Meters } from '../../store/meters/meters.ts'
import type { RequestBodies } from '../../store/records/request-bodies.ts'
import type { Masks } from '../masking/masks.ts'
import type { OpenExchanges } from './open-exchanges.ts'
import type { Transport } from './transport.ts'

/** Hears of attempts, because what is left of money depends on them. */
export interface BalanceWatch {
  /** An attempt has ended; `isUnpaid`: it was refused, maybe for want of money. Returns at once. */
  readonly attempted: (upstream: Upstream, isUnpaid: boolean) => void
}

export interface ProxyDeps {
  readonly clock: Clock
  /** ms since 1970 as events write them. */
  readonly isoTime: (ms: number) => string
  readonly bus: Bus
  readonly health: Health
  /** What upstreams say of their limits, read from every answer. */
  readonly meters: Pick<Meters, 'answered' | 'note' | 'leastLeft'>
  /** What is known of balances, and who asks for them. */
  readonly balances: Pick<Balances, 'of'> & BalanceWatch
  readonly access: Access
  readonly budgets: Pick<Budgets, 'open' | 'settle'>
  readonly transport: Transport
  /** What `/readyz` says. */
  readonly readyState: () => ReadyState
  /** Takes every finished exchange over: the journal's way in. Holds what it needs of the bodies. Must not throw and must not wait. */
  readonly record: (record: ExchangeRecord, bodies: RequestBodies) => void
  readonly openExchanges: OpenExchanges
  /** The key of placeholders, and what they stand for. */
  readonly masks: Masks
  /** The daemon's log, for failures of CLP itself. Messages hold no secrets. */
  readonly log: ProxyLog
  /** A number in [0, 1) for policies that spread traffic. */
  readonly random: () => number
}

export interface ProxyLog {
  readonly warn: (service: string, message: string) => void
  readonly error: (service: string, message: string, cause: unknown) => void
}
