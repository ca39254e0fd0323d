/**
 * The body of an answer on its way from the upstream's protocol to the client's: event by event, at the receiver's pace. It is begun
 * before its receiver is known, so that an answer that fails before its first word can still be a status.
 */
import { HeldSource } from '../../codec/bytes/held-source.ts'
import type { Pipe, PipeOutput } from '../../codec/bytes/pipe.ts'
import { through } from '../../codec/bytes/through.ts'
import { inSlices } from '../../codec/work/work.ts'
import type { Clock } from '../../contract/clock.ts'
import type { ViewedReply } from '../../edge/viewed-reply.ts'
import type { AnswerTranslation } from '../../protocol/translate/answer.ts'
import type { ClientSignal } from '../exchange/client-signal.ts'
import { TransportError } from '../exchange/transport.ts'
import { type Endable, endable } from './endable.ts'

/** Silence after which a client is shown that its answer lives, in ms: clients give up after some minutes. */
const PING_MS = 15_000
/** Time an upstream has to end its answer after the last event of it, in ms; then it is let go of. */
const LINGER_MS = 1_000
/** Bytes held for a receiver that is not there yet. */
const HELD_LIMIT = 256 * 1024

export interface TranslatedBodyOptions {
  readonly clock: Pick<Clock, 'elapsed'>
  /** The upstream's answer, not started yet. */
  readonly reply: ViewedReply
  readonly translation: AnswerTranslation
  /** Whether the client reads a stream. */
  readonly streams: boolean
  /** Aborted when the client goes away. */
  readonly signal: ClientSignal
  /** The answer has said its last word: told before its bytes end. */
  readonly whole: () => void
  /** The answer is over, or the client has left: told once, before the receiver hears of it. */
  readonly closed: () => void
}

export class TranslatedBody {
  readonly held: HeldSource
  readonly #options: TranslatedBodyOptions
  readonly #upstream: Endable
  readonly #quiet: NodeJS.Timeout | undefined
  #lingering: NodeJS.Timeout | undefined
  #out: PipeOutput | undefined
  #isFull = false
  #isClosed = false
  #failure: Error | undefined
  /** Somebody waits for the first word. */
  #spoke: () => void = () => undefined

  private constructor(options: TranslatedBodyOptions) {
    this.#options = options
    const { reply, streams } = options
    this.#upstream = endable(reply.body)
    this.held = new HeldSource(through(this.#upstream.source, this.#pipe()))
    this.#quiet = streams ? setTimeout(() => this.#ping(), PING_MS) : undefined
    reply.view.listen((bytes) => this.#read(bytes))
  }

  /**
   * Resolves with the first word of the answer, or with the problem that came instead (`translation.problem`; the rest was let go of).
   * Rejects with `TransportError` `abandoned` when the client leaves meanwhile.
   */
  static begin(options: TranslatedBodyOptions): Promise<TranslatedBody> {
    const { translation, signal } = options
    return new Promise((resolve, reject) => {
      const body = new TranslatedBody(options)
      const leave = (): void => {
        reject(new TransportError('abandoned', 'aborted', 'The client went away'))
        body.held.source.cancel()
      }
      const stay = signal.onAbort(leave)
      body.#spoke = () => {
        stay()
        if (translation.problem !== undefined) body.held.source.cancel()
        resolve(body)
      }
      if (signal.aborted) leave()
      else body.held.begin(HELD_LIMIT, body.#spoke)
    })
  }

  /** The wire's error after which the answer was ended in the client's protocol. */
  get failure(): Error | undefined {
    return this.#failure
  }

  #pipe(): Pipe {
    return {
      chunk: (_bytes, out) => {
        this.#out = out
      },
      end: () => this.#end(false),
      fail: (error) => {
        if (!this.#options.translation.isOver) this.#failure = error
        return this.#end(true)
      },
      cancel: () => this.#close(),
    }
  }

  /** The view gives the same bytes decoded, just before the pipe has them, or later where decoding takes time. */
  #read(bytes: Uint8Array): void {
    const { translation } = this.#options
    try {
      this.#write(translation.push(bytes))
    } catch (error) {
      // Whoever feeds the view must not hear of it: it would be a fault of the daemon.
      this.#upstream.fail(error instanceof Error ? error : new Error(String(error)))
      return
    }
    if (translation.isOver && !this.#isClosed) {
      if (translation.problem === undefined) this.#options.whole()
      this.#lingering ??= setTimeout(() => this.#upstream.finish(), LINGER_MS)
    }
  }

  /** An answer that is no stream is read and written at its end, which takes its time where it is large. */
  #end(isBroken: boolean): undefined | Promise<undefined> {
    const { translation, clock } = this.#options
    const finish = (made: readonly Uint8Array[]): undefined => {
      this.#write(made)
      this.#close()
    }
    const fail = (error: unknown): never => {
      this.#close()
      throw error
    }
    try {
      const made = inSlices(translation.end(isBroken), clock)
      return made instanceof Promise ? made.then(finish).catch(fail) : finish(made)
    } catch (error) {
      return fail(error)
    }
  }

  #write(made: readonly Uint8Array[]): void {
    const out = this.#out
    if (out !== undefined && made.length > 0) {
      this.#quiet?.refresh()
      for (const bytes of made) if (!out.write(bytes)) this.#wait(out)
    }
    this.#tell()
  }

  /** A receiver that is full hears no pings. */
  #wait(out: PipeOutput): void {
    if (this.#isFull) return
    this.#isFull = true
    out.ready().then(
      () => {
        this.#isFull = false
      },
      () => undefined,
    )
  }

  #ping(): void {
    this.#quiet?.refresh()
    if (!this.#isFull) this.#write(this.#options.translation.ping())
  }

  /** Once something was said, or nothing will be. */
  #tell(): void {
    if (this.held.size > 0 || this.#isClosed || this.#options.translation.problem !== undefined) this.#spoke()
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#quiet)
    clearTimeout(this.#lingering)
    this.#options.closed()
    this.#tell()
  }
}
