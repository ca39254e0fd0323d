/**
 * The wire, by way of node:http. Chosen by measurement for bodies of 50 KB to 2 MB: the received buffers are written as
 * they are, uncopied (measure it: bench/README.md).
 */
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { endToEnd } from '../../codec/http/headers.ts'
import type { Clock } from '../../contract/clock.ts'
import type { Reply } from '../../edge/reply.ts'
import { type Transport, TransportError, type TransportTimeouts, type WireRequest } from '../exchange/transport.ts'
import type { Deadline, Deadlines } from './deadlines.ts'
import { closeKept, type Egress, openRequest } from './egress.ts'
import { incomingSource } from './incoming-source.ts'
import { writable } from './odd-head.ts'

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
      if (!(error instanceof StaleConnection)) throw error
      // The others may be as old.
      closeKept(options.egressTo(request.url), request.url)
      return await sendOnce(options, request, timeouts)
    }
  },
  close: options.close,
})

/** A kept-alive connection turned out to be closed before the server took this request: safe to send again, on another connection. */
class StaleConnection extends TransportError {}

const sendOnce = (options: NodeTransportOptions, request: WireRequest, timeouts: TransportTimeouts): Promise<Reply> =>
  new Promise((resolve, reject) => {
    if (request.signal.aborted) reject(abandoned())
    else new Sending({ options, request, timeouts, resolve, reject }).begin()
  })

const abandoned = (): TransportError => new TransportError('abandoned', 'aborted', 'The client went away')

interface SendingContext {
  readonly options: NodeTransportOptions
  readonly request: WireRequest
  readonly timeouts: TransportTimeouts
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: unknown) => void
}

/** One request on the wire, until its head has come or it has failed. */
class Sending {
  readonly #context: SendingContext
  readonly #egress: Egress
  readonly #outgoing: ClientRequest
  readonly #startedAt: number
  readonly #deadline: Deadline
  readonly #forgetClient: () => void
  #connectMs: number | undefined
  /** Why we gave up ourselves; what node says of it afterwards does not count. */
  #failure: TransportError | undefined

  constructor(context: SendingContext) {
    const { options, request, timeouts } = context
    this.#context = context
    this.#startedAt = options.clock.elapsed()
    this.#egress = options.egressTo(request.url)
    this.#outgoing = openRequest(this.#egress, {
      url: request.url,
      target: request.target,
      method: request.method,
      headers: request.headers,
    })
    this.#deadline = options.deadlines.arm(timeouts.connectMs, () => this.#giveUp(this.#expired()))
    this.#forgetClient = request.signal.onAbort(() => this.#giveUp(abandoned()))
  }

  begin(): void {
    const { options, request, timeouts } = this.#context
    const outgoing = this.#outgoing
    onConnected(outgoing, (reused) => {
      this.#connectMs = reused ? 0 : options.clock.elapsed() - this.#startedAt
      this.#deadline.touch(timeouts.headersMs)
    })
    outgoing.on('upgrade', (_answer: IncomingMessage, socket: Socket) => {
      socket.destroy()
      this.#refuse('an upgrade nobody asked for')
    })
    outgoing.on('response', (incoming: IncomingMessage) => this.#headCame(incoming))
    outgoing.on('error', (error: NodeJS.ErrnoException) => this.#failed(error))
    holdWhileSending(outgoing, request)
    writeBody(outgoing, request)
  }

  #headCame(incoming: IncomingMessage): void {
    const { options, request, timeouts, resolve } = this.#context
    const { statusCode } = incoming
    if (!isStatus(statusCode)) {
      this.#refuse(`status ${statusCode}`)
      return
    }
    this.#settle()
    const { upstream } = request
    if (statusCode === 408 && this.#outgoing.reusedSocket && closes(incoming)) {
      this.#outgoing.destroy()
      this.#context.reject(new StaleConnection('broken', '408', `${this.#place()} closed the connection`))
      return
    }
    const body = incomingSource(this.#outgoing, incoming, {
      clock: options.clock,
      deadlines: options.deadlines,
      idleMs: timeouts.idleMs,
      upstream,
    })
    const connectMs = this.#outgoing.reusedSocket ? undefined : this.#connectMs
    resolve({
      status: statusCode,
      statusMessage: reasonPhrase(incoming.statusMessage),
      headers: endToEnd(writable(incoming.rawHeaders)),
      body,
      ...(connectMs === undefined ? {} : { connectMs }),
    })
  }

  #failed(error: NodeJS.ErrnoException): void {
    this.#settle()
    const reached = { place: this.#place(), connected: this.#connectMs !== undefined }
    this.#context.reject(this.#failure ?? classify(error, this.#outgoing, reached))
  }

  /** The answer is none that could be passed on. */
  #refuse(what: string): void {
    this.#settle()
    this.#context.reject(new TransportError('broken', 'bad-answer', `${this.#place()} answered with ${what}`))
    this.#outgoing.destroy()
  }

  #giveUp(error: TransportError): void {
    this.#failure ??= error
    this.#outgoing.destroy()
  }

  #settle(): void {
    this.#forgetClient()
    this.#deadline.clear()
  }

  #expired(): TransportError {
    const { timeouts } = this.#context
    const place = this.#place()
    return this.#connectMs === undefined
      ? new TransportError(
          'unreachable',
          'connect-timeout',
          `Cannot connect to ${place} within ${timeouts.connectMs / 1000} s`,
        )
      : new TransportError(
          'timeout',
          'headers-timeout',
          `${place} did not answer within ${timeouts.headersMs / 1000} s`,
        )
  }

  /** The target as errors name it: with its port, and with the proxy that may be the one to blame. */
  #place(): string {
    const { origin } = this.#context.request
    const { proxy } = this.#egress
    return proxy === undefined ? origin : `${origin} by way of the proxy ${proxy.url.origin}`
  }
}

