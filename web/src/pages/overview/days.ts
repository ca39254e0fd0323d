/** Calendar days of a time zone, as the usage totals name them. Pure. */
const DAY_MS = 86_400_000

/** The last days including today, oldest first: `2026-11-22`. */
export const lastDays = (now: number, count: number, timeZone: string): readonly string[] => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const today = Date.parse(format.format(now))
  return Array.from({ length: count }, (_, index) =>
    new Date(today - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  )
}

/** An instant before the first of the last days in every zone, the same all day long. */
export const startOfDays = (now: number, count: number): number => (Math.floor(now / DAY_MS) - count) * DAY_MS
