/** Counters of budgets over a log in memory, and requests that end when a test says so. */
import type { ExchangeRecord } from '../../src/contract/exchange.ts'
import { createMemoryStore } from '../../src/store/backends/memory.ts'
import type { Check } from '../../src/store/budgets/allowance.ts'
import { type Budgets, createBudgets } from '../../src/store/budgets/budgets.ts'
import type { Passed } from '../../src/store/budgets/warnings.ts'
import { budgetsDocument } from '../../src/store/documents/budgets.ts'
import { pricesDocument } from '../../src/store/documents/prices.ts'
import { priceBookOf } from '../../src/store/prices/price-book-of.ts'
import type { RecordStore } from '../../src/store/records/record-store.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { costAt, recordOf, usageOf } from './records.ts'

export const LIMITS = { requests: 10_000, requestsWithBodies: 0, days: 0, bytes: 1024 * 1024 * 1024 }

export interface BudgetWorld {
  readonly clock: FakeClock
  readonly store: RecordStore
  readonly budgets: Budgets
  /** Thresholds that were passed: `laptop-day 0.75`. */
  readonly passed: readonly string[]
  /** Puts other budgets in force. */
  readonly edit: (budgets: readonly object[], prices?: object) => Promise<void>
  /** Whether a request is let in; it runs until it is ended. */
  readonly ask: (id: string, over?: Partial<Request>) => Check['kind'] | 'unwatched'
  /** Ends a request with its cost in nano-dollars; null: unknown. */
  readonly end: (id: string, nano: bigint | null, over?: Partial<ExchangeRecord>) => void
  /** Spent of each counter. */
  readonly spent: () => Readonly<Record<string, bigint>>
}

interface Request {
  readonly token: string
  readonly service: string
  readonly model: string
  readonly upstream: string
}

export const budgetWorld = async (
  entries: readonly object[],
  {
    store: given,
    clock = createFakeClock(),
    prices = {},
    isShared = () => false,
  }: { store?: RecordStore; clock?: FakeClock; prices?: object; isShared?: () => boolean } = {},
): Promise<BudgetWorld> => {
  const store = given ?? createMemoryStore({ limits: LIMITS, clock })
  let document = budgetsDocument.parse(JSON.stringify({ budgets: entries }))
  let book = priceBookOf(pricesDocument.parse(JSON.stringify(prices)))
  const passed: string[] = []
  const budgets = createBudgets({
    clock,
    settings: () => ({ budgets: document, book }),
    ledger: store.ledger,
    quietly: store.quietly,
    passed: ({ counter, threshold }: Passed) => passed.push(`${counter.name.replace('\u0000', ':')} ${threshold}`),
    failed: (error) => {
      throw error
    },
    isShared,
  })
  await budgets.reload()
  const running = new Map<string, Request & { startedAt: number }>()
  return {
    clock,
    store,
    budgets,
    passed,
    edit: async (changed, priced) => {
      document = budgetsDocument.parse(JSON.stringify({ budgets: changed }))
      if (priced !== undefined) book = priceBookOf(pricesDocument.parse(JSON.stringify(priced)))
      await budgets.reload()
    },
    ask: (id, over = {}) => {
      const request = { token: 'laptop', service: 'claude', model: 'claude-opus-4-1', upstream: 'prod', ...over }
      const startedAt = clock.now()
      running.set(id, { ...request, startedAt })
      const allowance = budgets.open({ id, ...request, isQuestion: true, startedAt })
      if (allowance === undefined) return 'unwatched'
      const checks = [
        () => allowance.beforeBody(),
        () => allowance.forModel(request.model),
        () => allowance.forUpstream(request.upstream, request.model),
      ]
      for (const check of checks) {
        const { kind } = check()
        if (kind !== 'in') return kind
      }
      return 'in'
    },
    end: (id, nano, over = {}) => {
      const request = running.get(id)
      if (request === undefined) throw new Error(`No request ${id}`)
      const { token, service, model, upstream, startedAt } = request
      const record = recordOf({
        id,
        token,
        service,
        upstream,
        startedAt,
        model: { asked: model, sent: model },
        cost: costAt(nano),
        usage: usageOf({ uncachedInput: 100, output: 10 }),
        ...over,
      })
      store.journal.append(record)
      budgets.settle(record)
    },
    spent: () =>
      Object.fromEntries(
        budgets.view().map(({ counter, spent }) => [counter.name.replace('\u0000', ':'), spent] as const),
      ),
  }
}
