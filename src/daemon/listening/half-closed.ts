/**
 * Clients that close their half of the connection after their request and wait for the answer on the other (RFC 9112 section 9.6). A client
 * that has left looks the same until something is sent to it: it is sent what no client minds, and the system tells which of the two it is.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Whether it is still there is known after one way there and back; then it is asked again now and then, in ms. */
const FIRST_LOOK_MS = 100
const LOOK_MS = 5000

export const letClientsHalfClose = (server: Server): void => {
  // Not in the documentation of node, and in all its versions: without it each half-closed connection is closed at once.
  Object.assign(server, { httpAllowHalfOpen: true })
  /** The last request of each connection. */
  const last = new WeakMap<Socket, Asked>()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    last.set(request.socket, { request, response })
  })
  server.on('connection', (socket: Socket) => {
    socket.once('end', () => {
      const asked = last.get(socket)
      if (asked !== undefined && !asked.response.writableFinished) ended(socket, asked)
    })
  })
}

interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * A client of HTTP/1.0 knows no interim answers, who has the beginning of its answer has left in the middle of it, and behind an answer that is
 * under way there is no room to ask.
 */
const ended = (socket: Socket, { request, response }: Asked): void => {
  const mayAsk = request.httpVersionMinor > 0 && response.socket === socket
  const waits = mayAsk && request.complete && !response.headersSent
  if (waits) look(socket, response, FIRST_LOOK_MS)
  else socket.end()
}

/** An interim answer that says nothing: to a client that has left, the second of them cannot be sent. */
const look = (socket: Socket, response: ServerResponse, againMs: number): void => {
  if (socket.destroyed || response.headersSent || response.destroyed) return
  response.writeProcessing()
  setTimeout(() => look(socket, response, LOOK_MS), againMs).unref()
}
