/**
 * Hands over to another daemon: starts it with our listening sockets, waits until it is ready, and only then leaves new connections to
 * it. Until that moment nothing has changed, so that one that does not start costs nothing.
 */
import type { ReplaceAnswer, ReplaceRequest } from '../../contract/api/daemon.ts'
import { reasonOf } from '../../process/start-failure.ts'
import type { Home } from '../../store/files/home.ts'
import { canShare, type SharedSocket } from '../listening/shared-socket.ts'
import type { Detached } from './detach.ts'
import { type Heritage, type LaunchPlan, launch } from './launch.ts'

/** What the daemon that hands over has to offer. */
export interface HandingOver {
  /** Its listening sockets. */
  readonly sockets: () => readonly SharedSocket[]
  /** Writes down what it knows, so that its successor begins with it. */
  readonly settle: () => void
  /** Leaves new connections to the successor. */
  readonly handOver: () => void
  readonly openRequests: () => number
}

export interface HandOverOptions {
  readonly home: Home
  /** Whether the daemon was started in the background: only then is its end nobody's business. */
  readonly background: boolean
  /** Our claim on the home. */
  readonly claim: string
  readonly daemon: () => HandingOver
  /** Another one has taken over: from now on only running requests are ours. */
  readonly onDone: (timeoutMs: number) => void
  readonly start?: (home: Home, plan: LaunchPlan, heritage: Heritage) => Promise<Detached>
}

/** A second call while the first is under way, or after it, gets the first one's answer. */
export const createHandOver = (options: HandOverOptions): ((request: ReplaceRequest) => Promise<ReplaceAnswer>) => {
  let running: Promise<ReplaceAnswer> | undefined
  return (request) => {
    running ??= handOver(options, request).then((answer) => {
      if (answer.kind !== 'replaced') running = undefined
      return answer
    })
    return running
  }
}

const handOver = async (options: HandOverOptions, request: ReplaceRequest): Promise<ReplaceAnswer> => {
  const { home, claim, background, start = launch } = options
  if (!background) return { kind: 'unsupported', why: 'foreground' }
  if (!canShare()) return { kind: 'unsupported', why: 'platform' }
  const daemon = options.daemon()
  daemon.settle()
  try {
    const { pid, addresses } = await start(home, request, { sockets: daemon.sockets(), heirOf: claim })
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
