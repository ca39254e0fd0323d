/** A wire without sockets: answers each attempt with the next reply of its script, and keeps what was sent. */
import { type ByteSource, bytesSource } from '../../src/codec/bytes/byte-source.ts'
import type { RawHeaders } from '../../src/contract/exchange.ts'
import type { Reply } from '../../src/edge/reply.ts'
import type { Transport, TransportTimeouts, WireRequest } from '../../src/proxy/exchange/transport.ts'

/** What an attempt is answered with: a reply, a failure of the wire, or whatever a function makes of the request. */
export type Answer = Reply | Error | ((request: WireRequest) => Reply | Promise<Reply>)

export interface Wire {
  readonly transport: Transport
  /** Requests as they would have gone on the wire, in order. */
  readonly sent: readonly WireRequest[]
  readonly timeouts: readonly TransportTimeouts[]
}

/** An attempt beyond the end of the script fails its test. */
export const scriptedWire = (answers: readonly Answer[]): Wire => {
  const sent: WireRequest[] = []
  const timeouts: TransportTimeouts[] = []
  return {
    sent,
    timeouts,
    transport: {
      send: async (request, limits) => {
        const answer = answers[sent.length]
        sent.push(request)
        timeouts.push(limits)
        if (answer === undefined) throw new Error(`The script has no answer for attempt ${sent.length}`)
        if (answer instanceof Error) throw answer
        return typeof answer === 'function' ? answer(request) : answer
      },
      close: () => undefined,
    },
  }
}

export interface ReplyParts {
  readonly status?: number
  readonly headers?: RawHeaders
  readonly body?: string | Uint8Array | ByteSource
}

/** A reply as a transport gives it. */
export const replyOf = ({ status = 200, headers = [], body }: ReplyParts = {}): Reply => ({
  status,
  statusMessage: '',
  headers,
  body: typeof body === 'string' || body instanceof Uint8Array ? bytesSource([Buffer.from(body)]) : body,
})

export const jsonReply = (value: unknown, status = 200, headers: RawHeaders = []): Reply =>
  replyOf({ status, headers: ['content-type', 'application/json', ...headers], body: JSON.stringify(value) })

export const streamReply = (body: ByteSource | string, headers: RawHeaders = []): Reply =>
  replyOf({ headers: ['content-type', 'text/event-stream', ...headers], body })