/** What may be passed on as a final answer (RFC 9110 §15); node:http refuses to write anything else. */
const isStatus = (status: number | undefined): status is number =>
  status !== undefined && status >= 200 && status <= 999

/**
 * Whether the server ends the connection. With a 408 on a kept connection it has waited for a request in vain, and ours crossed that answer
 * (RFC 9110 section 15.5.9: "MAY repeat that request"). A 408 that keeps the connection is its answer to this very request.
 */
const closes = ({ headers }: IncomingMessage): boolean =>
  /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i.test(headers.connection ?? '')

/** The reason phrase, or none where it holds what may not stand in one (RFC 9112 §4): it tells programs nothing. */
const reasonPhrase = (reason = ''): string => (/^[\t\x20-\x7e\x80-\xff]*$/.test(reason) ? reason : '')

/** Until the body is with the operating system, or the connection is gone, its bytes are read from where they lie. */
const holdWhileSending = (outgoing: ClientRequest, { body }: WireRequest): void => {
  const hold = body.memory.retain()
  let over = false
  const end = (): void => {
    if (!over) hold.release()
    over = true
  }
  outgoing.on('finish', end)
  outgoing.on('close', end)
}

const writeBody = (outgoing: ClientRequest, { body }: WireRequest): void => {
  for (const chunk of body.chunks) outgoing.write(chunk)
  outgoing.end()
}

const onConnected = (outgoing: ClientRequest, connected: (reused: boolean) => void): void => {
  outgoing.on('socket', (socket) => {
    if (!socket.connecting && outgoing.reusedSocket) connected(true)
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => connected(false))
  })
}

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
  if (!connected) return new TransportError('unreachable', code, `Cannot reach ${place}: ${messageOf(error)}`, error)
  // A write that the system refuses went nowhere; a reset that is read may come after the request was acted upon.
  const nothingSent = error.syscall === 'write' || IDEMPOTENT.has(outgoing.method)
  if (outgoing.reusedSocket && nothingSent && (code === 'ECONNRESET' || code === 'EPIPE')) {
    return new StaleConnection('broken', code, `${place} closed the connection`, error)
  }
  return new TransportError('broken', code, `${place} broke off before it answered: ${messageOf(error)}`, error)
}

/** Node wraps the attempts at several addresses of a name into one error without a message. */
const messageOf = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : error.message
