/** What the guardian and the daemon it watches over, its ward, say to each other. Both are always of one version. */

import type { Environment } from '../../process/options.ts'
import type { CrashHistory } from './crash-history.ts'
import type { StarterMessage } from './starter.ts'

/** Environment variable that tells a daemon of its guardian: a `GuardianBriefing` as JSON. */
export const GUARDIAN_VARIABLE = 'CLP_GUARDIAN'

/** Whether this process is a daemon that a guardian watches over. */
export const isWard = (environment: Environment): boolean =>
  environment[GUARDIAN_VARIABLE] !== undefined && process.send !== undefined

export interface GuardianBriefing {
  /** Listening sockets that follow as messages. */
  readonly sockets: number
  /** What crashed before this start. */
  readonly crashes: CrashHistory
  /** Claim of the daemon that hands over to this one. */
  readonly heirOf?: string
}

/** From the daemon; sockets it listens on come as `SocketMessage`. */
export type WardMessage =
  | StarterMessage
  /** It goes in order, or another one has taken over: its end is no crash, and its sockets are to be let go. */
  | { readonly type: 'leaving' }
  /** It is about to end because of an error that nobody caught. */
  | { readonly type: 'last-words'; readonly text: string }

/** To the daemon. */
export type GuardianOrder = { readonly type: 'stop' }

const WARD_TYPES: readonly unknown[] = ['ready', 'failed', 'leaving', 'last-words'] satisfies WardMessage['type'][]

/** The type says enough, because sender and receiver are of one version. */
export const isWardMessage = (message: unknown): message is WardMessage =>
  typeof message === 'object' && message !== null && 'type' in message && WARD_TYPES.includes(message.type)

export const isGuardianOrder = (message: unknown): message is GuardianOrder =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'stop'
