/**
 * A body behind a pipe. Keeps the order of what goes in and comes out, asks the source to pause while the pipe is at work or the receiver
 * is full, and ends exactly once: with the source's end and its trailers, with an error, or not at all once the receiver gave up.
 */
import type { RawHeaders } from '../../contract/exchange.ts'
import type { ByteSink, ByteSource } from './byte-source.ts'
import type { Pipe, PipeOutput } from './pipe.ts'

/** How the source ended. */
type Ending = { readonly trailers: RawHeaders | undefined } | { readonly error: Error }

export const through = (source: ByteSource, pipe: Pipe): ByteSource => new PipedSource(source, pipe)

class PipedSource implements ByteSource {
  readonly #source: ByteSource
  readonly #pipe: Pipe
  readonly #out: PipeOutput
  #sink: ByteSink | undefined
  /** Chunks that came while the pipe was at work or the receiver paused. */
  #arrived: Uint8Array[] = []
  /** Chunks that were made while the receiver paused. */
  #made: Uint8Array[] = []
  #waiting: ((goesOn: boolean) => void)[] = []
  #ending: Ending | undefined
  /** Tells the receiver the ending, once the pipe has had its last word; waits for a receiver that is behind. */
  #last: (() => void) | undefined
  #finishing = false
  #working = false
  #paused = false
  /** Whether the source was asked to pause by us, so that it is us who let it go on. */
  #held = false
  #over = false

  constructor(source: ByteSource, pipe: Pipe) {
    this.#source = source
    this.#pipe = pipe
    this.#out = {
      write: (bytes) => this.#put(bytes),
      ready: () => this.#ready(),
    }
  }

  readonly start = (sink: ByteSink): void => {
    if (this.#over) return
    this.#sink = sink
    this.#source.start({
      write: (chunk) => this.#take(chunk),
      end: (trailers) => this.#ends({ trailers }),
      fail: (error) => this.#ends({ error }),
    })
  }

  readonly pause = (): void => {
    this.#paused = true
    this.#hold()
  }

  readonly resume = (): void => {
    if (!this.#paused) return
    this.#paused = false
    this.#flush()
    if (this.#paused || this.#over) return
    this.#release(true)
    this.#drain()
  }

  readonly cancel = (): void => {
    const first = this.#close()
    // Also after an ending: a source may be asked to let go twice, and knows best whether there is anything left to let go of.
    this.#source.cancel()
    if (first) this.#pipe.cancel?.()
  }

  #take(chunk: Uint8Array): boolean {
    if (this.#over) return true
    this.#arrived.push(chunk)
    this.#drain()
    if (this.#isFree()) return true
    this.#held = true
    return false
  }

  #ends(ending: Ending): void {
    if (this.#over || this.#ending !== undefined) return
    this.#ending = ending
    this.#drain()
  }

  #isFree(): boolean {
    return !this.#working && !this.#paused && this.#arrived.length === 0
  }

  #hold(): void {
    if (this.#held || this.#ending !== undefined) return
    this.#held = true
    this.#source.pause()
  }

  /** Gives the pipe what has come, one after the other, until it is busy, the receiver full, or everything done. */
  #drain(): void {
    while (!this.#working && !this.#paused && !this.#over) {
      const chunk = this.#arrived.shift()
      if (chunk === undefined) break
      this.#run(() => this.#pipe.chunk(chunk, this.#out))
    }
    if (this.#over || !this.#isFree()) return
    if (this.#ending !== undefined) this.#finish(this.#ending)
    else if (this.#held) {
      this.#held = false
      this.#source.resume()
    }
  }

  /** Lets the pipe do one thing, now or later; `then` gets what it gave. */
  #run<Value>(work: () => Value | Promise<Value>, then?: (value: Value) => void): void {
    this.#working = true
    try {
      const given = work()
      if (given instanceof Promise) {
        given.then((value) => this.#went(value, then, true)).catch((error: unknown) => this.#broke(error))
      } else this.#went(given, then, false)
    } catch (error) {
      this.#broke(error)
    }
  }

  #went<Value>(value: Value, then: ((value: Value) => void) | undefined, later: boolean): void {
    this.#working = false
    if (this.#over) return
    then?.(value)
    if (later) this.#drain()
  }

  /** The pipe itself failed. */
  #broke(error: unknown): void {
    if (!this.#close()) return
    this.#source.cancel()
    this.#sink?.fail(error instanceof Error ? error : new Error(String(error)))
  }

  /** The source is done: what the pipe still writes is followed by nothing but the ending. */
  #finish(ending: Ending): void {
    if (this.#finishing) return
    this.#finishing = true
    const { end, fail } = this.#pipe
    if (!('error' in ending)) {
      this.#run(
        () => end?.(this.#out),
        () => this.#conclude((sink) => sink.end(ending.trailers)),
      )
      return
    }
    const close = (error: Error | undefined): void =>
      this.#conclude((sink) => (error === undefined ? sink.end() : sink.fail(error)))
    if (fail === undefined) close(ending.error)
    else this.#run(() => fail(ending.error, this.#out), close)
  }

  /** Tells the receiver how it ended, behind the last of the bytes. */
  #conclude(notify: (sink: ByteSink) => void): void {
    this.#last = () => {
      if (this.#close() && this.#sink !== undefined) notify(this.#sink)
    }
    if (this.#made.length === 0) this.#last()
  }

  /** True the first time only. */
  #close(): boolean {
    const first = !this.#over
    this.#over = true
    this.#arrived = []
    this.#made = []
    this.#release(false)
    return first
  }

  #release(goesOn: boolean): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve(goesOn)
  }

  #put(bytes: Uint8Array): boolean {
    if (this.#over) return false
    if (this.#paused || this.#made.length > 0) this.#made.push(bytes)
    else this.#give(bytes)
    return !this.#paused
  }

  #give(bytes: Uint8Array): void {
    if (this.#sink?.write(bytes) === false) this.#paused = true
  }

  #flush(): void {
    while (!this.#paused && !this.#over) {
      const bytes = this.#made.shift()
      if (bytes === undefined) {
        this.#last?.()
        return
      }
      this.#give(bytes)
    }
  }

  #ready(): Promise<boolean> {
    if (this.#over) return Promise.resolve(false)
    return this.#paused ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(true)
  }
}
