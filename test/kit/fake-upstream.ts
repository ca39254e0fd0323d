/**
 * An upstream that does what a test says: a real HTTP server on a free port of loopback that records every request as it came
 * and answers from a script. What scripts are made of stands in `replies.ts`; nothing here waits on a timer.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { RawHeaders } from '../../src/contract/exchange.ts'

/** A request as it arrived, nothing normalised. */
export interface SeenRequest {
  /** Counted from 1, per upstream. */
  readonly number: number
  readonly method: string
  /** Raw request target. */
  readonly url: string
  readonly rawHeaders: RawHeaders
  /** Values of a header by lower-case name, in order. */
  readonly header: (name: string) => readonly string[]
  /** Resolves with the whole body; starts reading when first called. */
  readonly body: () => Promise<Buffer>
  /** Resolves when the client's connection has closed. */
  readonly closed: Promise<void>
  /** The connection the request came on: equal for requests that shared one. */
  readonly connection: Socket
}

/** What a script answers with. Bytes go out as they are given, one write each. */
export interface ReplyWriter {
  readonly head: (status: number, headers?: RawHeaders, statusMessage?: string) => void
  /** Resolves once the bytes were handed to the kernel, or when the client has gone. */
  readonly write: (bytes: Uint8Array | string) => Promise<void>
  readonly end: (bytes?: Uint8Array | string) => void
  /** Closes the connection where it stands. */
  readonly cut: () => void
  /** Sends a TCP reset. */
  readonly reset: () => void
  /** Takes the connection out of HTTP's hands, to write bytes no server would. */
  readonly socket: Socket
}

export type Script = (request: SeenRequest, reply: ReplyWriter) => void | Promise<void>

export interface FakeUpstream {
  readonly port: number
  /** `http://127.0.0.1:port`, or https. */
  readonly url: string
  /** Requests in order of arrival of their heads. */
  readonly seen: readonly SeenRequest[]
  /** Resolves with the nth request (from 1) as soon as its head has arrived. */
  readonly request: (number: number) => Promise<SeenRequest>
  /** The script for requests that have no turn of their own. */
  readonly always: (script: Script) => void
  /** A script for the next request without one; several wait in line. */
  readonly next: (...scripts: readonly Script[]) => void
  /** Connections accepted so far. */
  readonly connections: () => number
  readonly close: () => Promise<void>
}

const notScripted: Script = (request, reply) => {
  reply.head(500, ['content-type', 'text/plain'])
  reply.end(`No script for request ${request.number}`)
}

/** With `tls` (PEM) it speaks https. */
export const startFakeUpstream = async (
  script: Script = notScripted,
  tls?: { readonly key: string; readonly cert: string },
): Promise<FakeUpstream> => {
  const seen: SeenRequest[] = []
  const queue: Script[] = []
  const waiting = new Map<number, (request: SeenRequest) => void>()
  let standing = script
  let connections = 0

  const serve = (message: IncomingMessage, response: ServerResponse): void => {
    const request = observe(message, seen.length + 1)
    seen.push(request)
    waiting.get(request.number)?.(request)
    const turn = queue.shift() ?? standing
    // A script whose client has left rejects with a socket error: that is the scene, not a failure of the test.
    Promise.resolve(turn(request, writerFor(message, response))).catch(() => message.socket.destroy())
  }
  const server = tls === undefined ? createServer(serve) : createSecureServer(tls, serve)
  server.on('connection', () => {
    connections += 1
  })
  server.keepAliveTimeout = 0
  server.requestTimeout = 0
  const port = await listen(server)

  return {
    port,
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    seen,
    request: (number) => {
      const there = seen[number - 1]
      return there === undefined ? new Promise((resolve) => waiting.set(number, resolve)) : Promise.resolve(there)
    },
    always: (next) => {
      standing = next
    },
    next: (...scripts) => {
      queue.push(...scripts)
    },
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Binds to a free port of loopback. */
export const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })

/** One promise per connection, however many requests it carries. */
const closings = new WeakMap<Socket, Promise<void>>()

const closingOf = (socket: Socket): Promise<void> => {
  const known = closings.get(socket) ?? new Promise<void>((resolve) => socket.once('close', () => resolve()))
  closings.set(socket, known)
  return known
}

const observe = (message: IncomingMessage, number: number): SeenRequest => {
  let body: Promise<Buffer> | undefined
  const rawHeaders = [...message.rawHeaders]
  return {
    number,
    method: message.method ?? '',
    url: message.url ?? '',
    rawHeaders,
    header: (name) => valuesOf(rawHeaders, name),
    body: () => {
      body ??= collect(message)
      return body
    },
    closed: closingOf(message.socket),
    connection: message.socket,
  }
}

/** Values of a header by lower-case name, in order, from a flat list. */
export const valuesOf = (headers: RawHeaders, name: string): string[] =>
  headers.filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name)

const collect = (message: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.once('end', () => resolve(Buffer.concat(chunks)))
    message.once('error', reject)
  })

const writerFor = (message: IncomingMessage, response: ServerResponse): ReplyWriter => {
  const { socket } = message
  response.sendDate = false
  response.on('error', () => undefined)
  return {
    socket,
    head: (status, headers = [], statusMessage) => {
      if (statusMessage === undefined) response.writeHead(status, [...headers])
      else response.writeHead(status, statusMessage, [...headers])
      // Sends the head now. flushHeaders() would write it as UTF-8 and change bytes above 0x7f.
      response.write('', 'latin1')
    },
    write: (bytes) =>
      new Promise((resolve) => {
        if (socket.destroyed) return resolve()
        socket.once('close', resolve)
        response.write(bytes, () => {
          socket.off('close', resolve)
          resolve()
        })
      }),
    end: (bytes) => {
      response.end(bytes)
    },
    cut: () => socket.destroy(),
    reset: () => socket.resetAndDestroy(),
  }
}
