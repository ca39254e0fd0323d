/**
 * `~/.clp/data/budgets.json`: how much may be spent, by whom, in which time, and what happens then. Amounts stand there in dollars or yuan, as
 * number or text; here they are whole millionths.
 */
import { z } from 'zod'
import { millionths } from './money/decimal.ts'
import type { PlainClaimCode } from './reason/document-reasons.ts'

const saying = (code: PlainClaimCode) => ({ error: code })

/** The same complaint as the schema library's own, in CLP's words. */
const read = <T>(code: PlainClaimCode, reading: (text: string) => T | undefined) =>
  z.union([z.number(), z.string()], saying(code)).transform((value, context) => {
    const known = reading(String(value).trim())
    if (known !== undefined) return known
    context.addIssue({ code: 'custom', message: code })
    return z.NEVER
  })

const amount = read('must-be-amount', millionths)
const whole = read('must-be-whole-number', (text) => {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? value : undefined
})

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof WEEKDAYS)[number]

const ROLLING = /^(?:[1-9]|1\d|2[0-4])h$/
/** Hours of a rolling period; undefined for those of the calendar. */
export const rollingHours = (period: string): number | undefined =>
  ROLLING.test(period) ? Number(period.slice(0, -1)) : undefined

const CALENDAR_PERIODS = ['day', 'week', 'month', 'total'] as const
const period = z
  .string()
  .trim()
  .toLowerCase()
  .refine((text) => isCalendarPeriod(text) || ROLLING.test(text), saying('must-be-period'))
const isCalendarPeriod = (text: string): boolean => (CALENDAR_PERIODS as readonly string[]).includes(text)

/** Whether this machine knows the zone. */
const isZone = (timeZone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Totals are kept by quarters of an hour, so that a period cannot begin between two. */
const QUARTER = /^(?:[01]\d|2[0-3]):(?:00|15|30|45)$/

const weekday = z.string().trim().toLowerCase().pipe(z.enum(WEEKDAYS))

/** Above it nothing is told any more: then the budget is used up. */
const share = z.number().gt(0).max(1)

export const budgetSchema = z.looseObject({
  /** Names it in logs, answers and commands. */
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, saying('must-be-budget-id')),
  /** What it counts; all that is absent is everything. `*`: every token by itself; empty: requests without a token. */
  token: z.string().optional(),
  service: z.string().trim().toLowerCase().optional(),
  upstream: z.string().optional(),
  /** Model as it is sent; `*` in it stands for any text. */
  model: z.string().trim().toLowerCase().min(1).optional(),
  /** Exactly one of `amount`, `tokens` and `requests`. */
  amount: amount.optional(),
  currency: z.enum(['USD', 'CNY']).default('USD'),
  tokens: whole.optional(),
  requests: whole.optional(),
  /** `5h` (any `1h` to `24h`, rolling), `day`, `week`, `month`, `total`. */
  period,
  /** IANA name; the machine's when absent. */
  timeZone: z.string().refine(isZone, saying('must-be-time-zone')).optional(),
  /** Time of the day, `HH:MM`, in quarters of an hour. */
  startsAt: z.string().regex(QUARTER, saying('must-be-quarter')).optional(),
  /** Day of the week, or of the month (1 to 28). */
  startsOn: z.union([weekday, z.number().int().min(1).max(28)], saying('must-be-start-day')).optional(),
  /** Shares of the limit at which it is told, ascending. */
  warnAt: z
    .array(share)
    .max(10)
    .refine((list) => list.every((one, index) => index === 0 || one > (list[index - 1] ?? 0)), saying('must-ascend'))
    .default([0.75, 0.95]),
  /** What becomes of a request once it is used up. */
  action: z
    .union(
      [
        z.enum(['refuse', 'warn']),
        z.strictObject({ upstream: z.string().min(1) }),
        z.strictObject({ model: z.string().trim().min(1) }),
      ],
      saying('must-be-budget-action'),
    )
    .default('refuse'),
  /** With `amount`: whether models without a price may be asked. */
  unpriced: z.enum(['allow', 'refuse']).default('allow'),
  /** Stands behind CLP's sentence when a request is refused. */
  note: z
    .string()
    .trim()
    .max(200)
    .regex(/^[^\p{Cc}]*$/u, saying('must-be-one-line'))
    .optional(),
  enabled: z.boolean(saying('must-be-flag')).default(true),
})
export type BudgetEntry = z.infer<typeof budgetSchema>

export const budgetsSchema = z.looseObject({
  /** Whether clients are told below the limit, in their own headers. */
  headers: z.boolean(saying('must-be-flag')).default(true),
  /** Whether Codex may be told of 90 % and more: then it offers to change the model. */
  codexNudge: z.boolean(saying('must-be-flag')).default(false),
  budgets: z.array(budgetSchema).max(200).default([]),
})
export type BudgetSettings = z.infer<typeof budgetsSchema>
