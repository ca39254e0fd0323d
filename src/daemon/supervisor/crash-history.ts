/** Decides what follows a crash of the daemon: another start, after how long, or the end of trying. Pure. */

/** What is remembered of a daemon's crashes. */
export interface CrashHistory {
  /** Starts after a crash since `clp start`. */
  readonly restarts: number
  /** Crashes without a quiet time between them. */
  readonly inRow: number
  /** ms since 1970; 0 before the first. */
  readonly lastAt: number
  /** Signal, exit code or crash message; empty before the first. */
  readonly lastReason: string
}

/** Before the first crash. */
export const NO_CRASHES: CrashHistory = { restarts: 0, inRow: 0, lastAt: 0, lastReason: '' }

export interface Crash {
  /** ms since 1970. */
  readonly at: number
  readonly reason: string
  /** How long the daemon had been ready, in ms; 0 when it never was. */
  readonly livedMs: number
}

export interface CrashRules {
  /** Waits before the tries, in ms: as many tries as there are waits. */
  readonly delaysMs: readonly number[]
  /** A daemon that was ready for this long, in ms, is not part of a loop. */
  readonly steadyMs: number
}

/** Five tries. The first comes at once: a single crash costs nobody a connection. */
export const CRASH_RULES: CrashRules = { delaysMs: [0, 500, 1000, 2000, 4000], steadyMs: 60_000 }

export interface AfterCrash {
  readonly history: CrashHistory
  /** Wait before the next start, in ms; undefined: no more tries. */
  readonly delayMs: number | undefined
}

/** What is remembered after a crash, and when the next start follows. */
export const afterCrash = (history: CrashHistory, crash: Crash, rules: CrashRules): AfterCrash => {
  const inRow = crash.livedMs >= rules.steadyMs ? 1 : history.inRow + 1
  const delayMs = rules.delaysMs[inRow - 1]
  const restarts = history.restarts + (delayMs === undefined ? 0 : 1)
  return { history: { restarts, inRow, lastAt: crash.at, lastReason: crash.reason }, delayMs }
}
