/** What ends a running daemon: a signal, or a word through the admin API. A second signal does not wait. */

/** How long running requests may take when the signal says nothing, in ms. */
const DEFAULT_DRAIN_MS = 10_000

export interface StopWatch {
  /** Resolves with the drain time in ms once somebody asked. */
  readonly asked: Promise<number>
  /** Asks by API. */
  readonly ask: (timeoutMs: number) => void
  /** Takes the signal handlers away. */
  readonly release: () => void
}

export const waitForStop = (): StopWatch => {
  let ask: (timeoutMs: number) => void = () => undefined
  const asked = new Promise<number>((resolve) => {
    ask = resolve
  })
  let signals = 0
  const onSignal = (): void => {
    signals += 1
    if (signals > 1) process.exit(1)
    ask(DEFAULT_DRAIN_MS)
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  // A closed terminal ends `clp run`; the detached daemon has no terminal and never hears this.
  process.on('SIGHUP', onSignal)
  return {
    asked,
    ask,
    release: () => {
      for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.removeListener(name, onSignal)
    },
  }
}
