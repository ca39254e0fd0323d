/** Everything the chain is given, in memory: real health and bus, a clock that a test moves, a wire that follows a script. */
import type { LiveEvent } from '../../src/contract/event.ts'
import type { ExchangeRecord } from '../../src/contract/exchange.ts'
import { createIsoTime } from '../../src/contract/iso-time.ts'
import type { ProxyDeps } from '../../src/proxy/exchange/deps.ts'
import { createOpenExchanges } from '../../src/proxy/exchange/open-exchanges.ts'
import { masksWith } from '../../src/proxy/masking/masks.ts'
import { createMint } from '../../src/proxy/masking/placeholder.ts'
import type { AccessDecision } from '../../src/store/access/access.ts'
import { createBalances } from '../../src/store/balances/balances.ts'
import { createHealth, type Failure, type Health } from '../../src/store/health/health.ts'
import type { HealthRules } from '../../src/store/health/health-standing.ts'
import { createBus } from '../../src/store/live/bus.ts'
import { createMeters } from '../../src/store/meters/meters.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { type Answer, scriptedWire, type Wire } from './wire.ts'

export interface DepsParts {
  /** What attempts are answered with, in order. */
  readonly answers?: readonly Answer[]
  readonly rules?: Partial<HealthRules>
  readonly access?: AccessDecision
  readonly random?: () => number
}

export interface MemoryDeps {
  readonly deps: ProxyDeps
  readonly clock: FakeClock
  readonly wire: Wire
  /** Everything told on the bus so far. */
  readonly events: readonly LiveEvent[]
  /** Records so far, in order of ending. */
  readonly records: readonly ExchangeRecord[]
  /** What health was told of attempts, in order: `failed one`. */
  readonly verdicts: readonly string[]
  /** What the log was told. */
  readonly log: readonly string[]
}

const RULES: HealthRules = { threshold: 3, readmitMs: 600_000, ejects: true, resetIntervalMs: 30_000 }

export const memoryDeps = ({ answers = [], rules, access = { kind: 'open' }, random }: DepsParts = {}): MemoryDeps => {
  const clock = createFakeClock()
  const wire = scriptedWire(answers)
  const bus = createBus((error) => {
    throw error
  })
  const events: LiveEvent[] = []
  bus.subscribe((event) => events.push(event))
  const held = { ...RULES, ...rules }
  const verdicts: string[] = []
  const health = noted(createHealth({ clock, bus, rules: () => held }), verdicts)
  const records: ExchangeRecord[] = []
  const log: string[] = []
  return {
    clock,
    wire,
    events,
    records,
    verdicts,
    log,
    deps: {
      clock,
      isoTime: createIsoTime(),
      bus,
      health,
      meters: createMeters({ clock }),
      balances: { of: createBalances().of, attempted: () => undefined },
      transport: wire.transport,
      readyState: () => 'ready',
      openExchanges: createOpenExchanges(),
      budgets: { open: () => undefined, settle: () => undefined },
      masks: masksWith(() => createMint(Buffer.alloc(32, 7)), clock),
      random: random ?? (() => 0.5),
      access: {
        check: () => access,
        checkAgain: () => access,
        required: () => false,
        recognise: () => undefined,
        member: () => ({ kind: 'refused', reason: 'no token' }),
        isKnown: () => false,
        lastUsedAt: () => undefined,
      },
      record: (record, { memory }) => {
        // Tests read the bodies afterwards.
        memory.retain()
        records.push(record)
      },
      log: {
        warn: (_service, message) => log.push(message),
        error: (_service, message, cause) => log.push(`${message}: ${String(cause)}`),
      },
    },
  }
}

/** The same health, which writes down what it is told of attempts. */
const noted = (health: Health, verdicts: string[]): Health => ({
  ...health,
  succeeded: (service, upstream) => {
    verdicts.push(`succeeded ${upstream}`)
    health.succeeded(service, upstream)
  },
  failed: (service, upstream, failure: Failure) => {
    verdicts.push(`failed ${upstream}`)
    health.failed(service, upstream, failure)
  },
  released: (service, upstream) => {
    verdicts.push(`released ${upstream}`)
    health.released(service, upstream)
  },
})
