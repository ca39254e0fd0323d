/** Requests in every shape the chain knows, in one line each, without a socket. */
import { Body } from '../../src/codec/bytes/body.ts'
import type { RawHeaders } from '../../src/contract/exchange.ts'
import type { Upstream } from '../../src/contract/upstream.ts'
import { spokenAt } from '../../src/protocol/spoken.ts'
import type { Asked } from '../../src/proxy/exchange/asked.ts'
import { AttemptTrace } from '../../src/proxy/exchange/attempt-trace.ts'
import { ClientSignal } from '../../src/proxy/exchange/client-signal.ts'
import type {
  Arrived,
  Attempt,
  Counted,
  Head,
  Identified,
  Limited,
  Observed,
  Opened,
  Outgoing,
  Pinned,
  Proxied,
  Received,
} from '../../src/proxy/exchange/exchange.ts'
import { ExchangeTrace } from '../../src/proxy/exchange/exchange-trace.ts'
import type { ClientService } from '../../src/proxy/exchange/service.ts'
import { claude } from '../../src/proxy/services/claude.ts'
import type { Snapshot } from '../../src/store/config/config.ts'
import type { Document } from '../../src/store/config/document.ts'
import type { DocumentFault } from '../../src/store/config/fault.ts'
import { systemDocument } from '../../src/store/documents/system.ts'

export interface RequestParts {
  readonly service?: ClientService
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: RawHeaders
  readonly body?: string | Uint8Array
  readonly asked?: Partial<Asked>
  readonly pinned?: Pinned
  readonly pool?: readonly Upstream[]
  /** Values in force by document id; a getter is asked when the value is. */
  readonly values?: Readonly<Record<string, unknown>>
  /** Ids of documents that were never readable. */
  readonly unusable?: readonly string[]
  /** What of documents was left out, by document id. */
  readonly faults?: Readonly<Record<string, readonly DocumentFault[]>>
}

/** A document's value as its text would be read, to stand among the `values` in force. */
export const inForce = <T>(document: Document<T>, value: unknown): Readonly<Record<string, T>> => ({
  [document.id]: document.parse(JSON.stringify(value)),
})

export const snapshotOf = ({ values = {}, unusable = [], faults = {}, pool = [] }: RequestParts): Snapshot => ({
  version: 1,
  pool: () => pool,
  active: () => undefined,
  get: (document) =>
    Object.hasOwn(values, document.id) ? (values[document.id] as typeof document.empty) : document.empty,
  unusable: ({ id, file }) =>
    unusable.includes(id) ? { document: id, file, reason: 'it is not JSON', field: '', line: 1, column: 1 } : undefined,
  faults: ({ id }) => faults[id] ?? [],
})

export const headOf = (parts: RequestParts = {}): Head => ({
  id: 'x',
  service: parts.service ?? claude,
  protocol: spokenAt(parts.path ?? '/v1/messages', (parts.service ?? claude).protocol),
  snapshot: snapshotOf(parts),
  system: snapshotOf(parts).get(systemDocument),
  method: parts.method ?? 'POST',
  path: parts.path ?? '/v1/messages',
  query: parts.query ?? '',
  loneQuestionMark: false,
  headers: parts.headers ?? [],
  address: '127.0.0.1',
  signal: new ClientSignal(),
  startedAt: 0,
})

export const traceOf = ({ id, service, method, path, query, address, headers }: Head): ExchangeTrace =>
  new ExchangeTrace({ id, service: service.id, method, path, query, address, startedAt: 0, requestHeaders: headers })

/** As an entrance hands it over, its page of origin looked at. */
export const openedOf = (parts: RequestParts = {}, more: Partial<Arrived> = {}): Opened => {
  const body = Body.from(parts.body ?? '{"model":"m"}')
  const incoming = { readBody: () => Promise.resolve(body) }
  return { head: headOf(parts), incoming, refused: undefined, ...more } as Partial<Opened> as Opened
}

export const observedOf = (opened: Opened = openedOf()): Observed => ({ ...opened, trace: traceOf(opened.head) })

/** With its body, before anybody has looked into it. */
export const receivedOf = (parts: RequestParts = {}): Received => {
  const head = headOf(parts)
  const trace = traceOf(head)
  const body = Body.from(parts.body ?? '{"model":"m"}')
  trace.receive(body, body.size)
  return { head, trace, announce: () => undefined, client: { token: undefined }, spending: undefined, body }
}

/** Understood, routed, filtered and metered: ready to be balanced. */
export const requestOf = (parts: RequestParts = {}): Limited => {
  const asked = { operation: 'generate', model: 'm', session: undefined, streams: false, ...parts.asked } as const
  return { ...receivedOf(parts), asked, pinned: parts.pinned } as Limited
}

/** The same request before its body was read. */
export const identifiedOf = ({ head, trace, announce, client, body }: Received): Identified =>
  ({
    head,
    trace,
    announce,
    client,
    refused: undefined,
    incoming: { readBody: () => Promise.resolve(body) },
  }) as Partial<Identified> as Identified

/** The same request before anybody was asked for a token. */
export const proxiedOf = (request: Received): Proxied => identifiedOf(request)

export const upstreamOf = (name: string, more: Partial<Upstream> = {}): Upstream => ({
  service: 'claude',
  name,
  protocol: 'messages',
  baseUrl: `https://${name}.test`,
  credential: {},
  weight: 0,
  active: false,
  enabled: true,
  ...more,
})

/** What one upstream is asked, before it is addressed. */
export const outgoingOf = (attempt: Attempt, more: Partial<Outgoing> = {}): Counted => {
  const { head, asked, body } = attempt.request
  return { attempt, model: asked.model, path: head.path, body, ...more } as Partial<Counted> as Counted
}

export const attemptOf = (request: Limited, upstream: Upstream = upstreamOf('one')): Attempt => {
  const trace = new AttemptTrace({ number: 1, upstream, reason: 'active', startedAt: 0 })
  request.trace.begin(trace)
  return { request, upstream, trace }
}
