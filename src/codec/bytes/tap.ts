/**
 * Watches a body pass by. Copies nothing, and hands back-pressure and cancelling through. All who watch the same body share one pass over it.
 */
import type { RawHeaders } from '../../contract/exchange.ts'
import type { ByteSink, ByteSource } from './byte-source.ts'

export interface TapObserver {
  /** One chunk passed. Must not keep the bytes changed, must not throw. */
  readonly chunk?: (chunk: Uint8Array) => void
  /** The body ended well. Called once; exactly one of the three endings comes. */
  readonly ended?: () => void
  /** The source broke. */
  readonly failed?: (error: Error) => void
  /** The receiver gave up. */
  readonly cancelled?: () => void
  /** Follows each of the three endings. */
  readonly over?: () => void
}

/**
 * The source, observed: those who observed it before hear of everything first. What `tap` gave is not wrapped again, but has one observer
 * more; so the source that is handed in is used no further. To be called before the body is started.
 */
export const tap = (source: ByteSource, observer: TapObserver): ByteSource => {
  const tapped = source instanceof TappedSource ? source : new TappedSource(source)
  tapped.observers.push(observer)
  return tapped
}

class TappedSource implements ByteSource {
  readonly observers: TapObserver[] = []
  readonly #source: ByteSource
  #over = false

  constructor(source: ByteSource) {
    this.#source = source
  }

  readonly start = (sink: ByteSink): void => {
    const { observers } = this
    this.#source.start({
      write: (chunk) => {
        for (const observer of observers) observer.chunk?.(chunk)
        return sink.write(chunk)
      },
      end: (trailers?: RawHeaders) => {
        this.#close((observer) => observer.ended?.())
        sink.end(trailers)
      },
      fail: (error) => {
        this.#close((observer) => observer.failed?.(error))
        sink.fail(error)
      },
    })
  }

  readonly pause = (): void => this.#source.pause()
  readonly resume = (): void => this.#source.resume()

  readonly cancel = (): void => {
    const isFirst = !this.#over
    this.#over = true
    // The source itself hears of it before all who watch.
    this.#source.cancel()
    if (isFirst) this.#tellOver((observer) => observer.cancelled?.())
  }

  #close(tell: (observer: TapObserver) => void): void {
    if (this.#over) return
    this.#over = true
    this.#tellOver(tell)
  }

  #tellOver(tell: (observer: TapObserver) => void): void {
    for (const observer of this.observers) {
      tell(observer)
      observer.over?.()
    }
  }
}
