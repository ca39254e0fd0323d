/** A clock that moves only when a test moves it. */
import type { Clock } from '../../src/contract/clock.ts'

export interface FakeClock extends Clock {
  /** Moves both readings forward. */
  readonly advance: (milliseconds: number) => void
  /** Sets the wall time alone, as an administrator or a time server would. */
  readonly jumpTo: (milliseconds: number) => void
}

/** Starts at 2026-01-01T00:00:00Z unless told otherwise (ms since 1970). */
export const createFakeClock = (start: number = Date.UTC(2026, 0, 1)): FakeClock => {
  let wall = start
  let steady = 0
  return {
    now: () => wall,
    elapsed: () => steady,
    advance: (milliseconds) => {
      wall += milliseconds
      steady += milliseconds
    },
    jumpTo: (milliseconds) => {
      wall = milliseconds
    },
  }
}
