/** What budgets say of one request on its way: before its body is read, once its model is known, and at each upstream. */
import type { BudgetEntry } from '../../contract/budget-settings.ts'
import type { Budget } from './budget.ts'
import type { BudgetSet } from './budget-set.ts'
import type { Grant, LimitKey, LimitPort } from './limit-port.ts'
import type { Means } from './means.ts'
import { startOfBucket, type Window } from './window.ts'

/** The request that asks. */
export interface Asking {
  readonly id: string
  readonly service: string
  /** Name of its token; empty without one. */
  readonly token: string
  /** Whether it counts as a request. */
  readonly isQuestion: boolean
  /** ms since 1970: by it the period is found. */
  readonly startedAt: number
}

/** A budget that is not used up by this request alone, but says no to it. */
export interface Over {
  readonly entry: BudgetEntry
  /** Name of the token it counts for, where it counts each by itself. */
  readonly token: string | undefined
  readonly unit: Budget['unit']
  /** `used`: its limit is reached; `unpriced`: it lets through only what has a price; `no-rate`: its yuan cannot be told in dollars. */
  readonly why: 'used' | 'unpriced' | 'no-rate'
  readonly spent: bigint
  readonly limit: bigint | undefined
  /** ms since 1970; undefined where it never starts again. */
  readonly resetsAt: number | undefined
  /** With `unpriced`. */
  readonly model: string | undefined
}

/** `instead`: the request may go on, but elsewhere. */
export type Check =
  | { readonly kind: 'in' }
  | { readonly kind: 'instead'; readonly target: Target; readonly over: Over }
  | { readonly kind: 'refused'; readonly over: Over }

export type Target = { readonly upstream: string } | { readonly model: string }

/** A budget as a client may be told of it. */
export interface Told {
  readonly entry: BudgetEntry
  /** Shares of 1 that are spent; 1 and more when it is used up. */
  readonly used: number
  readonly resetsAt: number | undefined
}

export interface AllowanceParts {
  readonly set: BudgetSet
  readonly limits: LimitPort
  readonly means: Means
  readonly now: () => number
}

const IN: Check = { kind: 'in' }

const NO_NAMES: readonly string[] = []

/** A budget, and its counter for a request. */
interface Counting {
  readonly budget: Budget
  readonly name: string
}

interface BudgetKey extends LimitKey {
  readonly budget: Budget
}

export class Allowance {
  readonly asking: Asking
  readonly grant: Grant = { shares: new Map() }
  readonly #parts: AllowanceParts
  /** Those that may count this request, whatever its model and its upstream, with the counters that would. */
  readonly #budgets: readonly Counting[]
  #model: string | undefined
  /** Names of the counters that only the present attempt has reserved. */
  #atUpstream: readonly string[] = []
  #upstream: string | undefined
  /** Counters that have sent the request elsewhere, where they count it all the same. */
  readonly #excused = new Set<string>()

  constructor(parts: AllowanceParts, asking: Asking) {
    this.#parts = parts
    this.asking = asking
    const counting: Counting[] = []
    for (const budget of parts.set.budgets) {
      const name = budget.counterFor(asking.service, asking.token)
      if (name !== undefined) counting.push({ budget, name })
    }
    this.#budgets = counting
  }

  /** Whether any budget has to do with it. */
  get isWatched(): boolean {
    return this.#budgets.length > 0
  }

  /** Whether any budget depends on the model. */
  get asksForModel(): boolean {
    return this.#budgets.some(({ budget }) => budget.entry.model !== undefined)
  }

  /** Budgets for which head and token are enough. */
  beforeBody(): Check {
    return this.#check(this.#budgets.filter(({ budget }) => isGeneral(budget)))
  }

