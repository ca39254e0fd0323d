/** The daemon as a program: takes the home, runs until told to stop or until another one has taken over, ends in order. */
import { systemClock } from '../contract/clock.ts'
import { forgetCompiled } from '../process/compile-cache.ts'
import { databaseSettings } from '../process/database-settings.ts'
import { writeDrainingNote } from '../process/draining-daemons.ts'
import { acquireLock, type HomeLock } from '../process/lock.ts'
import { DRAIN_LIMITS, drainLimits, type Environment, SIGNAL_LIMITS } from '../process/options.ts'
import type { Addresses } from '../process/run-file.ts'
import { type Ending, type StopWatch, waitForStop } from '../process/signals.ts'
import { StartFailure } from '../process/start-failure.ts'
import { ignoreStraySignals } from '../process/stray-signals.ts'
import { packageVersion } from '../process/version.ts'
import type { Home } from '../store/files/home.ts'
import { recordsOutdated } from '../store/open-record-store.ts'
import { createDaemon, type Daemon } from './daemon.ts'
import { createHandover } from './supervisor/handover.ts'
import { processNotices } from './supervisor/process-notices.ts'
import { reportFailed } from './supervisor/starter.ts'
import { joinSupervisor, type SupervisorLink } from './supervisor/supervisor-link.ts'
import { isSupervised } from './supervisor/supervisor-messages.ts'

export interface RunOptions {
  readonly home: Home
  readonly environment: Environment
  /** Called when every port answers, unless it is a supervisor that waits for it. */
  readonly onReady: (addresses: Addresses) => void | Promise<void>
  /** Called when the end was asked for, before running requests are waited for. */
  readonly onStopping?: () => void
}

/** Resolves when the daemon has closed. Throws `StartFailure` when it cannot start; a supervisor is told the reason as well. */
export const runDaemon = async (options: RunOptions): Promise<void> => {
  try {
    await takeHome(options)
  } catch (error) {
    if (isSupervised(options.environment)) await reportFailed(error)
    throw error
  }
}

const takeHome = async (options: RunOptions): Promise<void> => {
  const { home, environment } = options
  ignoreStraySignals()
  const isNode = databaseSettings(environment) !== undefined
  // Who shares its log with others stands behind a balancer with them.
  const limits = drainLimits(environment, isNode ? DRAIN_LIMITS : SIGNAL_LIMITS)
  const supervisor = await joinSupervisor(environment)
  if (supervisor.successorOf !== undefined && !isNode) await refuseOutdated(home)
  const lock = await acquireLock(home, systemClock, supervisor.successorOf)
  forgetCompiled(home, packageVersion())
  const stop = waitForStop(limits)
  supervisor.onStop(() => stop.ask(limits.timeoutMs, limits.delayMs))
  try {
    await serve(options, { supervisor, lock, stop })
    supervisor.release()
  } finally {
    stop.release()
    lock.release()
  }
}

/** The former daemon writes on: what it writes must still be right after our start. */
const refuseOutdated = async (home: Home): Promise<void> => {
  if (await recordsOutdated(home.database)) throw new StartFailure({ code: 'database-outdated' })
}

/** What stands around the daemon while it runs. */
interface RunContext {
  readonly supervisor: SupervisorLink
  readonly lock: HomeLock
  readonly stop: StopWatch
}

/** From the opening of the ports to their closing. */
const serve = async (options: RunOptions, context: RunContext): Promise<void> => {
  const daemon = await openDaemon(options, context)
  try {
    await publish(daemon, options, context)
    void daemon.loadAdmin()
  } catch (error) {
    await daemon.close(0)
    throw error
  }
  const ending = await context.stop.asked
  options.onStopping?.()
  context.supervisor.draining()
  await end(options.home, daemon, { ...context, ending })
}

const openDaemon = async ({ home, environment }: RunOptions, context: RunContext): Promise<Daemon> => {
  const { supervisor, lock, stop } = context
  const daemon: Daemon = await createDaemon({
    home: home.root,
    environment,
    version: packageVersion(),
    instance: lock.instance,
    controlKey: lock.controlKey,
    onStopAsked: stop.ask,
    takesOver: supervisor.successorOf !== undefined,
    inherited: supervisor.take,
    processNotices: () => processNotices(home, supervisor),
    onReplaceAsked: createHandover({
      home,
      claim: lock.claim,
      background: supervisor.state() !== 'none',
      daemon: () => daemon,
      onDone: stop.replaced,
    }),
  })
  return daemon
}

/** Makes the daemon known to whoever looks for it, and says that it is ready. Throws when the home cannot be written. */
const publish = async (daemon: Daemon, { onReady }: RunOptions, { supervisor, lock }: RunContext): Promise<void> => {
  const addresses = { services: [...daemon.services], ui: daemon.ui }
  lock.publish(addresses, packageVersion())
  // Before the message that somebody waits for: from then on a crash must cost nobody a port. The channel keeps the order.
  supervisor.share(daemon.sockets())
  if (supervisor.state() === 'none') await onReady(addresses)
  else await supervisor.ready(addresses)
}

interface EndContext extends RunContext {
  readonly ending: Ending
}

const end = (home: Home, daemon: Daemon, context: EndContext): Promise<void> => {
  const { ending, lock } = context
  if (ending.kind === 'stop') return drain(daemon, context)
  lock.handOver()
  return finishRequests(home, daemon, context)
}

const drain = (daemon: Daemon, { ending, stop }: EndContext): Promise<void> => {
  void stop.askedAgain.then(daemon.close)
  return daemon.close(ending.timeoutMs, ending.delayMs)
}

/** Another daemon has taken over. What still runs is finished, up to the limit or the first signal. */
const finishRequests = async (home: Home, daemon: Daemon, { ending, stop, lock }: EndContext): Promise<void> => {
  const { timeoutMs } = ending
  const note = writeDrainingNote(home, lock.instance, {
    openRequests: daemon.openRequests(() => note.update(daemon.openRequests())),
    until: systemClock.now() + timeoutMs,
  })
  const closed = daemon.close(timeoutMs)
  void stop.signalled.then(() => daemon.close(0))
  await closed
  note.remove()
}
