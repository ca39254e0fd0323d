/** A body as a flow of bytes: who pushes it, who takes it, and a body that is there already. */
import type { RawHeaders } from '../../contract/exchange.ts'

/** Receives the bytes of a body. */
export interface ByteSink {
  /** Takes one chunk. False asks the source to pause until `resume` is called on it. */
  readonly write: (chunk: Uint8Array) => boolean
  /** The body is complete. `trailers` are flat name, value pairs. Called once, never together with `fail`. */
  readonly end: (trailers?: RawHeaders) => void
  /** The body broke off. */
  readonly fail: (error: Error) => void
}

/** A body that flows once somebody starts it. Pushes bytes as they come, stops when told, never buffers on its own. */
export interface ByteSource {
  /** Begins the flow into the sink. Called once. */
  readonly start: (sink: ByteSink) => void
  readonly pause: () => void
  readonly resume: () => void
  /** Gives up on the rest and releases whatever is behind it, at once. */
  readonly cancel: () => void
}

/** A body that is there already. */
export const bytesSource = (chunks: readonly Uint8Array[]): ByteSource => {
  let cancelled = false
  return {
    start: (sink) => {
      for (const chunk of chunks) if (!cancelled) sink.write(chunk)
      if (!cancelled) sink.end()
    },
    pause: () => undefined,
    resume: () => undefined,
    cancel: () => {
      cancelled = true
    },
  }
}
