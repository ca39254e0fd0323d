/** The entrance for requests that CLP makes itself: no port, no socket; the same chain. */
import { Body } from '../../codec/bytes/body.ts'
import { requestId } from '../../codec/http/request-id.ts'
import type { Clock } from '../../contract/clock.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { Problem } from '../../edge/problem.ts'
import { spokenAt } from '../../protocol/spoken.ts'
import type { Snapshot } from '../../store/config/config.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { ClientSignal } from '../exchange/client-signal.ts'
import type { Arrived } from '../exchange/exchange.ts'
import type { ClientService } from '../exchange/service.ts'

export interface InternalRequest {
  readonly service: ClientService
  readonly snapshot: Snapshot
  readonly clock: Clock
  readonly method: string
  /** Raw, beginning with `/`. */
  readonly path: string
  /** Raw, without `?`. */
  readonly query?: string
  /** Flat name, value pairs. */
  readonly headers: RawHeaders
  readonly body?: string | Uint8Array
  /** Aborted when nobody wants the answer any more. */
  readonly signal?: ClientSignal
}

/** The request as if it had come from a client on this machine. */
export const arriveInternally = (request: InternalRequest): Arrived => {
  const { service, snapshot, clock, method, path, query = '', headers, signal = new ClientSignal() } = request
  const startedAt = clock.now()
  const body = request.body === undefined ? Body.empty : Body.from(request.body)
  return {
    head: {
      id: requestId(startedAt),
      service,
      protocol: spokenAt(path, service.protocol),
      snapshot,
      system: snapshot.get(systemDocument),
      method,
      path,
      query,
      loneQuestionMark: false,
      headers,
      address: '127.0.0.1',
      signal,
      startedAt,
    },
    incoming: { readBody: (limit) => (body.size > limit ? Promise.reject(tooLarge(limit)) : Promise.resolve(body)) },
    refused: undefined,
  }
}

const tooLarge = (limit: number): Problem =>
  new Problem('body-too-large', `The request body is larger than ${limit} bytes`)
