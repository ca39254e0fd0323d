/** A body that is begun before its receiver is known. */
import type { ByteSink, ByteSource } from './byte-source.ts'
import { Pieces } from './pieces.ts'

/** Keeps what has come and gives it out first. */
export class HeldSource {
  readonly source: ByteSource
  readonly #body: ByteSource
  readonly #released: (() => void) | undefined
  #pieces = new Pieces()
  #ending: ((sink: ByteSink) => void) | undefined
  #sink: ByteSink | undefined

  /** `released`: told when the receiver is there, before it is given anything. */
  constructor(body: ByteSource, released?: () => void) {
    this.#body = body
    this.#released = released
    this.source = {
      start: (sink) => this.#release(sink),
      pause: body.pause,
      resume: body.resume,
      cancel: body.cancel,
    }
  }

  /** Bytes that are held. */
  get size(): number {
    return this.#pieces.size
  }

  /** Holds `limit` bytes and then pauses the body; `full` is told. */
  begin(limit: number, full: () => void): void {
    this.#body.start({
      write: (chunk) => {
        if (this.#sink !== undefined) return this.#sink.write(chunk)
        this.#pieces.push(chunk)
        if (this.size > limit) full()
        return this.size <= limit
      },
      end: (trailers) => this.#end((sink) => sink.end(trailers)),
      fail: (error) => this.#end((sink) => sink.fail(error)),
    })
  }

  #end(ending: (sink: ByteSink) => void): void {
    if (this.#sink === undefined) this.#ending = ending
    else ending(this.#sink)
  }

  #release(sink: ByteSink): void {
    const chunks = this.#pieces.list()
    this.#pieces = new Pieces()
    this.#sink = sink
    this.#released?.()
    let ready = true
    for (const chunk of chunks) ready = sink.write(chunk)
    if (this.#ending !== undefined) this.#ending(sink)
    else if (ready) this.#body.resume()
    else this.#body.pause()
  }
}
