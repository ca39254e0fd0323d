/** What ends a running daemon: a signal, or a request to the admin API. A second signal does not wait. */
import type { DrainLimits } from './options.ts'

/** `replaced`: another daemon has taken over, and we finish what runs. */
export interface Ending {
  readonly kind: 'stop' | 'replaced'
  /** Longest wait for running requests, ms. */
  readonly timeoutMs: number
  /** How long to go on accepting before that, ms. */
  readonly delayMs: number
}

export interface StopWatch {
  /** Resolves once somebody asked. */
  readonly asked: Promise<Ending>
  /** Resolves when somebody asks once more, with the longest wait for running requests in ms: from then on nothing else is waited for. */
  readonly askedAgain: Promise<number>
  /** Resolves at the first signal, also when somebody had asked before. */
  readonly signalled: Promise<void>
  /** Says that another daemon has taken over. */
  readonly replaced: (timeoutMs: number) => void
  /** Asks by API. */
  readonly ask: (timeoutMs: number, delayMs?: number) => void
  /** Takes the signal handlers away. */
  readonly release: () => void
}

/**
 * Takes `SIGTERM`, `SIGINT` and `SIGHUP` until it is released. `limits` are those of `SIGTERM`, which service managers and orchestrators send;
 * at the other two sits a person who waits.
 */
export const waitForStop = (limits: DrainLimits): StopWatch => {
  const first = withResolver<Ending>()
  const second = withResolver<number>()
  const signal = withResolver<void>()
  let asks = 0
  const ask = (timeoutMs: number, delayMs = 0): void => {
    asks += 1
    if (asks === 1) first.resolve({ kind: 'stop', timeoutMs, delayMs })
    else second.resolve(timeoutMs)
  }
  let signals = 0
  const onSignal = (name: NodeJS.Signals): void => {
    signals += 1
    if (signals > 1) process.exit(1)
    ask(limits.timeoutMs, name === 'SIGTERM' ? limits.delayMs : 0)
    signal.resolve()
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  // A closed terminal ends `clp run`; the detached daemon has no terminal and never hears this.
  process.on('SIGHUP', onSignal)
  return {
    asked: first.promise,
    askedAgain: second.promise,
    signalled: signal.promise,
    ask,
    replaced: (timeoutMs) => first.resolve({ kind: 'replaced', timeoutMs, delayMs: 0 }),
    release: () => {
      for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.removeListener(name, onSignal)
    },
  }
}

const withResolver = <T>() => {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
