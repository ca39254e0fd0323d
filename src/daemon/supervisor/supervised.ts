/** The daemon's side of its guardian: what it was given at its start, and what it says. Without a guardian all of it is empty. */
import { redactText } from '../../codec/http/redact.ts'
import type { Environment } from '../../process/options.ts'
import {
  passSocket,
  receiveSockets,
  type SharedSocket,
  type SocketHandle,
  type SocketPlace,
} from '../listening/shared-socket.ts'
import { type CrashHistory, NO_CRASHES } from './crash-history.ts'
import { tellParent } from './starter.ts'
import {
  GUARDIAN_VARIABLE,
  type GuardianBriefing,
  isGuardianOrder,
  isWard,
  type WardMessage,
} from './supervisor-messages.ts'

export interface Guarded {
  /** `none`: never had a guardian; `gone`: it ended before us. */
  readonly state: () => 'none' | 'watching' | 'gone'
  /** Claim of the daemon that hands over to this one. */
  readonly heirOf: string | undefined
  readonly crashes: CrashHistory
  /** The socket that was handed over for this place. */
  readonly take: (place: SocketPlace) => SocketHandle | undefined
  /** Gives the guardian a hold on sockets that it does not have. */
  readonly share: (sockets: readonly SharedSocket[]) => void
  /** Says that our end will be no crash. */
  readonly leave: () => void
  /** Calls back when the guardian wants us to stop. */
  readonly onStop: (stop: () => void) => void
  /** Lets go of the guardian, so that it does not keep this process. */
  readonly release: () => void
}

/** Resolves when everything that the guardian hands over is here. */
export const joinGuardian = async (environment: Environment): Promise<Guarded> => {
  const text = environment[GUARDIAN_VARIABLE]
  if (text === undefined || !isWard(environment)) return UNGUARDED
  const briefing = JSON.parse(text) as GuardianBriefing
  return guardedBy(briefing, await receiveSockets(briefing.sockets))
}

const guardedBy = ({ crashes, heirOf }: GuardianBriefing, received: readonly SharedSocket[]): Guarded => {
  const waiting = new Map(received.map((socket) => [socket.name, socket]))
  const inherited = new Set<SocketHandle>()
  const say = (message: WardMessage): void => void tellParent(message)
  let stop = (): void => undefined
  const hear = (message: unknown): void => {
    if (isGuardianOrder(message)) stop()
  }
  const lastWords = (error: Error): void => say({ type: 'last-words', text: firstLine(redactText(String(error))) })
  process.on('message', hear)
  process.on('uncaughtExceptionMonitor', lastWords)
  process.channel?.unref()
  return {
    state: () => (process.connected ? 'watching' : 'gone'),
    heirOf,
    crashes,
    take: ({ name, host, port }) => {
      const socket = waiting.get(name)
      waiting.delete(name)
      if (socket?.host === host && socket.port === port) {
        inherited.add(socket.handle)
        return socket.handle
      }
      // It belongs to a place where we do not listen any more.
      socket?.handle.close()
      return undefined
    },
    share: (sockets) => {
      for (const socket of sockets) {
        if (inherited.has(socket.handle) || !process.connected) continue
        passSocket((message, handle) => process.send?.(message, handle, {}, () => undefined), socket)
      }
    },
    leave: () => say({ type: 'leaving' }),
    onStop: (callback) => {
      stop = callback
    },
    release: () => {
      process.off('message', hear)
      process.off('uncaughtExceptionMonitor', lastWords)
      if (process.connected) process.disconnect()
    },
  }
}

const UNGUARDED: Guarded = {
  state: () => 'none',
  heirOf: undefined,
  crashes: NO_CRASHES,
  take: () => undefined,
  share: () => undefined,
  leave: () => undefined,
  onStop: () => undefined,
  release: () => undefined,
}

const firstLine = (text: string): string => text.split('\n', 1)[0]?.slice(0, 300) ?? ''
