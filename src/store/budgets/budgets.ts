/**
 * The one owner of what budgets have spent. Counters live in memory and come from the ledger: at the start, after every change of a budget, a
 * rate, a name or a price, and with what has not reached the ledger yet.
 */
import type { BudgetSettings } from '../../contract/budget-settings.ts'
import type { Clock } from '../../contract/clock.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import { allTokens } from '../../contract/usage.ts'
import type { PriceBook } from '../../protocol/pricing/price-book.ts'
import { entriesOf, type LedgerEntry } from '../records/entry.ts'
import type { Ledger } from '../records/ledger.ts'
import type { Outbox } from '../records/outbox.ts'
import { Allowance, type Asking } from './allowance.ts'
import { type BudgetSet, type CounterOf, countersOf, openBudgetSet } from './budget-set.ts'
import type { Grant, Spent, Standing } from './limit-port.ts'
import { createLocalLimits } from './local-limits.ts'
import { createMeans } from './means.ts'
import { createPresumedCosts } from './presumed.ts'
import { type CounterReading, readTotals, seedMeans } from './read-ledger.ts'
import { createWarnings, type Passed } from './warnings.ts'

export interface BudgetsOptions {
  readonly clock: Clock
  /** The document and the prices in force. */
  readonly settings: () => { readonly budgets: BudgetSettings; readonly book: PriceBook }
  readonly ledger: Pick<Ledger, 'totals'>
  readonly quietly: Outbox['quietly']
  /** A threshold was passed: told once per threshold and period. */
  readonly passed: (passed: Passed) => void
  /** The totals could not be read: counters stay as they are, and are read again later. */
  readonly failed: (error: unknown) => void
  /** Whether another daemon still writes totals, so that they are to be read again now and then. Never when absent. */
  readonly isShared?: () => boolean
}

/** A counter and what it stands at. */
export interface CounterView extends Standing {
  readonly counter: CounterOf
}

export interface Budgets {
  /** Undefined where no budget counts such a request. To be settled when it has ended. */
  readonly open: (asking: Asking) => Allowance | undefined
  /** Takes over what a request has spent, and gives back what it had reserved. Called once per record, in the turn in which it goes to the log. */
  readonly settle: (record: ExchangeRecord) => void
  /** Reads all counters anew. Never rejects. `isRepriced`: what was of unknown cost has been priced, or never will be. */
  readonly reload: (how?: { readonly isRepriced?: boolean }) => Promise<void>
  readonly view: () => readonly CounterView[]
  /** Resolves when no reading of totals is under way. */
  readonly settled: () => Promise<void>
}

/** Time after which totals that somebody else writes as well are read again, and those that could not be read; ms. */
const AGAIN_MS = 10_000

/** An entry of the totals, and a counter that it belongs to. */
interface Touched {
  readonly entry: LedgerEntry
  readonly counter: CounterOf
}

const NO_GRANT: Grant = { shares: new Map() }

export const createBudgets = (options: BudgetsOptions): Budgets => new Counted(options)

class Counted implements Budgets {
  readonly #options: BudgetsOptions
  readonly #limits = createLocalLimits()
  readonly #means = createMeans()
  readonly #presumed = createPresumedCosts()
  readonly #warnings = createWarnings()
  readonly #running = new Map<string, Allowance>()
  #set: BudgetSet | undefined
  /** What came while the totals are being read. */
  #late: LedgerEntry[] | undefined
  #reading: Promise<void> | undefined
  #isAskedAgain = false
  #isSeeded = false
  #hasFailed = false
  /** Until it is known that nobody else writes totals, and once more then: the last it wrote may have come after they were read. */
  #wasShared = true
  #lookedAt: number

  constructor(options: BudgetsOptions) {
    this.#options = options
    this.#lookedAt = options.clock.elapsed()
  }

  readonly open = (asking: Asking): Allowance | undefined => {
    this.#lookAgain()
    const set = this.#set
    if (set === undefined || set.budgets.length === 0) return undefined
    const parts = { set, limits: this.#limits, means: this.#means, now: this.#options.clock.now }
    const allowance = new Allowance(parts, asking)
    if (!allowance.isWatched) return undefined
    this.#running.set(asking.id, allowance)
    return allowance
  }

  readonly settle = (record: ExchangeRecord): void => {
    const allowance = this.#running.get(record.id)
    if (allowance === undefined && this.#isIdle()) return
    this.#running.delete(record.id)
    const entries = entriesOf(record)
    this.#late?.push(...entries)
    const touched = this.#touchedBy(entries)
    this.#limits.settle(allowance?.grant ?? NO_GRANT, this.#spentOf(touched))
    this.#learn(record)
    for (const { counter } of touched) {
      const passed = this.#warnings.look(counter, this.#limits.standing(counter.name, counter.window))
      if (passed !== undefined) this.#options.passed(passed)
    }
  }

  readonly reload: Budgets['reload'] = ({ isRepriced = false } = {}) => {
    if (isRepriced) this.#presumed.clear()
    if (this.#reading !== undefined) {
      this.#isAskedAgain = true
      return this.#reading
    }
    this.#reading = this.#readAll().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  readonly settled = async (): Promise<void> => {
    await this.#reading
  }

  readonly view = (): readonly CounterView[] => {
    this.#lookAgain()
    return this.#counters()
  }

  #counters(): readonly CounterView[] {
    const set = this.#set
    if (set === undefined) return []
    const now = this.#options.clock.now()
    return set.budgets.flatMap((budget) =>
      this.#namesOf(budget.entry.id, budget.entry.token === '*').map((name) => {
        const window = budget.windowAt(now)
        return { counter: { budget, name, window }, ...this.#limits.standing(name, window) }
      }),
    )
  }

