/**
 * An answer from the upstream's protocol to the client's, event by event: bytes in, bytes out, for any cut. Whether the upstream
 * streams is told by its first byte, whether the client is streamed to by what it asked, and neither by the other.
 */

import type { Framer } from '../../codec/bytes/held-bytes.ts'
import { Pieces } from '../../codec/bytes/pieces.ts'
import { createArrayFramer } from '../../codec/json/array-framer.ts'
import { type JsonDocument, parsingJson, type RawJson } from '../../codec/json/exact-json.ts'
import { writingJson } from '../../codec/json/writing-json.ts'
import { createSseFramer, sseData } from '../../codec/stream/sse.ts'
import type { Work } from '../../codec/work/work.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { AnswerEvent } from '../canonical/answer-event.ts'
import type { AnswerReader } from '../canonical/answer-reader.ts'
import type { AnswerContext } from '../canonical/answer-sink.ts'
import { AnswerFold } from '../canonical/answers/answer-fold.ts'
import { AnswerSequence } from '../canonical/answers/answer-sequence.ts'
import { brokenOff } from '../canonical/answers/read-problem.ts'
import type { TokenCounts } from '../canonical/finish.ts'
import { type Loss, Losses } from '../canonical/loss.ts'
import type { UpstreamProblem } from '../canonical/problem.ts'
import { estimateTokens } from './count.ts'
import { LANGUAGES } from './languages.ts'
import { randomId } from './random-id.ts'
import type { ReadRequest, UpstreamRequest } from './request.ts'

export interface AnswerOptions {
  readonly request: ReadRequest
  readonly upstream: UpstreamRequest
  /** The model by the name the client asked for, where another was put into its request since. */
  readonly model?: string | undefined
  /** Unix time in seconds. */
  readonly created: number
  readonly mint?: ((prefix: string, digits?: number) => string) | undefined
}

/** Bytes of the largest event of a stream, of the largest answer that is no stream, and of the longest stream. */
const LARGEST_EVENT = 32 * 1024 * 1024
const LARGEST_ANSWER = 64 * 1024 * 1024
const LONGEST_STREAM = 256 * 1024 * 1024

export const openAnswer = (options: AnswerOptions): AnswerTranslation => new AnswerTranslation(options)

/** The context in which an answer is written. */
export const answerContext = ({ request, upstream, model, created, mint }: AnswerOptions): AnswerContext => ({
  model: model ?? request.generation.model,
  upstream: { protocol: upstream.protocol, model: upstream.profile.model },
  created,
  estimatedInput: () => estimateTokens(request.generation),
  mint: mint ?? randomId,
  wantsUsage: request.generation.wantsUsage === true,
  compacts: request.generation.compacts === true,
  asArray: request.asArray,
  asked: request.asked,
})

export class AnswerTranslation {
  readonly #client: ProtocolId
  readonly #upstream: ProtocolId
  readonly #streams: boolean
  readonly #context: AnswerContext
  readonly #losses = new Losses()
  readonly #fold = new AnswerFold()
  readonly #sequence: AnswerSequence
  #out: string[] = []
  #reader: AnswerReader | undefined
  #framer: Framer | undefined
  /** An answer that is no stream. */
  #whole: Pieces | undefined
  #size = 0
  #problem: UpstreamProblem | undefined
  #hasEnded = false
  #isUnended = false
  /** Whether an answer that is no stream was given out. */
  #isWritten = false

