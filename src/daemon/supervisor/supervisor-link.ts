/** The daemon's side of its supervisor: what it was given at its start, and what it reports. Without a supervisor all of it is empty. */
import { redactText } from '../../codec/http/redact.ts'
import type { Environment } from '../../process/options.ts'
import type { Addresses } from '../../process/run-file.ts'
import {
  passSocket,
  receiveSockets,
  type SharedSocket,
  type SocketHandle,
  type SocketKey,
} from '../listening/shared-socket.ts'
import { type CrashHistory, NO_CRASHES } from './crash-history.ts'
import { sendToParent } from './starter.ts'
import {
  isSupervised,
  isSupervisorOrder,
  SUPERVISOR_VARIABLE,
  type WorkerBriefing,
  type WorkerMessage,
} from './supervisor-messages.ts'

export interface SupervisorLink {
  /** `none`: there never was a supervisor; `gone`: it ended before us. */
  readonly state: () => 'none' | 'watching' | 'gone'
  /** Claim of the daemon that hands over to this one. */
  readonly successorOf: string | undefined
  readonly crashes: CrashHistory
  /** The socket that was handed over for this listener. */
  readonly take: (key: SocketKey) => SocketHandle | undefined
  /** Gives the supervisor a hold on sockets that it does not have. */
  readonly share: (sockets: readonly SharedSocket[]) => void
  /** Reports that every port answers. Resolves when the message has left. */
  readonly ready: (addresses: Addresses) => Promise<void>
  /** Reports that from now on our end is no crash. */
  readonly draining: () => void
  /** Calls back when the supervisor wants us to stop. */
  readonly onStop: (stop: () => void) => void
  /** Closes the channel, so that it does not keep this process. */
  readonly release: () => void
}

/** Resolves when everything that the supervisor hands over is here. */
export const joinSupervisor = async (environment: Environment): Promise<SupervisorLink> => {
  const text = environment[SUPERVISOR_VARIABLE]
  if (text === undefined || !isSupervised(environment)) return UNSUPERVISED
  const briefing = JSON.parse(text) as WorkerBriefing
  return linkOf(briefing, await receiveSockets(briefing.sockets))
}

const linkOf = ({ crashes, successorOf }: WorkerBriefing, received: readonly SharedSocket[]): SupervisorLink => {
  const { take, share } = handedOver(received)
  let stop = (): void => undefined
  const onMessage = (message: unknown): void => {
    if (isSupervisorOrder(message)) stop()
  }
  process.on('message', onMessage)
  process.on('uncaughtExceptionMonitor', sendCrashMessage)
  process.channel?.unref()
  return {
    state: () => (process.connected ? 'watching' : 'gone'),
    successorOf,
    crashes,
    take,
    share,
    ready: (addresses) => send({ type: 'ready', pid: process.pid, addresses }),
    draining: () => void send({ type: 'draining' }),
    onStop: (callback) => {
      stop = callback
    },
    release: () => {
      process.off('message', onMessage)
      process.off('uncaughtExceptionMonitor', sendCrashMessage)
      if (process.connected) process.disconnect()
    },
  }
}

const send = (message: WorkerMessage): Promise<void> => sendToParent(message)

const sendCrashMessage = (error: Error): void =>
  void send({ type: 'crash-message', text: firstLine(redactText(String(error))) })

const firstLine = (text: string): string => text.split('\n', 1)[0]?.slice(0, 300) ?? ''

/** Listening sockets: those that came, by what they were opened for, and those that the supervisor holds because of that. */
const handedOver = (received: readonly SharedSocket[]): Pick<SupervisorLink, 'take' | 'share'> => {
  const waiting = new Map(received.map((socket) => [socket.name, socket]))
  const inherited = new Set<SocketHandle>()
  return {
    take: ({ name, host, port }) => {
      const socket = waiting.get(name)
      waiting.delete(name)
      if (socket?.host === host && socket.port === port) {
        inherited.add(socket.handle)
        return socket.handle
      }
      // It was opened for a host or port where we do not listen any more.
      socket?.handle.close()
      return undefined
    },
    share: (sockets) => {
      for (const socket of sockets) {
        if (inherited.has(socket.handle) || !process.connected) continue
        passSocket((message, handle) => process.send?.(message, handle, {}, () => undefined), socket)
      }
    },
  }
}

const UNSUPERVISED: SupervisorLink = {
  state: () => 'none',
  successorOf: undefined,
  crashes: NO_CRASHES,
  take: () => undefined,
  share: () => undefined,
  ready: async () => undefined,
  draining: () => undefined,
  onStop: () => undefined,
  release: () => undefined,
}
