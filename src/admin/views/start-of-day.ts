/** When a day began in a time zone, whatever its offset and whether or not clocks were changed that day. */

/**
 * The first instant (ms since 1970) of the day that `now` falls into in the IANA zone. Throws `RangeError` for an unknown zone.
 */
export const startOfDay = (now: number, timeZone: string): number => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const today = format.format(now)
  // Zones change their offset at most by whole minutes, so the day's first minute is found by halving between then and now.
  const minute = 60_000
  let before = Math.floor(now / minute) - 26 * 60
  let within = Math.floor(now / minute)
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2)
    if (format.format(middle * minute) === today) within = middle
    else before = middle
  }
  return within * minute
}
