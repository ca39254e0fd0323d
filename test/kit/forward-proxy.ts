/**
 * An outgoing HTTP proxy such as companies run: forwards absolute-form requests, tunnels CONNECT, and remembers what it was asked for. Every
 * name means this machine to it, since targets that CLP knows to be this machine are never asked of a proxy.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { listen } from './fake-upstream.ts'

export interface ForwardProxy {
  readonly url: string
  /** `GET http://host/path` or `CONNECT host:port`, in order. */
  readonly asked: readonly string[]
  /** What it was shown as `proxy-authorization`, in order, `undefined` where nothing was shown. */
  readonly authorizations: readonly (string | undefined)[]
  readonly close: () => Promise<void>
}

export const startForwardProxy = async (): Promise<ForwardProxy> => {
  const asked: string[] = []
  const authorizations: (string | undefined)[] = []
  const note = (message: IncomingMessage): void => {
    asked.push(`${message.method} ${message.url}`)
    authorizations.push(message.headers['proxy-authorization'])
  }
  const server = createServer((message, response) => {
    note(message)
    forward(message, response)
  })
  server.on('connect', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    note(message)
    tunnel(message.url ?? '', socket, head)
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const forward = (message: IncomingMessage, response: ServerResponse): void => {
  const { port, pathname, search } = new URL(message.url ?? '')
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method: message.method,
    path: `${pathname}${search}`,
    headers: message.headers,
  })
  outgoing.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    answer.pipe(response)
  })
  outgoing.once('error', () => response.destroy())
  message.pipe(outgoing)
}

const tunnel = (authority: string, socket: Duplex, head: Buffer): void => {
  const [, port] = authority.split(':')
  const target = connect(Number(port), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    target.write(head)
    target.pipe(socket).pipe(target)
  })
  target.once('error', () => socket.destroy())
  socket.once('error', () => target.destroy())
}
