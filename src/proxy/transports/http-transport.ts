/**
 * The wire, by way of node:http. Chosen by measurement for bodies of 50 KB to 2 MB: the received buffers are written as
 * they are, uncopied (measure it: bench/README.md).
 */
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { endToEnd } from '../../codec/http/headers.ts'
import type { Clock } from '../../contract/clock.ts'
import type { Reply } from '../../edge/reply.ts'
import type { Addressed } from '../exchange/exchange.ts'
import { type Transport, TransportError, type TransportTimeouts } from '../exchange/transport.ts'
import type { Deadlines } from './deadlines.ts'
import { type Egress, openRequest } from './egress.ts'
import { incomingSource } from './incoming-source.ts'

export interface NodeTransportOptions {
  readonly clock: Clock
  readonly deadlines: Deadlines
  /** How a target is reached, by way of an outgoing proxy where one is configured. */
  readonly egressTo: (url: URL) => Egress
  readonly close: () => void
}

export const createNodeTransport = (options: NodeTransportOptions): Transport => ({
  send: async (request, timeouts) => {
    try {
      return await sendOnce(options, request, timeouts)
    } catch (error) {
      if (error instanceof StaleConnection) return await sendOnce(options, request, timeouts)
      throw error
    }
  },
  close: options.close,
})

/** A kept-alive connection turned out to be closed before anything of this request went out: safe to send again. */
class StaleConnection extends TransportError {}

const sendOnce = (options: NodeTransportOptions, request: Addressed, timeouts: TransportTimeouts): Promise<Reply> =>
  new Promise((resolve, reject) => {
    if (request.signal.aborted) {
      reject(new TransportError('abandoned', 'aborted', 'The client went away'))
      return
    }
    const startedAt = options.clock.elapsed()
    const egress = options.egressTo(request.url)
    const outgoing = open(egress, request)
    const place = (): string => placeOf(request, egress)
    let connectMs: number | undefined
    let failure: TransportError | undefined
    const giveUp = (error: TransportError): void => {
      failure ??= error
      outgoing.destroy()
    }
    const deadline = options.deadlines.arm(timeouts.connectMs, () => giveUp(expired(connectMs, timeouts, place())))
    const leave = (): void => giveUp(new TransportError('abandoned', 'aborted', 'The client went away'))
    const settle = request.signal.onAbort(leave)

    onConnected(outgoing, (reused) => {
      connectMs = reused ? 0 : options.clock.elapsed() - startedAt
      deadline.touch(timeouts.headersMs)
    })
    const refuse = (what: string): void => {
      settle()
      deadline.clear()
      reject(new TransportError('broken', 'bad-answer', `${place()} answered with ${what}`))
      outgoing.destroy()
    }
    outgoing.once('upgrade', (_answer: IncomingMessage, socket: Socket) => {
      socket.destroy()
      refuse('an upgrade nobody asked for')
    })
    outgoing.once('response', (incoming: IncomingMessage) => {
      const { upstream } = request
      if (!isStatus(incoming.statusCode)) {
        refuse(`status ${incoming.statusCode}`)
        return
      }
      settle()
      deadline.clear()
      const body = incomingSource(outgoing, incoming, {
        deadlines: options.deadlines,
        idleMs: timeouts.idleMs,
        upstream: upstream.name,
      })
      resolve({
        status: incoming.statusCode,
        statusMessage: reasonPhrase(incoming.statusMessage),
        headers: endToEnd(incoming.rawHeaders),
        body,
        ...(outgoing.reusedSocket || connectMs === undefined ? {} : { connectMs }),
      })
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      settle()
      deadline.clear()
      reject(failure ?? classify(error, outgoing, { place: place(), connected: connectMs !== undefined }))
    })
    holdBody(outgoing, request)
    writeBody(outgoing, request)
  })

const open = (egress: Egress, { url, target, method, outgoing }: Addressed): ClientRequest =>
  openRequest(egress, { url, target, method, headers: outgoing })

/** The target as errors name it: with its port, and with the proxy that may be the one to blame. */
const placeOf = ({ origin }: Addressed, { proxy }: Egress): string =>
  proxy === undefined ? origin : `${origin} by way of the proxy ${proxy.url.origin}`

/** What may be passed on as a final answer (RFC 9110 §15); node:http refuses to write anything else. */
const isStatus = (status: number | undefined): status is number =>
  status !== undefined && status >= 200 && status <= 999

/** The reason phrase, or none where it holds what may not stand in one (RFC 9112 §4): it tells programs nothing. */
const reasonPhrase = (reason = ''): string => (/^[\t\x20-\x7e\x80-\xff]*$/.test(reason) ? reason : '')

/** Until the body is with the operating system, or the connection is gone, its bytes are read from where they lie. */
const holdBody = (outgoing: ClientRequest, { body }: Addressed): void => {
  const hold = body.memory.retain()
  let over = false
  const end = (): void => {
    if (!over) hold.release()
    over = true
  }
  outgoing.once('finish', end)
  outgoing.once('close', end)
}

const writeBody = (outgoing: ClientRequest, { body }: Addressed): void => {
  for (const chunk of body.chunks) outgoing.write(chunk)
  outgoing.end()
}

const onConnected = (outgoing: ClientRequest, connected: (reused: boolean) => void): void => {
  outgoing.once('socket', (socket) => {
    if (!socket.connecting && outgoing.reusedSocket) connected(true)
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => connected(false))
  })
}

const expired = (connectMs: number | undefined, timeouts: TransportTimeouts, place: string): TransportError =>
  connectMs === undefined
    ? new TransportError(
        'unreachable',
        'connect-timeout',
        `Cannot connect to ${place} within ${timeouts.connectMs / 1000} s`,
      )
    : new TransportError('timeout', 'headers-timeout', `${place} did not answer within ${timeouts.headersMs / 1000} s`)

/** Requests that may be sent twice without harm (RFC 9110 §9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

interface Reached {
  readonly place: string
  readonly connected: boolean
}

const classify = (
  error: NodeJS.ErrnoException,
  outgoing: ClientRequest,
  { place, connected }: Reached,
): TransportError => {
  const code = error.code ?? 'unknown'
  if (!connected) return new TransportError('unreachable', code, `Cannot reach ${place}: ${error.message}`, error)
  // A write that the system refuses went nowhere; a reset that is read may come after the request was acted upon.
  const nothingSent = error.syscall === 'write' || IDEMPOTENT.has(outgoing.method)
  if (outgoing.reusedSocket && nothingSent && (code === 'ECONNRESET' || code === 'EPIPE')) {
    return new StaleConnection('broken', code, `${place} closed the connection`, error)
  }
  return new TransportError('broken', code, `${place} broke off before it answered: ${error.message}`, error)
}
