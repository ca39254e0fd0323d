/** What the supervisor and its worker, the daemon, send to each other. Only an update in place makes them two versions of CLP. */

import type { Environment } from '../../process/options.ts'
import type { CrashHistory } from './crash-history.ts'
import type { StarterMessage } from './starter.ts'

/** Environment variable by which a supervisor makes itself known to its worker: a `WorkerBriefing` as JSON. */
export const SUPERVISOR_VARIABLE = 'CLP_GUARDIAN'

/** Whether this process is the worker of a supervisor. */
export const isSupervised = (environment: Environment): boolean =>
  environment[SUPERVISOR_VARIABLE] !== undefined && process.send !== undefined

export interface WorkerBriefing {
  /** Listening sockets that follow as messages. */
  readonly sockets: number
  /** What crashed before this start. */
  readonly crashes: CrashHistory
  /** Claim of the daemon that hands over to this one. */
  readonly successorOf?: string
}

/** From the worker; sockets it listens on come as `SocketMessage`. */
export type WorkerMessage =
  | StarterMessage
  /** It ends in order, or another one has taken over: its end is no crash, and its sockets are to be let go. */
  | { readonly type: 'draining' }
  /** It is about to end because of an error that nobody caught. */
  | { readonly type: 'crash-message'; readonly text: string }

/** To the worker. */
export type SupervisorOrder = { readonly type: 'stop' }

const WORKER_TYPES: readonly unknown[] = [
  'ready',
  'failed',
  'draining',
  'crash-message',
] satisfies WorkerMessage['type'][]

/** The type says enough, because both sides are our own. */
export const isWorkerMessage = (message: unknown): message is WorkerMessage =>
  typeof message === 'object' && message !== null && 'type' in message && WORKER_TYPES.includes(message.type)

/** Whether a message tells the worker to stop. */
export const isSupervisorOrder = (message: unknown): message is SupervisorOrder =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'stop'
