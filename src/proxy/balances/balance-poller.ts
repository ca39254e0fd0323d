/**
 * Asks for balances when somebody looks, never by a clock of its own: a page, a command, or traffic that a floor or a warning depends on; at most
 * once in `every`, and once a minute where an upstream has just refused for want of money.
 */
import type { BalanceFault, BalanceValue, KnownBalance } from '../../contract/balance.ts'
import { everyMs } from '../../contract/balance-settings.ts'
import type { Clock } from '../../contract/clock.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { balanceQuestions, readBalance } from '../../protocol/balances/balance-query.ts'
import type { Balances } from '../../store/balances/balances.ts'
import type { Meters } from '../../store/meters/meters.ts'
import type { BalanceWatch } from '../exchange/deps.ts'
import { type AskBalanceOptions, askBalance, type BalanceReply } from './ask-balance.ts'

export interface BalancePoller extends BalanceWatch {
  /** Asks those whose time has come. Resolves when they have answered; never rejects. */
  readonly look: (pool: readonly Upstream[]) => Promise<void>
  /** Asks now, as a person wished. */
  readonly refresh: (pool: readonly Upstream[]) => Promise<void>
  readonly isAsking: (upstream: Upstream) => boolean
}

export interface BalancePollerOptions extends Pick<AskBalanceOptions, 'transport' | 'resolve' | 'timeoutMs'> {
  readonly clock: Clock
  readonly random: () => number
  readonly balances: Pick<Balances, 'of' | 'note'>
  readonly meters: Pick<Meters, 'note'>
  /** Whether traffic is balanced by balances, so that they must be fresh while nobody looks. */
  readonly floor: () => number
  /** Told once when a balance falls below what its settings call low. */
  readonly onLow: (upstream: Upstream, value: BalanceValue) => void
}

const MINUTE_MS = 60_000
const LONGEST_WAIT_MS = 60 * MINUTE_MS
/** So that many upstreams of one relay are not asked at the same moment. */
const JITTER = 0.2

export const createBalancePoller = (options: BalancePollerOptions): BalancePoller => {
  const { clock, balances } = options
  const asking = new Map<string, Promise<void>>()

  const ask = (upstream: Upstream): Promise<void> => {
    const key = keyOf(upstream)
    const present = asking.get(key)
    if (present !== undefined) return present
    const question = askOne(options, upstream).finally(() => asking.delete(key))
    asking.set(key, question)
    return question
  }
  const knownOf = ({ service, name }: Upstream): KnownBalance | undefined => balances.of(service, name)
  const isDue = (upstream: Upstream): boolean => dueAt(knownOf(upstream), upstream, options.random) <= clock.now()
  const waitedAMinute = (upstream: Upstream): boolean => clock.now() - (knownOf(upstream)?.askedAt ?? 0) >= MINUTE_MS
  return {
    look: async (pool) => {
      await Promise.all(pool.filter((one) => mayAsk(one) && isDue(one)).map(ask))
    },
    refresh: async (pool) => {
      await Promise.all(pool.filter(mayAsk).map(ask))
    },
    attempted: (upstream, isUnpaid) => {
      if (upstream.balance === undefined || !mayAsk(upstream)) return
      const watched = upstream.balance.settings.low !== undefined || options.floor() > 0
      if ((isUnpaid && waitedAMinute(upstream)) || (watched && isDue(upstream))) void ask(upstream)
    },
    isAsking: (upstream) => asking.has(keyOf(upstream)),
  }
}

const keyOf = ({ service, name }: Upstream): string => `${service}/${name}`

const mayAsk = ({ enabled, balance }: Upstream): boolean => enabled && balance !== undefined

/** When it may be asked again at the earliest, in ms since 1970. After failures it waits 2, 4 … 60 minutes. */
const dueAt = (known: KnownBalance | undefined, { balance }: Upstream, random: () => number): number => {
  if (known === undefined) return 0
  const { askedAt, failures = 0, notBefore = 0 } = known
  const every = everyMs(balance?.settings ?? {}) * (1 + JITTER * random())
  const wait = failures === 0 ? every : Math.min(LONGEST_WAIT_MS, 2 ** Math.min(failures, 6) * MINUTE_MS)
  return Math.max(askedAt + wait, notBefore)
}

const askOne = async (options: BalancePollerOptions, upstream: Upstream): Promise<void> => {
  const { clock, balances, meters } = options
  const { service, name } = upstream
  const before = balances.of(service, name)
  const askedAt = clock.now()
  const built = balanceQuestions(upstream, askedAt)
  const answered = 'fault' in built ? built : await askAll(options, upstream, built.questions)
  const last = { askedAt, values: before?.values ?? [] }
  if ('fault' in answered) {
    balances.note(service, name, { ...last, state: 'failed', ...answered, failures: (before?.failures ?? 0) + 1 })
    return
  }
  if ('kind' in answered) {
    balances.note(service, name, { ...last, state: answered.kind, status: answered.status })
    return
  }
  const told = readBalance(upstream, answered.answers, askedAt)
  if (told === undefined) {
    balances.note(service, name, { ...last, state: 'unsupported', fault: 'no-value' })
    return
  }
  const values = told.values.map((value): BalanceValue => ({ ...value, seenAt: clock.now() }))
  balances.note(service, name, { state: 'ok', askedAt, values, ...(told.exhausted ? { exhausted: true } : {}) })
  meters.note(service, name, told.meters ?? [])
  for (const value of values) if (fellLow(upstream, value, before)) options.onLow(upstream, value)
}

type Refusal = Extract<BalanceReply, { readonly kind: 'refused' | 'unsupported' }>
type Answered =
  | { readonly answers: readonly unknown[] }
  | Refusal
  | { readonly fault: BalanceFault; readonly status?: number; readonly notBefore?: number }

/** One after the other; the first that brings nothing ends it. */
const askAll = async (
  { transport, clock, resolve, timeoutMs }: BalancePollerOptions,
  upstream: Upstream,
  questions: Extract<ReturnType<typeof balanceQuestions>, { readonly questions: unknown }>['questions'],
): Promise<Answered> => {
  const answers: unknown[] = []
  const how = { transport, now: clock.now, ...(resolve && { resolve }), ...(timeoutMs && { timeoutMs }) }
  for (const question of questions) {
    const reply = await askBalance(how, upstream, question)
    if (reply.kind === 'failed') {
      const { fault, status, retryAt } = reply
      return { fault, ...(status && { status }), ...(retryAt && { notBefore: retryAt }) }
    }
    if (reply.kind !== 'answer') return reply
    answers.push(reply.json)
  }
  return { answers }
}

/** Below what the settings call low, and it was not the last time somebody knew. */
const fellLow = (upstream: Upstream, value: BalanceValue, before: KnownBalance | undefined): boolean => {
  if (!isLow(upstream, value)) return false
  const former = before?.values.find(({ currency }) => currency === value.currency)
  return former === undefined || !isLow(upstream, former)
}

/** Whether a balance is below what the settings of its upstream call low. Compared as numbers: it decides about a notice only. */
export const isLow = ({ balance }: Upstream, { value }: Pick<BalanceValue, 'value'>): boolean => {
  const low = balance?.settings.low
  return low !== undefined && value !== undefined && Number(value) < low
}
