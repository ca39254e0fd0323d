/** Turns a request on one of our listeners into the shape the chain works on. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Body } from '../../codec/bytes/body.ts'
import { Pieces } from '../../codec/bytes/pieces.ts'
import { requestId } from '../../codec/http/request-id.ts'
import type { Clock } from '../../contract/clock.ts'
import { FairReading } from '../../edge/fair-reading.ts'
import { Problem } from '../../edge/problem.ts'
import { spokenAt } from '../../protocol/spoken.ts'
import type { Snapshot } from '../../store/config/config.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { ClientSignal } from '../exchange/client-signal.ts'
import type { Arrived } from '../exchange/exchange.ts'
import type { ClientService } from '../exchange/service.ts'

export interface ArrivalContext {
  readonly service: ClientService
  readonly snapshot: Snapshot
  readonly clock: Clock
  /** Peer address, or the one a trusted proxy named. */
  readonly address: string
  /** Why it cannot be let in, if the entrance knows already. */
  readonly refused: Problem | undefined
}

export const arrive = (request: IncomingMessage, response: ServerResponse, context: ArrivalContext): Arrived => {
  const { service, snapshot, clock, address, refused } = context
  const startedAt = clock.now()
  const { path, query } = splitTarget(request.url ?? '/')
  const signal = new ClientSignal()
  response.on('close', () => {
    if (!response.writableFinished) signal.abort()
  })
  return {
    head: {
      id: requestId(startedAt),
      service,
      protocol: spokenAt(path, service.protocol),
      snapshot,
      system: snapshot.get(systemDocument),
      method: request.method ?? 'GET',
      path,
      query,
      loneQuestionMark: query === '' && request.url?.endsWith('?') === true,
      headers: request.rawHeaders,
      address,
      signal,
      startedAt,
    },
    incoming: { readBody: (limit) => readBody(request, response, { limit, clock }) },
    refused,
  }
}

/** Raw path and raw query. An absolute-form target (RFC 9112 §3.2.2) loses its scheme and authority. */
const splitTarget = (target: string): { path: string; query: string } => {
  const relative = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target)
  const rest = relative === null ? target : target.slice(relative[0].length)
  const mark = rest.indexOf('?')
  const path = mark === -1 ? rest : rest.slice(0, mark)
  return {
    path: path.startsWith('/') ? path : `/${path === '*' ? '' : path}`,
    query: mark === -1 ? '' : rest.slice(mark + 1),
  }
}

interface BodyReading {
  /** Bytes of the largest body. */
  readonly limit: number
  readonly clock: Clock
}

const readBody = (request: IncomingMessage, response: ServerResponse, { limit, clock }: BodyReading): Promise<Body> => {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limit) return Promise.reject(tooLarge(response, limit))
  if (announced === 0 && request.headers['transfer-encoding'] === undefined) return Promise.resolve(Body.empty)
  return new Promise((resolve, reject) => {
    const pieces = new Pieces(announced > 0 ? announced : limit)
    const reading = new FairReading(request.socket, clock)
    request.on('data', (chunk: Buffer) => {
      if (pieces.size + chunk.byteLength > limit) {
        request.removeAllListeners('data')
        reject(tooLarge(response, limit))
        return
      }
      pieces.push(chunk)
      reading.came()
    })
    request.on('end', () => resolve(Body.received(pieces.list())))
    const broken = (): void => {
      // `close` follows every request; only an unfinished one is a failure.
      if (!request.complete) reject(new Problem('client-closed', 'The client went away while sending its request'))
    }
    request.on('close', broken)
    request.on('error', broken)
  })
}

/** The rest of the body is not wanted: the connection ends with the answer. */
const tooLarge = (response: ServerResponse, limit: number): Problem => {
  response.shouldKeepAlive = false
  return new Problem(
    'body-too-large',
    `The request body is larger than ${limit} bytes; raise "limits.requestBodyBytes" in data/system.json if that is meant`,
  )
}
