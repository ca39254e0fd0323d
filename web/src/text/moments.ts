/** Moments in the browser's own time zone. */

/** Midnight at the beginning of the day. */
export const startOfToday = (now: number): number => new Date(now).setHours(0, 0, 0, 0)

/** Midnight at the end of the day. */
export const endOfToday = (now: number): number => {
  const date = new Date(now)
  date.setHours(24, 0, 0, 0)
  return date.getTime()
}

/** Nine o'clock of the next day. */
export const tomorrowMorning = (now: number): number => {
  const date = new Date(now)
  date.setDate(date.getDate() + 1)
  date.setHours(9, 0, 0, 0)
  return date.getTime()
}

/** As a field of the type `datetime-local` wants it: `2026-11-22T14:30`. */
export const localInput = (at: number): string => {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}
