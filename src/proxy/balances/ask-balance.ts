/** Asks an upstream for its balance over the wire that requests take: no redirect is followed, little is read, nothing of it is quoted. */
import { Body } from '../../codec/bytes/body.ts'
import type { ByteSource } from '../../codec/bytes/byte-source.ts'
import { canDecode, decodeBody } from '../../codec/encoding/decode.ts'
import { headerList, headerValue } from '../../codec/http/headers.ts'
import type { BalanceFault } from '../../contract/balance.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { BalanceQuestion } from '../../protocol/balances/balance-query.ts'
import { instantIn, numberIn } from '../../protocol/limits/limit-values.ts'
import { ClientSignal } from '../exchange/client-signal.ts'
import { type Transport, TransportError } from '../exchange/transport.ts'
import { isPrivateHost, type Resolve } from './private-hosts.ts'

export interface AskBalanceOptions {
  readonly transport: Pick<Transport, 'send'>
  /** ms since 1970. */
  readonly now: () => number
  /** How names become addresses; the system's way when absent. */
  readonly resolve?: Resolve
  /** Time for one question, in ms. */
  readonly timeoutMs?: number
}

export type BalanceReply =
  | { readonly kind: 'answer'; readonly json: unknown }
  | { readonly kind: 'refused' | 'unsupported'; readonly status: number }
  | { readonly kind: 'failed'; readonly fault: BalanceFault; readonly status?: number; readonly retryAt?: number }

/** Bytes that are read of an answer, also once it is decoded. */
const MOST_BYTES = 256 * 1024
const TIMEOUT_MS = 10_000

/** Never rejects: whatever goes wrong is the result. */
export const askBalance = async (
  options: AskBalanceOptions,
  upstream: Upstream,
  question: BalanceQuestion,
): Promise<BalanceReply> => {
  const signal = new ClientSignal()
  const timer = setTimeout(() => signal.abort(), options.timeoutMs ?? TIMEOUT_MS)
  try {
    if (await leadsInside(options, upstream, question)) return { kind: 'failed', fault: 'private-address' }
    return await ask(options, { upstream, question, signal })
  } catch (error) {
    if (error instanceof TooLarge) return { kind: 'failed', fault: 'too-large' }
    const isLate = signal.aborted || (error instanceof TransportError && error.kind === 'timeout')
    return { kind: 'failed', fault: isLate ? 'timeout' : 'unreachable' }
  } finally {
    clearTimeout(timer)
  }
}

/** From an upstream outside an address inside is asked for nothing. */
const leadsInside = async (
  { resolve }: AskBalanceOptions,
  { baseUrl }: Upstream,
  { url, isElsewhere }: BalanceQuestion,
): Promise<boolean> =>
  isElsewhere &&
  (await isPrivateHost(url.hostname, resolve)) &&
  !(await isPrivateHost(new URL(baseUrl).hostname, resolve))

interface Asking {
  readonly upstream: Upstream
  readonly question: BalanceQuestion
  readonly signal: ClientSignal
}

const ask = async (
  { transport, now, timeoutMs = TIMEOUT_MS }: AskBalanceOptions,
  { upstream, question, signal }: Asking,
): Promise<BalanceReply> => {
  const { method, url } = question
  const headers = ['Host', url.host, ...question.headers, ...(method === 'POST' ? ['content-length', '0'] : [])]
  const target = `${url.pathname}${url.search}`
  const reply = await transport.send(
    { method, url, origin: url.origin, target, headers, body: Body.empty, signal, upstream: upstream.name },
    { connectMs: timeoutMs, headersMs: timeoutMs, idleMs: timeoutMs },
  )
  const { status } = reply
  if (status !== 200) {
    reply.body?.cancel()
    return refusalOf(status, retryAt(headerValue(reply.headers, 'retry-after'), now()))
  }
  const bytes = await collect(reply.body, signal)
  const encoding = headerList(reply.headers, 'content-encoding') ?? ''
  const decoded = canDecode(encoding) ? await decodeBody([bytes], encoding, MOST_BYTES, { partial: true }) : bytes
  if (decoded.byteLength > MOST_BYTES) throw new TooLarge()
  const json = parseJson(new TextDecoder().decode(decoded))
  return json === undefined ? { kind: 'failed', fault: 'not-json' } : { kind: 'answer', json }
}

const refusalOf = (status: number, later: number | undefined): BalanceReply => {
  if (status === 401 || status === 403) return { kind: 'refused', status }
  if (status === 404 || status === 405 || status === 410) return { kind: 'unsupported', status }
  if (status >= 300 && status < 400) return { kind: 'failed', fault: 'redirect', status }
  return { kind: 'failed', fault: 'status', status, ...(later === undefined ? {} : { retryAt: later }) }
}

const retryAt = (value: string | undefined, now: number): number | undefined => {
  const seconds = numberIn(value)
  return seconds === undefined ? instantIn(value) : Math.round(now + seconds * 1000)
}

class TooLarge extends Error {}

const collect = (body: ByteSource | undefined, signal: ClientSignal): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    if (body === undefined) {
      resolve(Buffer.alloc(0))
      return
    }
    const forget = signal.onAbort(() => {
      body.cancel()
      reject(new Error('The time is up'))
    })
    body.start({
      write: (chunk) => {
        size += chunk.byteLength
        chunks.push(chunk)
        if (size <= MOST_BYTES) return true
        forget()
        body.cancel()
        reject(new TooLarge())
        return false
      },
      end: () => {
        forget()
        resolve(Buffer.concat(chunks))
      },
      fail: reject,
    })
  })

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
