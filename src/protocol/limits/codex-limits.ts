/** `x-codex-*`: the windows of the plan that Codex runs on, and the credits bought beside it. */
import type { MeterReading } from '../../contract/meter.ts'
import { LIMIT_NAME, type LimitField, type LimitFields, resetOf, shareIn } from './limit-parts.ts'
import { numberIn } from './limit-values.ts'

const WINDOW = new RegExp(
  `^x-codex-(?:(${LIMIT_NAME})-)?(primary|secondary)-(used-percent|window-minutes|reset-at|reset-after-seconds)$`,
)
const CREDITS = /^x-codex-credits-(has-credits|unlimited|balance)$/

/** `primary`, or `primary name` for a limit that has a name of its own. */
export const codexField = (name: string): LimitField | undefined => {
  const [, own, which = '', field = ''] = WINDOW.exec(name) ?? []
  return field === '' ? undefined : { limit: own === undefined ? which : `${which} ${own}`, field }
}

export const codexReading = (limit: string, fields: LimitFields, now: number): MeterReading | undefined => {
  const used = shareIn(fields.get('used-percent'), 100)
  if (used === undefined) return undefined
  const [which = '', own] = limit.split(' ')
  const window = windowOf(numberIn(fields.get('window-minutes'))) ?? which
  return {
    window: own === undefined ? window : `${window}_${own}`,
    kind: 'plan',
    source: 'codex',
    unit: 'fraction',
    used,
    limit: 1,
    ...resetOf(fields, fields.has('reset-at') ? 'reset-at' : 'reset-after-seconds', now),
  }
}

/** 300 minutes are `5h`, 10 080 are `7d`. */
const windowOf = (minutes: number | undefined): string | undefined => {
  if (minutes === undefined || !Number.isSafeInteger(minutes) || minutes === 0) return undefined
  if (minutes % 1440 === 0) return `${minutes / 1440}d`
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`
}

export const creditsField = (name: string): LimitField | undefined => {
  const field = CREDITS.exec(name)?.[1]
  return field === undefined ? undefined : { limit: 'credits', field }
}

/** The balance is a text to the upstream, and stays one: it has no unit. */
export const creditsReading = (limit: string, fields: LimitFields): MeterReading | undefined => {
  const balance = fields.get('balance')?.trim() ?? ''
  const left = /^-?\d{1,15}(?:\.\d{1,12})?$/.test(balance) ? { left: balance } : {}
  const status = isTrue(fields.get('unlimited'))
    ? { status: 'unlimited' }
    : isTrue(fields.get('has-credits')) === false
      ? { status: 'none' }
      : {}
  const says = { ...left, ...status }
  if (Object.keys(says).length === 0) return undefined
  return { window: limit, kind: 'credit', source: 'codex', unit: 'credits', ...says }
}

const isTrue = (value: string | undefined): boolean | undefined => {
  const word = value?.trim().toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
}
