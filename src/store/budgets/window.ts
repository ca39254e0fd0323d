/** Which part of the totals a budget counts at an instant, in the quarters of an hour by which they are kept. */
import { type BudgetEntry, rollingHours, WEEKDAYS } from '../../contract/budget-settings.ts'
import { BUCKET_MS, bucketOf } from '../records/entry.ts'
import { machineZone } from '../records/local-time.ts'
import type { CalendarPeriod, Stretch } from './calendar.ts'

export interface Window {
  /** First quarter that counts; 0 also takes totals in that have no time. */
  readonly from: number
  /** First quarter that counts no more; undefined where there is none, and where the window moves on with the time. */
  readonly before: number | undefined
  /** Quarters that a moving window spans. */
  readonly spans: number | undefined
}

export type WindowAt = (now: number) => Window

const BUCKETS_PER_HOUR = 4
const EVERYTHING: Window = { from: 0, before: undefined, spans: undefined }

/** `stretchAt` is the calendar, which is read only where a budget needs it. `now` in ms since 1970. */
export const windowsOf = (
  entry: BudgetEntry,
  stretchAt: ((period: CalendarPeriod, now: number) => Stretch) | undefined,
): WindowAt => {
  const hours = rollingHours(entry.period)
  if (hours !== undefined) return rolling(hours * BUCKETS_PER_HOUR)
  const period = calendarPeriod(entry)
  if (period === undefined || stretchAt === undefined) return () => EVERYTHING
  return remembered((now) => {
    const { from, before } = stretchAt(period, now)
    return { from: bucketOf(from), before: bucketOf(before), spans: undefined }
  })
}

/** The present quarter of an hour and those before it. The same object for as long as it is the same quarter. */
const rolling = (spans: number): WindowAt => {
  let known: Window = { from: 0, before: undefined, spans }
  return (now) => {
    const from = bucketOf(now) - spans + 1
    if (known.from !== from) known = { from, before: undefined, spans }
    return known
  }
}

/** Asks the calendar again only when a period is over, or the clock was put back before it. */
const remembered = (find: WindowAt): WindowAt => {
  let known: Window | undefined
  return (now) => {
    const bucket = bucketOf(now)
    if (known === undefined || bucket < known.from || bucket >= (known.before ?? 0)) known = find(now)
    return known
  }
}

/** Undefined for those that the calendar does not rule. */
export const calendarPeriod = ({ period, timeZone, startsAt, startsOn }: BudgetEntry): CalendarPeriod | undefined => {
  if (period !== 'day' && period !== 'week' && period !== 'month') return undefined
  return {
    unit: period,
    timeZone: timeZone ?? machineZone(),
    startsAt: startsAt ?? '00:00',
    startsOn: typeof startsOn === 'string' ? WEEKDAYS.indexOf(startsOn) + 1 : (startsOn ?? 1),
  }
}

/** Whether a quarter of an hour counts. */
export const holds = ({ from, before }: Window, bucket: number): boolean =>
  bucket >= from && (before === undefined || bucket < before)

/** ms since 1970 at which a quarter begins. */
export const startOfBucket = (bucket: number): number => bucket * BUCKET_MS
