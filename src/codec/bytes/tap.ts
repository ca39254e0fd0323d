/** Watches a body pass by. Costs one call per chunk, copies nothing, and hands back-pressure and cancelling through. */
import type { ByteSource } from './byte-source.ts'

export interface TapObserver {
  /** One chunk passed. Must not keep the bytes changed, must not throw. */
  readonly chunk?: (chunk: Uint8Array) => void
  /** The body ended well. Called once; exactly one of the three endings comes. */
  readonly ended?: () => void
  /** The source broke. */
  readonly failed?: (error: Error) => void
  /** The receiver gave up. */
  readonly cancelled?: () => void
}

/** The same source, observed. */
export const tap = (source: ByteSource, observer: TapObserver): ByteSource => {
  let over = false
  const finish = (): boolean => {
    const first = !over
    over = true
    return first
  }
  return {
    start: (sink) =>
      source.start({
        write: (chunk) => {
          observer.chunk?.(chunk)
          return sink.write(chunk)
        },
        end: (trailers) => {
          if (finish()) observer.ended?.()
          sink.end(trailers)
        },
        fail: (error) => {
          if (finish()) observer.failed?.(error)
          sink.fail(error)
        },
      }),
    pause: source.pause,
    resume: source.resume,
    cancel: () => {
      const first = finish()
      // Those nearer to the source hear of an ending first, whichever it is.
      source.cancel()
      if (first) observer.cancelled?.()
    },
  }
}
