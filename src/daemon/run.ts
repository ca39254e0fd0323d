/** The daemon as a program: takes the home, runs until told to stop or until another one has taken over, leaves in order. */
import type { Worker } from 'node:worker_threads'
import { systemClock } from '../contract/clock.ts'
import { layLeavingNote } from '../process/draining-daemons.ts'
import { acquireLock, type HomeLock } from '../process/lock.ts'
import type { Environment } from '../process/options.ts'
import type { Addresses } from '../process/run-file.ts'
import { type Ending, type StopWatch, waitForStop } from '../process/signals.ts'
import { StartFailure } from '../process/start-failure.ts'
import { packageVersion } from '../process/version.ts'
import { isOutdated } from '../store/backends/sqlite/database/open-database.ts'
import type { Home } from '../store/files/home.ts'
import { letHeapGrow } from './assembly/heap.ts'
import { createDaemon, type Daemon } from './daemon.ts'
import { createHandOver } from './supervisor/handover.ts'
import { processNotices } from './supervisor/process-notices.ts'
import { tellParent } from './supervisor/starter.ts'
import { type Guarded, joinGuardian } from './supervisor/supervised.ts'

export interface RunOptions {
  readonly home: Home
  readonly environment: Environment
  /** The thread that writes the log, when it was started before there was a store. */
  readonly writerThread?: Worker | undefined
  /** Called when every port answers, unless a guardian waits to hear it. */
  readonly onReady: (addresses: Addresses) => void | Promise<void>
  /** Called when the end was asked for, before running requests are waited for. */
  readonly onStopping?: () => void
}

/** Resolves when the daemon has closed. Throws `StartFailure` when it cannot start. */
export const runDaemon = async (options: RunOptions): Promise<void> => {
  const { home, environment, onReady, onStopping } = options
  letHeapGrow()
  const guarded = await joinGuardian(environment)
  if (guarded.heirOf !== undefined) refuseOutdated(home)
  const lock = await acquireLock(home, systemClock, guarded.heirOf)
  const stop = waitForStop()
  guarded.onStop(() => stop.ask(ORDERED_DRAIN_MS))
  try {
    const daemon = await openDaemon(options, { guarded, lock, stop })
    try {
      await announce(daemon, { guarded, lock, onReady })
    } catch (error) {
      await daemon.close(0)
      throw error
    }
    const ending = await stop.asked
    onStopping?.()
    guarded.leave()
    await end(home, daemon, { ending, stop, lock })
    guarded.release()
  } finally {
    stop.release()
    lock.release()
  }
}

interface Announcing extends Pick<RunOptions, 'onReady'> {
  readonly guarded: Guarded
  readonly lock: HomeLock
}

/** Makes the daemon known to whoever looks for it, and says that it is ready. Throws when the home cannot be written. */
const announce = async (daemon: Daemon, { guarded, lock, onReady }: Announcing): Promise<void> => {
  const addresses = { services: [...daemon.services], ui: daemon.ui }
  lock.publish(addresses, packageVersion())
  // Before the word that somebody waits for: from then on a crash must cost nobody a port. The channel keeps the order.
  guarded.share(daemon.sockets())
  if (guarded.state() === 'none') await onReady(addresses)
  else await tellParent({ type: 'ready', pid: process.pid, addresses })
}

/** How long running requests may take when the guardian is told to stop, in ms. */
const ORDERED_DRAIN_MS = 10_000

interface Surroundings {
  readonly guarded: Guarded
  readonly lock: HomeLock
  readonly stop: StopWatch
}

const openDaemon = async (options: RunOptions, around: Surroundings): Promise<Daemon> => {
  const { home, environment, writerThread } = options
  const { guarded, lock, stop } = around
  const daemon: Daemon = await createDaemon({
    home: home.root,
    environment,
    writerThread,
    version: packageVersion(),
    instance: lock.instance,
    controlKey: lock.controlKey,
    onStopAsked: stop.ask,
    takesOver: guarded.heirOf !== undefined,
    inherited: guarded.take,
    processNotices: () => processNotices(home, guarded),
    onReplaceAsked: createHandOver({
      home,
      claim: lock.claim,
      background: guarded.state() !== 'none',
      daemon: () => daemon,
      onDone: stop.replaced,
    }),
  })
  return daemon
}

/** The former daemon writes on: what it writes must still be right after our start. */
const refuseOutdated = (home: Home): void => {
  if (isOutdated(home.database)) throw new StartFailure({ code: 'database-outdated' })
}

interface EndOptions {
  readonly ending: Ending
  readonly stop: Pick<StopWatch, 'signalled'>
  readonly lock: Pick<HomeLock, 'handOver' | 'instance'>
}

const end = (home: Home, daemon: Daemon, options: EndOptions): Promise<void> => {
  const { ending, lock } = options
  if (ending.kind === 'stop') return daemon.close(ending.timeoutMs)
  lock.handOver()
  return finishRequests(home, daemon, options)
}

/** Another daemon has taken over. What still runs is finished, up to the limit or the first signal. */
const finishRequests = async (home: Home, daemon: Daemon, { ending, stop, lock }: EndOptions): Promise<void> => {
  const { timeoutMs } = ending
  const note = layLeavingNote(home, lock.instance, {
    openRequests: daemon.openRequests(() => note.update(daemon.openRequests())),
    until: systemClock.now() + timeoutMs,
  })
  const closed = daemon.close(timeoutMs)
  void stop.signalled.then(() => daemon.close(0))
  await closed
  note.remove()
}
