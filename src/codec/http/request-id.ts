/** Ids of requests: UUIDs of version 7, which sort by the time they were made. */
import { randomUUID } from 'node:crypto'

/**
 * A UUID of version 7 (RFC 9562 §5.7): 48 bits of time, the rest random. Made out of a random one, for which Node keeps random bytes in
 * stock: fetching them for each id costs 14 µs. `now` in ms since 1970.
 */
export const requestId = (now: number): string => {
  const time = Math.max(0, now).toString(16).padStart(12, '0').slice(-12)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
