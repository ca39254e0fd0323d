/** Sends one small request to an upstream and says what came back: the connection test. Follows no redirect, retries nothing. */
import type { ByteSource } from '../../codec/bytes/byte-source.ts'
import { canDecode, decodeBody } from '../../codec/encoding/decode.ts'
import { headerList, headerValue } from '../../codec/http/headers.ts'
import type { Clock } from '../../contract/clock.ts'
import type { FailureReason } from '../../contract/reason/failure-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Reply } from '../../edge/reply.ts'
import { joinPaths } from '../../protocol/common/join-paths.ts'
import type { Answer } from '../../protocol/conversation/conversation.ts'
import { readAnswer } from '../../protocol/conversation-reader/answer-fold.ts'
import { protocols } from '../../protocol/index.ts'
import { REDIRECTS } from '../../protocol/judge/answer-faults.ts'
import { failureReason } from '../../protocol/judge/failure-reason.ts'
import type { AnswerProtocol } from '../../protocol/judge/judge-whole.ts'
import { judgeStart } from '../../protocol/judge/start-judge.ts'
import { upstreamUrl } from '../../protocol/translate/endpoint.ts'
import type { AskUpstream } from '../../proxy/ask-upstream.ts'
import { outcomeOfError } from '../../proxy/attempts/outcome.ts'
import { ClientSignal } from '../../proxy/exchange/client-signal.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import { TransportError } from '../../proxy/exchange/transport.ts'
import { foreignTarget, isForeign } from '../../proxy/translation/foreign.ts'
import type { Snapshot } from '../../store/config/config.ts'

export interface ProbeTarget {
  readonly service: ClientService
  readonly snapshot: Snapshot
  /** As it is stored, or as somebody has typed it; its address is http or https, checked before. */
  readonly upstream: Upstream
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
  /** What `error` says, for readers of other languages; absent where the upstream has said it. */
  readonly why?: FailureReason
}

export interface Prober {
  /** Never rejects: whatever goes wrong is the result. */
  readonly probe: (target: ProbeTarget) => Promise<ProbeOutcome>
}

export interface ProberOptions {
  readonly clock: Clock
  readonly ask: AskUpstream
  /** Time for all of it, in ms. */
  readonly timeoutMs?: number
}

/** Bytes of an answer that are read; a test needs no more, and an endless stream must end. */
const MOST_BYTES = 64 * 1024
const TIMEOUT_MS = 30_000

interface Received {
  readonly head: Reply
  readonly firstByteMs: number
  readonly chunks: readonly Uint8Array[]
  readonly truncated: boolean
}

export const createProber = (options: ProberOptions): Prober => ({
  probe: async (target) => {
    const startedAt = options.clock.elapsed()
    const elapsed = (): number => Math.round(options.clock.elapsed() - startedAt)
    const url = addressOf(target)
    try {
      const received = await askInTime(options, target, elapsed)
      return { ...(await outcomeOf(received, protocols[target.upstream.protocol])), url, durationMs: elapsed() }
    } catch (error) {
      const nothing = { success: false, status: null, firstByteMs: null, text: '', body: '', bodyTruncated: false }
      return { ...nothing, url, durationMs: elapsed(), ...faultOf(error) }
    }
  },
})

/** A shown address carries no query and no credentials. */
const addressOf = ({ service, upstream, model }: ProbeTarget): string => {
  const { protocol, baseUrl } = upstream
  const { path } = protocols[protocol].probe(model)
  if (isForeign(upstream, service)) {
    const { origin, pathname } = new URL(upstreamUrl(protocol, baseUrl, foreignTarget(protocol, path)))
    return `${origin}${pathname}`
  }
  const { origin, pathname } = new URL(baseUrl)
  return `${origin}${joinPaths(pathname.replace(/\/+$/, ''), path)}`
}

