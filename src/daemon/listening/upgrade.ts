/** Hands an `Upgrade` that is not ours to the proxy like any request, so that its refusal is recorded like any answer of our own. */
import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Serve } from '../../proxy/entrances/http.ts'

/** Answers and ends the connection: node gives the socket away with an upgrade and parses nothing behind it. */
export const serveUpgrade = (serve: Serve, request: IncomingMessage, socket: Duplex): void => {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket as Socket)
  response.once('finish', () => {
    response.detachSocket(socket as Socket)
    socket.end()
  })
  serve(request, response, { upgrade: true })
}
