/** One HTTP listener: binds, sets limits, drains. What happens with a request is up to its caller. */
import { createServer, type IncomingMessage, type Server, type ServerOptions, ServerResponse } from 'node:http'
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { StartFailure } from '../../process/start-failure.ts'
import type { ConnectionBudget } from './connection-budget.ts'
import { letClientsHalfClose } from './half-closed.ts'
import { LISTENER_LIMITS } from './listener-limits.ts'
import { isRefusedMethod, refusedHead } from './request-head.ts'
import { handleOf, type SocketHandle } from './shared-socket.ts'
import { createUpgradedSockets, type UpgradedSockets } from './upgraded-sockets.ts'

export interface ListenerOptions {
  /** What people call it in messages, for example "Claude". */
  readonly name: string
  /** Environment variable that sets another port. */
  readonly variable: string
  readonly host: string
  /** 0 means any free port. */
  readonly port: number
  readonly request: (request: IncomingMessage, response: ServerResponse) => void
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** A socket that another process listens on already, instead of one of our own. */
  readonly inherited?: SocketHandle | undefined
  /** What the connections of this listener are counted in; not limited where absent. */
  readonly budget?: ConnectionBudget | undefined
  /** Other bounds than the usual, so that a test can meet them without waiting. */
  readonly limits?: ServerOptions
}

export interface Listener {
  readonly host: string
  readonly port: number
  /** `http://host:port`, with brackets around IPv6; a wildcard host is shown as loopback. */
  readonly address: string
  /** Requests being answered now. */
  readonly open: () => number
  /** The socket, for another process that shall listen on it; undefined where it cannot be shared. */
  readonly handle: () => SocketHandle | undefined
  /**
   * Leaves new connections to the process that shares the socket. Those that are there are still served, and each is closed after its
   * next answer, so that clients move over. Then `close` waits for them.
   */
  readonly drain: () => void
  /** Stops accepting, waits for running requests up to `timeoutMs`, then cuts. */
  readonly close: (timeoutMs: number) => Promise<void>
}

/** Throws `StartFailure` when the port cannot be had. */
export const listen = async (options: ListenerOptions): Promise<Listener> => {
  let open = 0
  let ending: 'no' | 'draining' | 'closing' = 'no'
  const refusedSockets = new WeakSet<Duplex>()
  const upgraded = createUpgradedSockets()
  const server = createServer({ ...LISTENER_LIMITS.server, ...options.limits }, (request, response) => {
    open += 1
    if (ending !== 'no') response.shouldKeepAlive = false
    if (response.socket === null) closeWithConnection(request, response)
    response.on('close', () => {
      open -= 1
      // A connection that falls idle while we drain would otherwise be kept until its keep-alive time is over.
      if (ending === 'closing') setImmediate(() => server.closeIdleConnections())
    })
    // A request that came right behind a refused one is parsed already; it must not be served.
    if (refusedSockets.has(request.socket)) return
    const status = refusedHead(request)
    if (status === undefined) {
      options.request(request, response)
      return
    }
    refusedSockets.add(request.socket)
    const allow = status === 405 ? ['Allow', ALLOWED_METHODS] : []
    response.writeHead(status, ['Connection', 'close', 'Content-Length', '0', ...allow]).end()
  })
  letClientsHalfClose(server)
  const { budget } = options
  const turnAway = createTurningAway()
  if (budget !== undefined) {
    budget.add(server)
    server.on('connection', (socket) => {
      if (budget.take(socket)) return
      refusedSockets.add(socket)
      turnAway(socket)
    })
  }
  server.maxHeadersCount = LISTENER_LIMITS.maxHeadersCount
  server.timeout = 0
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket)
    // Behind a request that is still being answered there is no turn to answer an upgrade in.
    if (isAnswering(request, socket)) socket.destroy()
    else if (refusedHead(request) === undefined) options.upgrade(request, socket, head)
    else refuse(new Error('The head of the request can be read in two ways'), socket)
  })
  // Node hangs up without a word where nobody listens for it.
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    upgraded.add(socket)
    socket.end(shortAnswer('405 Method Not Allowed'))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (refusedSockets.has(socket)) socket.destroy()
    else refuse(error, socket)
  })
  await bind(server, options)
  const { port } = server.address() as AddressInfo
  return {
    host: options.host,
    port,
    address: addressOf(options.host, port),
    open: () => open,
    handle: () => handleOf(server),
    drain: () => {
      if (ending !== 'no') return
      ending = 'draining'
      server.keepAliveTimeout = LINGER_MS
      // Not the close of HTTP, which hangs up on idle connections: a client may be sending on one at this very moment.
      NetServer.prototype.close.call(server)
      setTimeout(() => server.closeIdleConnections(), LINGER_MS).unref()
    },
    close: (timeoutMs) => {
      if (ending === 'draining') return connectionsEnded({ server, upgraded }, timeoutMs)
      ending = 'closing'
      return closeServer({ server, upgraded }, timeoutMs)
    },
  }
}