/** Whatever the upstream does, it is left once the time is up. */
const askInTime = async (
  { ask, timeoutMs = TIMEOUT_MS }: ProberOptions,
  target: ProbeTarget,
  elapsed: () => number,
): Promise<Received> => {
  const signal = new ClientSignal()
  const timer = setTimeout(() => signal.abort(), timeoutMs)
  try {
    const head = await ask({ ...questionOf(target), signal })
    const firstByteMs = elapsed()
    return { head, firstByteMs, ...(await collect(head.body, signal)) }
  } catch (error) {
    throw signal.aborted ? new TransportError('timeout', 'timeout', `No answer within ${timeoutMs / 1000} s`) : error
  } finally {
    clearTimeout(timer)
  }
}

const questionOf = ({ service, snapshot, upstream, model }: ProbeTarget) => {
  const { method, path, headers, body } = protocols[upstream.protocol].probe(model)
  return { service, snapshot, upstream, method, path, headers: [...headers, 'user-agent', 'clp-connection-test'], body }
}

/** The first bytes of a body; the rest is not asked for. Rejects when it breaks off, or when `signal` says that the time is up. */
const collect = (body: ByteSource | undefined, signal: ClientSignal): Promise<Pick<Received, 'chunks' | 'truncated'>> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    if (body === undefined) {
      resolve({ chunks, truncated: false })
      return
    }
    const forget = signal.onAbort(() => {
      body.cancel()
      reject(new Error('The time for the test is up'))
    })
    body.start({
      write: (chunk) => {
        chunks.push(chunk.subarray(0, MOST_BYTES - size))
        size += chunk.byteLength
        if (size <= MOST_BYTES) return true
        forget()
        body.cancel()
        resolve({ chunks, truncated: true })
        return false
      },
      end: () => {
        forget()
        resolve({ chunks, truncated: false })
      },
      fail: reject,
    })
  })

type Judged = Omit<ProbeOutcome, 'url' | 'durationMs'>

const outcomeOf = async (received: Received, protocol: AnswerProtocol): Promise<Judged> => {
  const { head, firstByteMs, chunks, truncated } = received
  const { status } = head
  const encoding = headerList(head.headers, 'content-encoding') ?? ''
  const bytes = canDecode(encoding)
    ? await decodeBody(chunks, encoding, MOST_BYTES * 16, { partial: true })
    : Buffer.concat(chunks)
  const isTruncated = truncated || bytes.byteLength > MOST_BYTES
  const answer = readAnswer(new TextDecoder().decode(bytes))
  const { error } = answer
  const isGood = status >= 200 && status < 300
  const contentType = headerValue(head.headers, 'content-type') ?? ''
  const fault = isGood ? judgeStart({ protocol, contentType }, bytes, isTruncated) : undefined
  return {
    success: isGood && error === '' && fault === undefined,
    status,
    firstByteMs,
    text: wordsOf(answer),
    body: new TextDecoder().decode(bytes.subarray(0, MOST_BYTES)),
    bodyTruncated: isTruncated,
    error,
    ...(error === '' && !isGood ? statusFault(head) : {}),
    ...(error === '' && fault !== undefined ? answerFault(fault, bytes.byteLength) : {}),
  }
}

/** What the model said, thoughts and calls left out. */
const wordsOf = ({ blocks }: Answer): string =>
  blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('')

type Fault = Pick<ProbeOutcome, 'error' | 'why'>

/** For an answer that says nothing but its status. */
const statusFault = ({ status, statusMessage }: Reply): Fault => ({
  error: `HTTP ${status} ${statusMessage}`.trim(),
  why: { code: 'upstream-answered', params: { status } },
})

/** For what came with a good status and is no answer. */
const answerFault = (code: string, bytes: number): Fault => {
  const why = failureReason({ kind: 'broken', code, bytes })
  return { error: inEnglish(why), why }
}

const faultOf = (error: unknown): Fault => {
  if (error instanceof TransportError && error.code === REDIRECTS) {
    const why = { code: 'upstream-redirects-to', params: { place: error.message } } as const
    return { error: inEnglish(why), why }
  }
  const text = error instanceof Error ? error.message || error.name : 'unknown error'
  const outcome = outcomeOfError(error, 0)
  return outcome === undefined ? { error: text } : { error: text, why: failureReason(outcome) }
}
