/** The daemon as a program: takes the home, runs until told to stop, leaves in order. */
import { systemClock } from '../contract/clock.ts'
import type { Home } from '../store/home.ts'
import { createDaemon } from './daemon.ts'
import { acquireLock } from './lock.ts'
import type { Environment } from './options.ts'
import type { Addresses } from './run-file.ts'
import { waitForStop } from './signals.ts'
import { packageVersion } from './version.ts'

export interface RunOptions {
  readonly home: Home
  readonly environment: Environment
  /** Called when every port answers. */
  readonly onReady: (addresses: Addresses) => void | Promise<void>
  /** Called when the end was asked for, before running requests are waited for. */
  readonly onStopping?: () => void
}

/** Resolves when the daemon has closed. Throws `StartFailure` when it cannot start. */
export const runDaemon = async ({ home, environment, onReady, onStopping }: RunOptions): Promise<void> => {
  const lock = await acquireLock(home, systemClock)
  const stop = waitForStop()
  try {
    const version = packageVersion()
    const daemon = await createDaemon({
      home: home.root,
      environment,
      version,
      instance: lock.instance,
      controlKey: lock.controlKey,
      onStopAsked: stop.ask,
    })
    const addresses = { services: [...daemon.services], ui: daemon.ui }
    lock.publish(addresses, version)
    await onReady(addresses)
    const timeoutMs = await stop.asked
    onStopping?.()
    await daemon.close(timeoutMs)
  } finally {
    stop.release()
    lock.release()
  }
}