  constructor(options: AnswerOptions) {
    const { request, upstream } = options
    this.#client = request.client
    this.#upstream = upstream.protocol
    this.#streams = request.generation.stream
    this.#context = answerContext(options)
    const place = { client: this.#client, context: this.#context, names: upstream.names, losses: this.#losses }
    const sink = this.#streams
      ? LANGUAGES[this.#client].openWriter(this.#context, (text) => this.#out.push(text))
      : this.#fold
    this.#sequence = new AnswerSequence(sink, place)
  }

  /** Content type of what comes out. */
  get contentType(): string {
    return this.#streams && !this.#context.asArray ? 'text/event-stream' : 'application/json'
  }

  /** Whether the answer has ended, well or not; what the upstream still sends means nothing. */
  get isOver(): boolean {
    return this.#sequence.isOver || this.#problem !== undefined
  }

  /**
   * What went wrong before anything was said: the client can still be answered with a status, or another upstream be asked. Later
   * problems are told in the stream.
   */
  get problem(): UpstreamProblem | undefined {
    return this.#problem
  }

  /** Whether its bytes ended before it had said its last word; known once they have. */
  get isUnended(): boolean {
    return this.#isUnended
  }

  get losses(): readonly Loss[] {
    return this.#losses.list
  }

  /** Undefined as long as the upstream has not counted. */
  get tokens(): TokenCounts | undefined {
    return this.#sequence.tokens
  }

  /** The upstream's own counts. */
  get rawUsage(): RawJson | undefined {
    return this.#sequence.rawUsage
  }

  push(chunk: Uint8Array): readonly Uint8Array[] {
    if (this.isOver) return []
    this.#size += chunk.byteLength
    if (this.#size > (this.#framer === undefined ? LARGEST_ANSWER : LONGEST_STREAM)) {
      this.#take({ type: 'error', problem: brokenOff('The upstream gave an answer that is too large') })
    } else if (this.#framer === undefined) this.#gather(chunk)
    else this.#framer.push(chunk)
    return this.#flush()
  }

  /**
   * No more comes: whether the answer is whole its own events have told. `isBroken`: what came last may be half an event, and is dropped.
   * An answer that is no stream is read and written only now, in slices.
   */
  *end(isBroken = false): Work<readonly Uint8Array[]> {
    if (!this.isOver) {
      this.#hasEnded = true
      if (!isBroken) yield* this.#readLast()
      this.#reader?.end()
      if (!this.isOver) this.#take({ type: 'error', problem: brokenOff() })
    }
    if (!this.#streams) yield* this.#writeWhole()
    return this.#flush()
  }

  /** Shows a client that waits in silence that the answer lives; begins it when nothing has been said. */
  ping(): readonly Uint8Array[] {
    if (this.isOver || !this.#streams) return []
    this.#sequence.ping()
    return this.#flush()
  }

  #flush(): readonly Uint8Array[] {
    const text = this.#out.join('')
    this.#out = []
    return text === '' ? [] : [Buffer.from(text)]
  }

  /** The first byte that says something tells what the answer is; one JSON object is held to its end. */
  #gather(chunk: Uint8Array): void {
    const start = this.#whole === undefined ? chunk.findIndex(isTelling) : 0
    if (start < 0) return
    if (this.#whole !== undefined || chunk[start] === OPEN_BRACE) {
      this.#whole ??= new Pieces()
      this.#whole.push(chunk)
      return
    }
    this.#framer = this.#openStream(chunk[start] === OPEN_BRACKET)
    this.#framer.push(chunk.subarray(start))
  }

  /** A stream of events, or an array whose elements are events. */
  #openStream(isArray: boolean): Framer {
    const reader = LANGUAGES[this.#upstream].openReader((event) => this.#take(event))
    this.#reader = reader
    const take = (event: Uint8Array | undefined, read: (event: Uint8Array) => void): void => {
      if (event !== undefined) read(event)
      else this.#take({ type: 'error', problem: brokenOff('The upstream sent an event that is too large') })
    }
    return isArray
      ? createArrayFramer(LARGEST_EVENT, (event) =>
          take(event, (bytes) => reader.event(Buffer.from(bytes).toString('utf8'))),
        )
      : createSseFramer(LARGEST_EVENT, (event) => take(event, (bytes) => this.#event(sseData(bytes), reader)))
  }

  /** An event without data is a comment. */
  #event(data: readonly string[], reader: AnswerReader): void {
    if (data.length > 0) reader.event(data.join('\n'))
    else this.#take({ type: 'keepalive' })
  }

  *#readLast(): Work<void> {
    if (this.#framer === undefined) yield* this.#readWhole()
    else this.#framer.end()
  }

  *#readWhole(): Work<void> {
    const text = this.#whole?.joined().toString('utf8') ?? ''
    this.#whole = undefined
    let document: JsonDocument
    try {
      document = yield* parsingJson(text)
    } catch {
      this.#take({ type: 'error', problem: brokenOff('The upstream gave an answer that is no JSON') })
      return
    }
    LANGUAGES[this.#upstream].readAnswer(document, (event) => this.#take(event))
  }

  #take(event: AnswerEvent): void {
    if (this.isOver) return
    this.#isUnended = this.#hasEnded && event.type === 'error' && event.problem.broken === true
    if (event.type === 'error' && !(this.#streams && this.#sequence.hasBegun)) {
      this.#problem = event.problem
      return
    }
    this.#sequence.take(event)
  }

  *#writeWhole(): Work<void> {
    const { answer } = this.#fold
    if (answer === undefined || this.#isWritten) return
    this.#isWritten = true
    this.#out.push(yield* writingJson(LANGUAGES[this.#client].writeAnswer(answer, this.#context)))
  }
}

const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b

/** Whether a byte is neither white space nor part of a byte order mark. */
const isTelling = (byte: number): boolean => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf
