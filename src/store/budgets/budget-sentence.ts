/** What is said of a budget, in English: to clients, and in the daemon's log. Plain ASCII but for names and notes, for it goes into headers. */

import type { BudgetEntry } from '../../contract/budget-settings.ts'
import { rollingHours } from '../../contract/budget-settings.ts'
import { roundHalfEven } from '../../contract/money/decimal.ts'
import { moneyText } from '../../contract/money/money-text.ts'
import { percentOf } from '../../contract/money/share.ts'
import type { BudgetReason } from '../../contract/reason/budget-reasons.ts'
import { machineZone } from '../records/local-time.ts'
import { endOf, type Over } from './allowance.ts'
import { tokenOfCounter } from './budget.ts'
import type { Passed } from './warnings.ts'

/** One sentence without a full stop; the note of the budget follows as another one. */
export const overSentence = (over: Over): string => {
  const { entry } = over
  const note = entry.note === undefined || entry.note === '' ? '' : `. ${entry.note}`
  return `${plainSentence(over)}${note}`
}

/** The same for a header: without a full stop at its end, and without anything but ASCII. A note in other letters is left out. */
export const overHeader = (over: Over): string => {
  const whole = overSentence(over)
  const sentence = ASCII.test(over.entry.note ?? '') ? whole : plainSentence(over)
  return sentence.replace(/[^\x20-\x7e]/g, '?').replace(/[.\s]+$/, '')
}

const ASCII = /^[\x20-\x7e]*$/

const plainSentence = (over: Over): string => {
  const { entry, spent, limit, why, model } = over
  if (why === 'unpriced')
    return `budget "${entry.id}" lets through only what has a price, and "${model ?? ''}" has none`
  if (why === 'no-rate') return `budget "${entry.id}" is in yuan, and prices.json has no rate for its period`
  const { whose, has, its } = subjectOf(over)
  const much = spentOfLimit(over, { spent, limit: limit ?? 0n })
  return `${whose} ${has} used ${its} ${entry.period} budget: ${much}; ${againText(over)}`
}

const againText = ({ entry, resetsAt }: Pick<Over, 'entry' | 'resetsAt'>): string =>
  resetsAt === undefined ? 'it does not start again by itself' : `it starts again ${localTime(entry, resetsAt)}`

/** `$5.02 of $5.00`, `20,000,001 of 20,000,000 tokens`. */
const spentOfLimit = (
  { entry, unit }: Pick<Over, 'entry' | 'unit'>,
  { spent, limit }: Record<'spent' | 'limit', bigint>,
): string => {
  const [left, right] = [
    amountText(entry, unit, { amount: spent, limit }),
    amountText(entry, unit, { amount: limit, limit }),
  ]
  return unit === 'nano' ? `${left} of ${right}` : `${left} of ${right} ${unit}`
}

/** An amount in the budget's own currency, by its own rate: what its limit was made with. */
const amountText = (
  entry: BudgetEntry,
  unit: Over['unit'],
  { amount, limit }: { amount: bigint; limit: bigint },
): string => {
  if (unit !== 'nano') return String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',')
  if (entry.currency === 'USD') return moneyText(amount)
  const yuan = BigInt(entry.amount ?? 0) * 1000n
  return `CNY ${moneyText(limit === 0n ? 0n : roundHalfEven(amount * yuan, limit)).slice(1)}`
}

interface Subject {
  readonly whose: string
  readonly has: 'has' | 'have'
  readonly its: 'its' | 'their'
}

const subjectOf = ({ entry, token }: Pick<Over, 'entry' | 'token'>): Subject => {
  const { service, upstream, model } = entry
  const named = token ?? entry.token
  const parts = [
    ...(named === undefined ? [] : [named === '' ? 'requests without a token' : `token "${named}"`]),
    ...(model === undefined ? [] : [`model "${model}"`]),
    ...(upstream === undefined ? [] : [`upstream "${upstream}"`]),
    ...(service === undefined ? [] : [`service "${service}"`]),
  ]
  if (parts.length === 0) return { whose: 'all requests together', has: 'have', its: 'their' }
  const isMany = named === ''
  return { whose: parts.join(' of '), has: isMany ? 'have' : 'has', its: isMany ? 'their' : 'its' }
}

/** `2026-12-01 00:00 (Asia/Shanghai)`. */
const localTime = ({ timeZone = machineZone() }: BudgetEntry, at: number): string => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return `${format.format(at)} (${timeZone})`
}

/** The same for people who read the log in their own language. */
export const overReason = (over: Over): BudgetReason => {
  const { entry, spent, limit = 0n, why, model, resetsAt } = over
  const budget = entry.id
  if (why === 'unpriced') return { code: 'budget-wants-prices', params: { budget, model: model ?? '' } }
  if (why === 'no-rate') return { code: 'budget-without-rate', params: { budget } }
  const params = {
    budget,
    spent: amountText(entry, over.unit, { amount: spent, limit }),
    limit: amountText(entry, over.unit, { amount: limit, limit }),
  }
  return resetsAt === undefined
    ? { code: 'budget-used-for-good', params }
    : { code: 'budget-used', params: { ...params, resets: localTime(entry, resetsAt) } }
}

/** What is told at a threshold: `budget "laptop-day" is used to 82 %: token "laptop", $4.10 of $5.00; it starts again …`. */
export const passedSentence = ({ counter, standing, used }: Passed, now: number): string => {
  const { budget, name, window } = counter
  const { spent, presumed, since } = standing
  const { entry, unit } = budget
  const subject = { entry, unit, token: tokenOfCounter(name) }
  const much = spentOfLimit(subject, { spent: spent + presumed, limit: budget.limitIn(window) ?? 0n })
  const again = againText({ entry, resetsAt: endOf(window, since, now) })
  return `budget "${entry.id}" is used to ${percentOf(used)} %: ${subjectOf(subject).whose}, ${much}; ${again}`
}

/** Names of the period in Claude Code's headers; undefined where it has none. */
export const periodName = ({ period }: BudgetEntry): 'daily' | 'weekly' | 'monthly' | undefined => PERIOD_NAMES[period]

const PERIOD_NAMES: Readonly<Record<string, 'daily' | 'weekly' | 'monthly'>> = {
  day: 'daily',
  week: 'weekly',
  month: 'monthly',
}

/** Minutes of a period, by which Codex names it; undefined where it never ends. */
export const periodMinutes = ({ period }: BudgetEntry): number | undefined => {
  const hours = rollingHours(period)
  return hours === undefined ? PERIOD_MINUTES[period] : hours * 60
}

const PERIOD_MINUTES: Readonly<Record<string, number>> = { day: 1440, week: 10_080, month: 43_200 }