/** How long a connection that nobody uses is kept after its socket was handed over to another process, in ms. */
const LINGER_MS = 5000

/**
 * A response that waits for its turn behind another one on the same connection hears nothing of the connection's end from node, and
 * would go on being prepared for nobody.
 */
const closeWithConnection = ({ socket }: IncomingMessage, response: ServerResponse): void => {
  const end = (): void => {
    response.destroy()
    response.emit('close')
  }
  // As many may wait as the client sends ahead; node would take more than ten listeners for a leak and say so.
  socket.setMaxListeners(0)
  socket.once('close', end)
  response.once('close', () => socket.off('close', end))
}

/** Whether an earlier request on the connection waits for its answer: node gives a socket to one response at a time. */
const isAnswering = (request: IncomingMessage, socket: Duplex): boolean => {
  const response = new ServerResponse(request)
  try {
    response.assignSocket(socket as Socket)
  } catch {
    return true
  }
  response.detachSocket(socket as Socket)
  return false
}

/** Bytes that are no HTTP get a short answer and the connection ends: nothing after them can be trusted. */
const refuse = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  socket.end(
    shortAnswer(
      startsRefusedMethod(error) ? '405 Method Not Allowed' : (STATUS_BY_CODE[error.code ?? ''] ?? '400 Bad Request'),
    ),
  )
}

/** `TRACK` is a method that node's parser does not know, and of the others it takes only some targets. */
const startsRefusedMethod = ({ rawPacket }: NodeJS.ErrnoException & { readonly rawPacket?: Buffer }): boolean =>
  isRefusedMethod(rawPacket?.toString('latin1', 0, 8).split(' ', 1)[0] ?? '')

/** How long a client that is turned away may take to read why, in ms, and how many may: each keeps a descriptor for that long. */
const TURN_AWAY_MS = 100
const MOST_TURNED_AWAY = 16

/** For a connection that is one more than there is room for: it is told so, unless many are being told already. */
const createTurningAway = (): ((socket: Socket) => void) => {
  let told = 0
  return (socket) => {
    if (told >= MOST_TURNED_AWAY) {
      socket.destroy()
      return
    }
    told += 1
    socket.once('close', () => {
      told -= 1
    })
    socket.end(shortAnswer('503 Service Unavailable'))
    setTimeout(() => socket.destroy(), TURN_AWAY_MS).unref()
  }
}

const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'

const shortAnswer = (status: string): string => {
  const allow = status.startsWith('405') ? `Allow: ${ALLOWED_METHODS}\r\n` : ''
  return `HTTP/1.1 ${status}\r\nConnection: close\r\n${allow}Content-Length: 0\r\n\r\n`
}

const STATUS_BY_CODE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

const bind = (server: Server, { host, port, name, variable, inherited }: ListenerOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const system = error.code ?? 'unknown error'
      const wanted = { what: name, host, port }
      reject(
        system === 'EADDRINUSE'
          ? new StartFailure({ code: 'port-in-use', ...wanted, variable }, { cause: error })
          : new StartFailure({ code: 'address-unavailable', ...wanted, system }, { cause: error }),
      )
    })
    server.listen(inherited ?? { host, port }, () => {
      server.removeAllListeners('error')
      server.on('error', () => undefined)
      resolve()
    })
  })

const WILDCARDS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }

const addressOf = (host: string, port: number): string => {
  const shown = WILDCARDS[host] ?? (host.includes(':') ? `[${host}]` : host)
  return `http://${shown}:${port}`
}

interface Connections {
  readonly server: Server
  readonly upgraded: UpgradedSockets
}

const cutAll = ({ server, upgraded }: Connections): void => {
  server.closeAllConnections()
  upgraded.cut()
}

const closeServer = (connections: Connections, timeoutMs: number): Promise<void> =>
  new Promise((resolve) => {
    const { server } = connections
    const cut = setTimeout(() => cutAll(connections), timeoutMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })

/** Waits for the connections of a server that listens no more, and cuts what is left. */
const connectionsEnded = (connections: Connections, timeoutMs: number): Promise<void> =>
  new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(cut)
      resolve()
    }
    const { server } = connections
    const cut = setTimeout(() => cutAll(connections), timeoutMs)
    server.getConnections((_error, count) => {
      if (count === 0) finish()
      else server.once('close', finish)
    })
  })
