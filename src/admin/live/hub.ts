/**
 * The live sockets: a snapshot, then events with consecutive numbers. Proxied streams never wait for a viewer: one that does not keep
 * up loses chunks first, sees the gap in the numbers, and is closed when even the rest piles up.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { LiveEvent } from '../../contract/event.ts'
import { LIVE_PROTOCOL } from '../../contract/page-key.ts'
import type { Problem } from '../../edge/problem.ts'
import type { Bus } from '../../store/live/bus.ts'
import type { LiveStore } from '../../store/live/live.ts'
import { type Channel, createChannels } from './channels.ts'
import { type GatheredWrites, gatherWrites } from './gathered-writes.ts'
import { CLOSE, createViewer, type Viewer } from './viewer.ts'

export interface Hub {
  /** Takes over a socket that asked for an upgrade. `service` limits it to the events of one service. */
  readonly accept: (request: IncomingMessage, socket: Duplex, options: AcceptOptions) => void
  /** Asks every viewer again whether it may still look; for when tokens or sessions have changed. */
  readonly recheck: () => void
  readonly viewers: () => number
  readonly close: () => void
}

export interface AcceptOptions {
  readonly head: Buffer
  readonly service?: string
  readonly chunks: boolean
  /** Undefined while the viewer, who was let in, may go on looking. Asked every now and then. */
  readonly refusal: () => Problem | undefined
}

export interface HubOptions {
  readonly bus: Bus
  readonly live: LiveStore
  readonly pingMs?: number
  /** Bytes waiting for one viewer above which it loses chunks. */
  readonly softLimit?: number
  /** Bytes above which it is disconnected. */
  readonly hardLimit?: number
  readonly mostViewers?: number
}

const PING_MS = 30_000
/** How long a socket may outlive its token, in ms. */
const RECHECK_MS = 500
const SOFT_LIMIT = 512 * 1024
const HARD_LIMIT = 8 * 1024 * 1024
const MOST_VIEWERS = 200
/** A viewer has little to say. */
const MOST_SAID = 4096

export const createHub = (options: HubOptions): Hub => {
  const { bus, live, pingMs = PING_MS, mostViewers = MOST_VIEWERS } = options
  const limits = { soft: options.softLimit ?? SOFT_LIMIT, hard: options.hardLimit ?? HARD_LIMIT }
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_SAID,
    perMessageDeflate: false,
    // A second name holds the page key, which is not said back.
    handleProtocols: (offered) => (offered.has(LIVE_PROTOCOL) ? LIVE_PROTOCOL : false),
  })
  const viewers = new Set<Viewer>()
  const channels = createChannels(bus, live)

  const undo = bus.subscribe((event: LiveEvent) => channels.send(event))
  const timer = setInterval(() => {
    for (const viewer of viewers) viewer.tick()
  }, pingMs)
  timer.unref()
  // A token runs out without anybody's act.
  const doubt = setInterval(() => {
    for (const viewer of viewers) viewer.recheck()
  }, RECHECK_MS)
  doubt.unref()

  const join = (socket: WebSocket, writes: GatheredWrites, { service, chunks, refusal }: AcceptOptions): void => {
    const find = (wanted: boolean): Channel =>
      channels.find({ chunks: wanted, ...(service === undefined ? {} : { service }) })
    const viewer = createViewer({ socket, writes, refusal, limits, chunks, find })
    viewers.add(viewer)
    socket.on('close', () => {
      viewers.delete(viewer)
      viewer.leave()
    })
  }

  return {
    accept: (request, socket, accepted) => {
      server.handleUpgrade(request, socket, accepted.head, (webSocket) => {
        if (viewers.size >= mostViewers) webSocket.close(CLOSE.tryLater, 'Too many viewers')
        else join(webSocket, gatherWrites(socket), accepted)
      })
    },
    recheck: () => {
      for (const viewer of viewers) viewer.recheck()
    },
    viewers: () => viewers.size,
    close: () => {
      undo()
      clearInterval(timer)
      clearInterval(doubt)
      for (const viewer of viewers) viewer.end()
      channels.close()
      server.close()
    },
  }
}
