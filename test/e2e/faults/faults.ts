/** Every way an upstream fails, as something it does: the left column of the fault matrix. */

import {
  messageError,
  messageEvents,
  messageStream,
  text,
} from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { type StreamEvent, sseEvent } from '../../../src/protocol/common/sample-event.ts'
import { responseEvents, responseStream, says } from '../../../src/protocol/openai-responses/sample-answer.ts'
import type { Script } from '../../kit/fake-upstream.ts'
import { answer, cutBeforeHead, EVENT_STREAM, pieces, stallBeforeHead } from '../../kit/replies.ts'

export type ServiceName = 'claude' | 'codex'

/** What the upstream does, and which bytes a client sees that is passed what it sends. */
export type Behaviour =
  | { readonly kind: 'script'; readonly script: Script; readonly sent?: string | Buffer }
  /** Its address refuses connections. */
  | { readonly kind: 'dead' }
  /** Its address speaks plain HTTP where TLS is expected. */
  | { readonly kind: 'no-tls' }

export interface Fault {
  readonly name: string
  readonly does: (service: ServiceName) => Behaviour
}

/** A good stream that says a word. */
export const goodStream = (service: ServiceName, word: string): string =>
  service === 'claude' ? messageStream({ blocks: [text(word, '.')] }) : responseStream({ items: [says(word, '.')] })

const events = (service: ServiceName): readonly string[] =>
  (service === 'claude'
    ? messageEvents({ blocks: [text('first', '.')] })
    : responseEvents({ items: [says('first', '.')] })
  ).map((event) => sseEvent(event))

/** The stream as far as its first delta, which is its first content. */
const untilContent = (service: ServiceName): string => {
  const list = events(service)
  return list.slice(0, list.findIndex((event) => event.includes('delta')) + 1).join('')
}

const prelude = (service: ServiceName): string => events(service)[0] ?? ''

/** What the makers say of a request that is wrong, of a model that is not there, and of their own load. */
const errorBody = (service: ServiceName, code: number): string => {
  const isWrong = code === 400 || code === 413
  const message = isWrong ? 'max_tokens: Field required' : code === 404 ? 'model: no-such-model' : 'Overloaded'
  const own = code === 404 ? 'not_found_error' : 'overloaded_error'
  return JSON.stringify(
    service === 'claude'
      ? messageError(isWrong ? 'invalid_request_error' : own, message)
      : { error: { message, type: isWrong ? 'invalid_request_error' : 'server_error', param: null, code: null } },
  )
}

const errorEvent = (service: ServiceName): string => {
  const failed: StreamEvent = {
    type: 'response.failed',
    response: {
      id: 'resp_1',
      object: 'response',
      status: 'failed',
      error: { code: 'server_error', message: 'Overloaded' },
    },
  }
  return sseEvent(service === 'claude' ? messageError('overloaded_error', 'Overloaded') : failed)
}

const status =
  (code: number, ...headers: string[]): Fault['does'] =>
  (service) => {
    const sent = errorBody(service, code)
    return { kind: 'script', script: answer(code, ['content-type', 'application/json', ...headers], sent), sent }
  }

const stream =
  (bytes: (service: ServiceName) => string | Buffer): Fault['does'] =>
  (service) => ({ kind: 'script', script: pieces([bytes(service)]), sent: bytes(service) })

const script =
  (does: Script): Fault['does'] =>
  () => ({ kind: 'script', script: does })

/** Sends this much of a stream and closes the connection. */
const cutStream =
  (bytes: (service: ServiceName) => string): Fault['does'] =>
  (service) => ({
    kind: 'script',
    sent: bytes(service),
    script: async (request, reply) => {
      await request.body()
      reply.head(200, EVENT_STREAM)
      await reply.write(bytes(service))
      reply.cut()
    },
  })

const HTML = '<html><body>Bad gateway</body></html>'

const page =
  (code: number): Fault['does'] =>
  () => ({ kind: 'script', script: answer(code, ['content-type', 'text/html'], HTML), sent: HTML })

const invalidUtf8 = (service: ServiceName): Buffer => {
  const whole = Buffer.from(goodStream(service, 'fi\u0001rst'))
  // A control character is escaped in JSON: the byte is put in place of the escape's backslash, which JSON would not need.
  const at = whole.indexOf('\\u0001')
  return Buffer.concat([whole.subarray(0, at), Buffer.from([0xff]), whole.subarray(at + 6)])
}

const longLine = (service: ServiceName): string => goodStream(service, 'x'.repeat(8 * 1024 * 1024))

export const FAULTS = [
  { name: 'connection refused', does: () => ({ kind: 'dead' }) },
  { name: 'TLS error', does: () => ({ kind: 'no-tls' }) },
  { name: 'reset before headers', does: script(cutBeforeHead) },
  { name: 'stall before headers', does: script(stallBeforeHead) },
  { name: '307 to another place', does: status(307, 'location', 'https://elsewhere.invalid/v1') },
  { name: '401', does: status(401) },
  { name: '403', does: status(403) },
  { name: '404', does: status(404) },
  { name: '400', does: status(400) },
  { name: '408', does: status(408) },
  { name: '413', does: status(413) },
  { name: '429 with `retry-after: 30`', does: status(429, 'retry-after', '30') },
  { name: '429 without `retry-after`', does: status(429) },
  { name: '500', does: status(500) },
  { name: '502 with a web page', does: page(502) },
  { name: '503', does: status(503) },
  { name: '529', does: status(529) },
  { name: '200 with a JSON error', does: status(200) },
  { name: '200 without a body', does: stream(() => '') },
  { name: 'error event first', does: stream((service) => prelude(service) + errorEvent(service)) },
  { name: 'error event after content', does: stream((service) => untilContent(service) + errorEvent(service)) },
  { name: 'cut before content', does: cutStream(prelude) },
  { name: 'cut after content', does: cutStream(untilContent) },
  { name: '200 with a web page', does: page(200) },
  { name: 'invalid UTF-8', does: stream(invalidUtf8) },
  { name: 'one line of 8 MB', does: stream(longLine) },
] as const satisfies readonly Fault[]

export type FaultName = (typeof FAULTS)[number]['name']
