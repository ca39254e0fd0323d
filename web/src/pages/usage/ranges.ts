/** The spans of time one can look at, and the columns that suit each. Pure. */
export const RANGES = ['today', '24h', '7d', '30d', '12m', 'all'] as const
export type Range = (typeof RANGES)[number]

export const GRAINS = ['hour', 'day', 'month'] as const
export type Grain = (typeof GRAINS)[number]

const HOUR_MS = 3_600_000

const startOfDay = (now: number, daysBack: number): number => {
  const date = new Date(now)
  date.setHours(0, 0, 0, 0)
  date.setDate(date.getDate() - daysBack)
  return date.getTime()
}

/** First instant, in the browser's zone, the same for the whole hour; undefined for all of time. */
export const sinceOf = (range: Range, now: number): number | undefined => {
  switch (range) {
    case 'today':
      return startOfDay(now, 0)
    case '24h':
      return Math.floor(now / HOUR_MS) * HOUR_MS - 23 * HOUR_MS
    case '7d':
      return startOfDay(now, 6)
    case '30d':
      return startOfDay(now, 29)
    case '12m': {
      const date = new Date(startOfDay(now, 0))
      date.setDate(1)
      date.setMonth(date.getMonth() - 11)
      return date.getTime()
    }
    case 'all':
      return undefined
  }
}

export const grainOf = (range: Range): Grain => {
  if (range === 'today' || range === '24h') return 'hour'
  return range === '7d' || range === '30d' ? 'day' : 'month'
}

/** Too many columns say nothing: hours only for up to a week, days only for up to a year. */
export const grainsFor = (range: Range): readonly Grain[] => {
  if (range === 'today' || range === '24h') return ['hour']
  if (range === '7d') return ['hour', 'day']
  return ['day', 'month']
}

/** Keys of every column from the first to the last, so that empty times show as empty: `2026-11-22T14`, `2026-11-22`, `2026-11`. */
export const columnKeys = (grain: Grain, since: number, now: number): readonly string[] => {
  const keys: string[] = []
  const date = new Date(since)
  for (let guard = 0; date.getTime() <= now && guard < 1000; guard += 1) {
    keys.push(keyOf(grain, date))
    if (grain === 'hour') date.setTime(date.getTime() + HOUR_MS)
    else if (grain === 'day') date.setDate(date.getDate() + 1)
    else date.setMonth(date.getMonth() + 1)
  }
  return [...new Set(keys)]
}

const two = (value: number): string => String(value).padStart(2, '0')

const keyOf = (grain: Grain, date: Date): string => {
  const month = `${date.getFullYear()}-${two(date.getMonth() + 1)}`
  if (grain === 'month') return month
  const day = `${month}-${two(date.getDate())}`
  return grain === 'day' ? day : `${day}T${two(date.getHours())}`
}

/** Below a column: the hour, the day, the month. */
export const columnLabel = (key: string, language: string): string => {
  if (key.includes('T')) return `${key.slice(11)}:00`
  const at = Date.parse(key.length === 7 ? `${key}-01` : key)
  const form: Intl.DateTimeFormatOptions =
    key.length === 7 ? { year: '2-digit', month: 'short' } : { month: 'numeric', day: 'numeric' }
  return new Intl.DateTimeFormat(language, { ...form, timeZone: 'UTC' }).format(at)
}
