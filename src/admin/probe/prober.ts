/** Sends one small request to an address and says what came back: the connection test. Follows no redirect, retries nothing. */
import type { IncomingMessage } from 'node:http'
import { canDecode, decodeBody } from '../../codec/encoding/decode.ts'
import type { Clock } from '../../contract/clock.ts'
import type { Credential } from '../../contract/upstream.ts'
import type { Protocol } from '../../protocol/common/protocol.ts'
import { readAnswer } from '../../protocol/common/read-answer.ts'
import { protocols } from '../../protocol/index.ts'
import { type Egress, openRequest } from '../../proxy/transports/egress.ts'

export interface ProbeTarget {
  readonly protocol: Protocol
  /** http or https, checked before. */
  readonly baseUrl: string
  readonly credential: Credential
  readonly model: string
}

export interface ProbeOutcome {
  readonly success: boolean
  readonly status: number | null
  readonly url: string
  readonly firstByteMs: number | null
  readonly durationMs: number
  readonly text: string
  readonly body: string
  readonly bodyTruncated: boolean
  readonly error: string
}

export interface Prober {
  /** Never rejects: whatever goes wrong is the result. */
  readonly probe: (target: ProbeTarget) => Promise<ProbeOutcome>
}

export interface ProberOptions {
  readonly clock: Clock
  /** How a target is reached, by way of an outgoing proxy where one is configured. */
  readonly egressTo: (url: URL) => Egress
  /** Time for all of it, in ms. */
  readonly timeoutMs?: number
}

/** Bytes of an answer that are read; a test needs no more, and an endless stream must end. */
const MOST_BYTES = 64 * 1024
const TIMEOUT_MS = 30_000

interface Received {
  readonly status: number
  readonly reason: string
  readonly encoding: string
  readonly firstByteMs: number
  readonly chunks: readonly Uint8Array[]
  readonly truncated: boolean
}

export const createProber = (options: ProberOptions): Prober => ({
  probe: async (target) => {
    const startedAt = options.clock.elapsed()
    const probe = target.protocol.probe(target.model)
    const url = new URL(target.baseUrl.replace(/\/+$/, '') + probe.path)
    const elapsed = (): number => Math.round(options.clock.elapsed() - startedAt)
    try {
      const received = await exchange(options, target, url, elapsed)
      return { ...(await outcomeOf(received)), url: shown(url), durationMs: elapsed() }
    } catch (error) {
      const nothing = { success: false, status: null, firstByteMs: null, text: '', body: '', bodyTruncated: false }
      return { ...nothing, url: shown(url), durationMs: elapsed(), error: reasonOf(error) }
    }
  },
})

/** A shown address carries no query and no credentials. */
const shown = (url: URL): string => `${url.origin}${url.pathname}`

const exchange = (options: ProberOptions, target: ProbeTarget, url: URL, elapsed: () => number): Promise<Received> =>
  new Promise((resolve, reject) => {
    const probe = target.protocol.probe(target.model)
    const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
    const signal = AbortSignal.timeout(timeoutMs)
    const fail = (error: unknown): void =>
      reject(signal.aborted ? new Error(`No answer within ${timeoutMs / 1000} s`) : error)
    const outgoing = openRequest(options.egressTo(url), {
      url,
      target: `${url.pathname}${url.search}`,
      method: probe.method,
      headers: [
        ...['host', url.host, ...probe.headers, ...target.protocol.credentials.write(target.credential)],
        ...['content-length', String(Buffer.byteLength(probe.body)), 'user-agent', 'clp-connection-test'],
      ],
      signal,
    })
    outgoing.on('error', fail)
    outgoing.once('response', (incoming) => {
      const firstByteMs = elapsed()
      collect(incoming).then((body) => {
        outgoing.destroy()
        resolve({
          status: incoming.statusCode ?? 0,
          reason: incoming.statusMessage ?? '',
          encoding: incoming.headers['content-encoding'] ?? '',
          firstByteMs,
          ...body,
        })
      }, fail)
    })
    outgoing.end(probe.body)
  })

const collect = async (incoming: IncomingMessage): Promise<Pick<Received, 'chunks' | 'truncated'>> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, MOST_BYTES - size))
    size += chunk.byteLength
    if (size > MOST_BYTES) return { chunks, truncated: true }
  }
  return { chunks, truncated: false }
}

const ANSWERS = Object.values(protocols).map(({ answer }) => answer)

type Judged = Omit<ProbeOutcome, 'url' | 'durationMs'>

const outcomeOf = async (received: Received): Promise<Judged> => {
  const { status, reason, encoding, firstByteMs, chunks, truncated } = received
  const bytes = canDecode(encoding)
    ? await decodeBody(chunks, encoding, MOST_BYTES * 16, { partial: true })
    : Buffer.concat(chunks)
  const { text, error } = readAnswer(bytes, ANSWERS)
  const isGood = status >= 200 && status < 300
  return {
    success: isGood && error === '',
    status,
    firstByteMs,
    text,
    body: new TextDecoder().decode(bytes.subarray(0, MOST_BYTES)),
    bodyTruncated: truncated || bytes.byteLength > MOST_BYTES,
    error: error === '' && !isGood ? `HTTP ${status} ${reason}`.trim() : error,
  }
}

/** Node wraps the attempts at several addresses of a name into one error without a message. */
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message || error.name : 'unknown error'
}
