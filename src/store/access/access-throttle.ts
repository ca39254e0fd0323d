/** Counts failed sign-ins per address over a sliding minute, in bounded memory. */
import type { Clock } from '../../contract/clock.ts'

export interface Throttle {
  /** Seconds until this address may try again; 0 when it may now. */
  readonly waitSeconds: (address: string) => number
  readonly failed: (address: string) => void
}

export interface ThrottleOptions {
  readonly clock: Clock
  /** Failures within the window after which an address has to wait. */
  readonly limit?: number
  readonly windowMs?: number
  /** Addresses remembered at most; the one that failed longest ago is forgotten first. */
  readonly addresses?: number
}

export const createThrottle = (options: ThrottleOptions): Throttle => {
  const { clock, limit = 20, windowMs = 60_000, addresses = 10_000 } = options
  // Times of the latest failures per address, oldest first, at most `limit`. The map is in order of the latest failure.
  const failures = new Map<string, number[]>()

  const recent = (address: string): number[] => {
    const times = failures.get(address)
    if (times === undefined) return []
    const fresh = times.filter((time) => clock.elapsed() - time < windowMs)
    if (fresh.length === 0) failures.delete(address)
    return fresh
  }

  return {
    waitSeconds: (address) => {
      const times = recent(address)
      const [oldest] = times
      if (oldest === undefined || times.length < limit) return 0
      return Math.max(1, Math.ceil((oldest + windowMs - clock.elapsed()) / 1000))
    },
    failed: (address) => {
      const times = [...recent(address), clock.elapsed()].slice(-limit)
      failures.delete(address)
      failures.set(address, times)
      if (failures.size <= addresses) return
      const [stalest] = failures.keys()
      if (stalest !== undefined) failures.delete(stalest)
    },
  }
}