  /** Those about the model as well; what was reserved before is made more exact. */
  forModel(model: string | undefined): Check {
    this.#model = model
    const counting = this.#budgets.filter(
      ({ budget }) => isGeneral(budget) || (budget.entry.upstream === undefined && counts(budget, model)),
    )
    return this.#check(counting)
  }

  /** Those about the upstream that is to be asked for this model as well. What the attempt before has reserved there is given back. */
  forUpstream(upstream: string, model: string | undefined): Check {
    this.#parts.limits.release(this.grant, this.#atUpstream)
    this.#atUpstream = NO_NAMES
    const unpriced = this.#unpriced(upstream, model)
    if (unpriced !== undefined) return { kind: 'refused', over: unpriced }
    const counting = this.#budgets.filter(
      ({ budget }) => !isGeneral(budget) && budget.countsUpstream(upstream) && counts(budget, model),
    )
    const fresh = counting.filter(({ name }) => !this.grant.shares.has(name)).map(({ name }) => name)
    const check = counting.length === 0 ? IN : this.#check(counting)
    this.#atUpstream = fresh
    if (check.kind === 'in') {
      this.#upstream = upstream
      this.#model = model
    }
    return check
  }

  /** The budgets that count this request as it stands now, the fullest one first. */
  told(): readonly Told[] {
    const { limits, now } = this.#parts
    const at = now()
    const told: Told[] = []
    for (const { budget, name } of this.#budgets) {
      if (!this.#isAbout(budget)) continue
      const window = budget.windowAt(at)
      const { spent, presumed, since } = limits.standing(name, window)
      const used = shareOf(spent + presumed, budget.limitIn(window))
      told.push({ entry: budget.entry, used, resetsAt: endOf(window, since, at) })
    }
    return told.length < 2 ? told : told.sort((left, right) => right.used - left.used)
  }

  /** Whether a budget counts this request as it stands now. */
  #isAbout(budget: Budget): boolean {
    const upstream = this.#upstream
    const isThere = upstream === undefined ? budget.entry.upstream === undefined : budget.countsUpstream(upstream)
    return isThere && counts(budget, this.#model)
  }

  #check(counting: readonly Counting[]): Check {
    const { limits, now } = this.#parts
    const at = now()
    const keys: BudgetKey[] = []
    for (const { budget, name } of counting) {
      if (budget.entry.action === 'warn' || this.#excused.has(name)) continue
      const window = budget.windowAt(at)
      const limit = budget.limitIn(window)
      if (limit === undefined) return { kind: 'refused', over: this.#over({ budget, name }, 'no-rate') }
      keys.push({ name, window, limit, estimate: this.#estimate(budget), budget })
    }
    const admission = limits.admit(keys, this.grant)
    if (admission.kind === 'in') return IN
    const isOver = ({ name }: LimitKey): boolean => admission.names.includes(name)
    const check = this.#elsewhere(keys.filter(isOver))
    const others = keys.filter((key) => !isOver(key))
    if (check.kind === 'instead') limits.admit(others, this.grant)
    return check
  }

  /** Where the request may go although these are used up: nowhere, if one of them refuses. */
  #elsewhere(keys: readonly BudgetKey[]): Check {
    const over = keys.map((key) => this.#over(key, 'used'))
    const refusing = over.filter(({ entry }) => entry.action === 'refuse')
    const named = lastToReset(refusing.length > 0 ? refusing : over)
    const { action } = named.entry
    if (typeof action === 'string') return { kind: 'refused', over: named }
    for (const { name, budget } of keys) if (staysOver(budget, action)) this.#excused.add(name)
    return { kind: 'instead', target: action, over: named }
  }

  #estimate({ unit }: Budget): bigint {
    if (unit === 'requests') return this.asking.isQuestion ? 1n : 0n
    return this.#parts.means.of(this.asking.token, this.#model)[unit]
  }

  #unpriced(upstream: string, model: string | undefined): Over | undefined {
    const { book } = this.#parts.set
    const strict = this.#budgets.find(
      ({ budget }) =>
        budget.unit === 'nano' &&
        budget.entry.unpriced === 'refuse' &&
        budget.countsUpstream(upstream) &&
        counts(budget, model),
    )
    if (strict === undefined) return undefined
    const place = { service: this.asking.service, upstream }
    const hasPrice =
      book.terms(place)?.multiplier === 0 ||
      book.rule({ ...place, model, at: this.asking.startedAt })?.prices.output !== undefined
    return hasPrice ? undefined : { ...this.#over(strict, 'unpriced'), model: model ?? '' }
  }

  #over({ budget, name }: Counting, why: Over['why']): Over {
    const { limits, now } = this.#parts
    const window = budget.windowAt(now())
    const { spent, presumed } = limits.standing(name, window)
    const limit = budget.limitIn(window)
    const free = why === 'used' && limit !== undefined ? limits.freeAgain(name, window, limit) : undefined
    const resets = free ?? window.before
    return {
      entry: budget.entry,
      token: budget.entry.token === '*' ? this.asking.token : undefined,
      unit: budget.unit,
      why,
      spent: spent + presumed,
      limit,
      resetsAt: why === 'used' && resets !== undefined ? startOfBucket(resets) : undefined,
      model: undefined,
    }
  }
}

/** Whether a budget counts a request also where it has sent it to. */
const staysOver = ({ entry }: Budget, target: Target): boolean =>
  'upstream' in target ? entry.upstream === undefined : entry.model === undefined

const isGeneral = ({ entry }: Budget): boolean => entry.upstream === undefined && entry.model === undefined

const counts = (budget: Budget, model: string | undefined): boolean =>
  budget.entry.model === undefined || (model !== undefined && budget.countsModel(model))

/** Of several, the one that keeps the request away longest. */
const lastToReset = (over: readonly Over[]): Over =>
  over.reduce((last, one) =>
    (one.resetsAt ?? Number.POSITIVE_INFINITY) > (last.resetsAt ?? Number.POSITIVE_INFINITY) ? one : last,
  )

/** Enough digits for a bar and for a header; no amount is computed from it. */
const SHARES = 1_000_000n

/** 0 of a limit of 0 is all of it. */
export const shareOf = (spent: bigint, limit: bigint | undefined): number => {
  if (limit === undefined) return 0
  return limit === 0n ? 1 : Number((spent * SHARES) / limit) / Number(SHARES)
}

/** When a window ends: one that moves, when what was spent first leaves it. ms since 1970; undefined for one without an end. */
export const endOf = ({ before, spans, from }: Window, since: number | undefined, now: number): number | undefined => {
  if (spans === undefined) return before === undefined ? undefined : startOfBucket(before)
  return startOfBucket((since ?? Math.max(from + spans - 1, Math.floor(now / startOfBucket(1)))) + spans)
}
