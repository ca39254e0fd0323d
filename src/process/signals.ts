/** What ends a running daemon: a signal, or a request to the admin API. A second signal does not wait. */

/** How long running requests may take when the signal says nothing, in ms. */
export const DEFAULT_DRAIN_MS = 10_000

/** `replaced`: another daemon has taken over, and we finish what runs. */
export interface Ending {
  readonly kind: 'stop' | 'replaced'
  /** Longest wait for running requests, ms. */
  readonly timeoutMs: number
}

export interface StopWatch {
  /** Resolves once somebody asked. */
  readonly asked: Promise<Ending>
  /** Resolves at the first signal, also when somebody had asked before. */
  readonly signalled: Promise<void>
  /** Says that another daemon has taken over. */
  readonly replaced: (timeoutMs: number) => void
  /** Asks by API. */
  readonly ask: (timeoutMs: number) => void
  /** Takes the signal handlers away. */
  readonly release: () => void
}

/** Takes `SIGTERM`, `SIGINT` and `SIGHUP` until it is released. */
export const waitForStop = (): StopWatch => {
  let resolve: (ending: Ending) => void = () => undefined
  const asked = new Promise<Ending>((done) => {
    resolve = done
  })
  let signal = (): void => undefined
  const signalled = new Promise<void>((done) => {
    signal = done
  })
  const ask = (timeoutMs: number): void => resolve({ kind: 'stop', timeoutMs })
  let signals = 0
  const onSignal = (): void => {
    signals += 1
    if (signals > 1) process.exit(1)
    ask(DEFAULT_DRAIN_MS)
    signal()
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  // A closed terminal ends `clp run`; the detached daemon has no terminal and never hears this.
  process.on('SIGHUP', onSignal)
  return {
    asked,
    signalled,
    ask,
    replaced: (timeoutMs) => resolve({ kind: 'replaced', timeoutMs }),
    release: () => {
      for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.removeListener(name, onSignal)
    },
  }
}
