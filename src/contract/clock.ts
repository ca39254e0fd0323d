/** What CLP knows about time. Passed as an argument, so that a test can set it. */
export interface Clock {
  /** Wall time in milliseconds since 1970-01-01 UTC. May jump. */
  readonly now: () => number
  /** Milliseconds from an arbitrary start. Never jumps; for durations. */
  readonly elapsed: () => number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
}
