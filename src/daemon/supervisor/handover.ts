/**
 * Hands over to another daemon: starts it with our listening sockets, waits until it is ready, and only then leaves new connections to
 * it. Until that moment nothing has changed, so that one that does not start costs nothing.
 */
import type { ReplaceAnswer, ReplaceRequest } from '../../contract/api/daemon.ts'
import { reasonOf } from '../../process/start-failure.ts'
import type { Home } from '../../store/files/home.ts'
import { canShare, type SharedSocket } from '../listening/shared-socket.ts'
import type { Detached } from './detach.ts'
import { type Handover, type LaunchPlan, launch } from './launch.ts'

/** What the daemon that hands over has to offer. */
export interface HandoverSource {
  /** Its listening sockets. */
  readonly sockets: () => readonly SharedSocket[]
  /** Writes down what it knows, so that its successor begins with it. */
  readonly flush: () => void
  /** Leaves new connections to the successor. */
  readonly handOver: () => void
  readonly openRequests: () => number
}

export interface HandoverOptions {
  readonly home: Home
  /** Whether the daemon was started in the background: only then nobody waits for its end. */
  readonly background: boolean
  /** Our claim on the home. */
  readonly claim: string
  readonly daemon: () => HandoverSource
  /** Another one has taken over: from now on only running requests are ours, for `timeoutMs` at most. */
  readonly onDone: (timeoutMs: number) => void
  readonly start?: (home: Home, plan: LaunchPlan, handover: Handover) => Promise<Detached>
}

/** A second call while the first is under way, or after it, gets the first one's answer. */
export const createHandover = (options: HandoverOptions): ((request: ReplaceRequest) => Promise<ReplaceAnswer>) => {
  let running: Promise<ReplaceAnswer> | undefined
  return (request) => {
    running ??= handOver(options, request).then((answer) => {
      if (answer.kind !== 'replaced') running = undefined
      return answer
    })
    return running
  }
}

const handOver = async (options: HandoverOptions, request: ReplaceRequest): Promise<ReplaceAnswer> => {
  if (!options.background) return { kind: 'unsupported', why: 'foreground' }
  if (!canShare()) return { kind: 'unsupported', why: 'platform' }
  const daemon = options.daemon()
  daemon.flush()
  try {
    const { pid, addresses } = await startSuccessor(options, daemon, request)
    daemon.handOver()
    const former = { pid: process.pid, openRequests: daemon.openRequests() }
    options.onDone(request.timeoutMs)
    return { kind: 'replaced', pid, addresses, former }
  } catch (error) {
    const reason = reasonOf(error)
    if (reason.code === 'database-outdated') return { kind: 'unsupported', why: 'database' }
    return { kind: 'failed', reason }
  }
}

/** Throws `StartFailure`. */
const startSuccessor = (
  { home, claim, start = launch }: HandoverOptions,
  daemon: HandoverSource,
  { node, guardian: supervisor, main, environment }: ReplaceRequest,
): Promise<Detached> =>
  start(home, { node, supervisor, main, environment }, { sockets: daemon.sockets(), successorOf: claim })