  /** Nothing to count, and nobody who reads. */
  #isIdle(): boolean {
    return this.#late === undefined && (this.#set === undefined || this.#set.budgets.length === 0)
  }

  #namesOf(id: string, isEach: boolean): readonly string[] {
    return isEach ? this.#limits.names().filter((name) => name.startsWith(`${id}\u0000`)) : [id]
  }

  /** What of a record goes to which counter. */
  #touchedBy(entries: readonly LedgerEntry[]): readonly Touched[] {
    const set = this.#set
    if (set === undefined) return []
    const now = this.#options.clock.now()
    const touched: Touched[] = []
    for (const entry of entries) {
      for (const counter of countersOf(set, entry, now)) touched.push({ entry, counter })
    }
    return touched
  }

  #spentOf(touched: readonly Touched[]): readonly Spent[] {
    const spent: Spent[] = []
    const presumed = new Map<LedgerEntry, bigint>()
    for (const { entry, counter } of touched) {
      const { budget, name, window } = counter
      const { bucket } = entry
      spent.push({ name, window, bucket, amount: budget.amountOf(entry), isPresumed: false })
      if (budget.unit !== 'nano' || entry.cost.unpriced === 0) continue
      const amount = presumed.get(entry) ?? this.#means.of(entry.token, entry.model).nano
      presumed.set(entry, amount)
      spent.push({ name, window, bucket, amount, isPresumed: true })
    }
    for (const [entry, amount] of presumed) if (amount > 0n) this.#presumed.add(entry, amount)
    return spent
  }

  #learn({ token = '', model, usage, cost }: ExchangeRecord): void {
    if (usage === undefined || cost === undefined || cost.nano === null) return
    const tokens = BigInt(allTokens(usage.usage))
    this.#means.add(token, model.sent ?? model.asked ?? '', { nano: cost.nano, tokens })
  }

  #lookAgain(): void {
    if (this.#reading !== undefined) return
    const { clock, isShared = () => false } = this.#options
    if (clock.elapsed() - this.#lookedAt < AGAIN_MS) return
    this.#lookedAt = clock.elapsed()
    const wasShared = this.#wasShared
    this.#wasShared = isShared()
    if (this.#hasFailed || wasShared || this.#wasShared) void this.reload()
  }

  async #readAll(): Promise<void> {
    do {
      this.#isAskedAgain = false
      try {
        await this.#read()
        this.#hasFailed = false
      } catch (error) {
        this.#hasFailed = true
        this.#late = undefined
        this.#options.failed(error)
      }
    } while (this.#isAskedAgain)
  }

  async #read(): Promise<void> {
    const { settings, ledger, quietly, clock } = this.#options
    const { budgets, book } = settings()
    const set = await openBudgetSet(budgets, book)
    // What is not watched costs nothing, not even a look at the totals.
    if (set.budgets.length === 0) {
      this.#put(set, undefined)
      return
    }
    await this.#seed()
    await quietly(async (waiting) => {
      const late: LedgerEntry[] = [...waiting]
      this.#late = late
      const now = clock.now()
      const reading = await readTotals(ledger, set, now)
      this.#late = undefined
      reading.addEntries(set, late, now)
      reading.addPresumed(set, this.#presumed.list(), now)
      this.#put(set, reading)
    })
  }

  async #seed(): Promise<void> {
    if (this.#isSeeded) return
    this.#isSeeded = true
    await seedMeans(this.#options.ledger, this.#means, this.#options.clock.now())
  }

  #put(set: BudgetSet, reading: CounterReading | undefined): void {
    const isFirst = this.#set === undefined
    const former = new Set(this.#set?.budgets.map(({ entry }) => JSON.stringify(entry)))
    this.#set = set
    const now = this.#options.clock.now()
    const windows = new Map(reading?.windows)
    for (const budget of set.budgets) {
      for (const name of this.#namesOf(budget.entry.id, budget.entry.token === '*')) {
        if (!windows.has(name)) windows.set(name, budget.windowAt(now))
      }
    }
    this.#limits.confirmed(reading?.sums ?? new Map(), windows)
    this.#warnings.forget(new Set(windows.keys()))
    for (const { counter, ...standing } of this.#counters()) {
      const passed = this.#warnings.look(counter, standing)
      // What is there at a start was told before it.
      const isNew = !isFirst && !former.has(JSON.stringify(counter.budget.entry))
      if (passed !== undefined && isNew) this.#options.passed(passed)
    }
  }
}
