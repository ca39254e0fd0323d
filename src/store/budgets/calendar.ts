/** When periods of the calendar begin and end: local days, weeks and months, also where clocks are put forward or back. */
import { Temporal } from 'temporal-polyfill'

export interface CalendarPeriod {
  readonly unit: 'day' | 'week' | 'month'
  /** IANA name. */
  readonly timeZone: string
  /** `HH:MM`. A time that a change of clocks leaves out is taken for the one an hour later, as Temporal does. */
  readonly startsAt: string
  /** Day of the week from 1 (Monday), or of the month from 1 to 28; of no account for days. */
  readonly startsOn: number
}

/** ms since 1970: from inclusive, before exclusive. */
export interface Stretch {
  readonly from: number
  readonly before: number
}

/** The period in which an instant (ms since 1970) lies. Throws a `RangeError` for an unknown zone. */
export const stretchAt = (period: CalendarPeriod, now: number): Stretch => {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(period.timeZone).toPlainDate()
  const latest = firstDay(period, today)
  const first = startOf(period, latest) > now ? latest.subtract(STEPS[period.unit]) : latest
  return { from: startOf(period, first), before: startOf(period, first.add(STEPS[period.unit])) }
}

const STEPS = { day: { days: 1 }, week: { weeks: 1 }, month: { months: 1 } } as const

/** The latest day up to this one on which a period begins. */
const firstDay = ({ unit, startsOn }: CalendarPeriod, day: Temporal.PlainDate): Temporal.PlainDate => {
  if (unit === 'day') return day
  if (unit === 'week') return day.subtract({ days: (day.dayOfWeek - startsOn + 7) % 7 })
  const inMonth = day.with({ day: startsOn })
  return day.day >= startsOn ? inMonth : inMonth.subtract({ months: 1 })
}

const startOf = ({ timeZone, startsAt }: CalendarPeriod, day: Temporal.PlainDate): number =>
  day.toZonedDateTime({ timeZone, plainTime: startsAt }).epochMilliseconds
