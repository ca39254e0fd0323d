/** Starts a process of the store, for code whose crash must not be ours: native code that panics ends the whole process it runs in. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { CallPort, Peer } from './peer.ts'

/** As shells say it: 128 and the number of the signal. */
const SIGNALLED = 128

/** MB for young objects in its heap, as of a thread. */
const YOUNG_MB = 8

/** Starts a process that has nothing to do yet and keeps this one not alive. */
export const startProcess = (entry: URL | string): Peer => {
  const child = fork(typeof entry === 'string' ? entry : fileURLToPath(entry), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [`--max-semi-space-size=${YOUNG_MB}`],
  })
  const unref = (): void => {
    child.unref()
    child.channel?.unref()
  }
  unref()
  return {
    postMessage: (message) => void child.send(message as object, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      child.once('exit', (code, signal) => listener(code ?? codeOf(signal), signal ?? undefined))
      // It could not be started at all: then there is no exit.
      child.once('error', (error) => {
        if (child.pid === undefined) listener(1, error.message)
      })
    },
    ref: () => {
      child.ref()
      child.channel?.ref()
    },
    unref,
    terminate: async () => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.ref()
      child.kill('SIGKILL')
      await ended
    },
  }
}

const codeOf = (signal: NodeJS.Signals | null): number => SIGNALLED + (signal === null ? 0 : constants.signals[signal])

/** What native code dies of. */
const CRASHES: readonly NodeJS.Signals[] = ['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGTRAP', 'SIGFPE']
/** How Windows says that a process aborted, or read where nothing is. */
const CRASHES_ON_WINDOWS: ReadonlySet<number> = new Set([3, 134, 0xc0000005, 0xc0000409])

/** Whether a process that ended with this code was ended by a crash of its native code, and not by somebody. */
export const isCrash = (code: number): boolean =>
  CRASHES.some((signal) => code === codeOf(signal)) ||
  (process.platform === 'win32' && CRASHES_ON_WINDOWS.has(code >>> 0))

/**
 * Where a process of the store hears its calls. It ends when whoever started it is gone, after `close`, and by no signal that is meant
 * for all processes of a terminal or a service.
 */
export const processPort = (close: () => void): CallPort => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) {
    if (process.platform !== 'win32' || !signal.startsWith('SIGUSR')) process.on(signal, () => undefined)
  }
  process.once('disconnect', () => {
    close()
    process.exit()
  })
  return {
    postMessage: (message) => void process.send?.(message, () => undefined),
    onMessage: (listener) => void process.on('message', listener),
  }
}
