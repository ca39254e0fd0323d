/** The shape of everything in the chain: a handler answers, a layer wraps a handler, a pipeline stacks layers in a checked order. */
import type { RawHeaders } from '../contract/exchange.ts'

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

/** An answer: head at once, body as it comes. */
export interface Reply {
  readonly status: number
  /** Reason phrase of the upstream, or empty for the standard one. */
  readonly statusMessage: string
  /** Flat name, value pairs, hop-by-hop headers removed. */
  readonly headers: RawHeaders
  readonly body: ByteSource | undefined
  /** ms it took to connect; absent for a reused connection and for replies of our own. */
  readonly connectMs?: number
}

/** Answers a request. Refuses by throwing, at once or later: who calls one awaits it inside its `try`. */
export type Handler<In> = (input: In) => Promise<Reply>

/** Wraps the rest of the chain; may hand on a richer input than it received. */
export type Layer<In, Out = In> = (next: Handler<Out>) => Handler<In>

/** A stack of layers that begins at `Start` and whose next layer receives `Current`. */
export interface Pipeline<Start, Current> {
  /** Adds the next layer. A layer that needs more than `Current` offers does not compile. */
  readonly use: <Next>(layer: Layer<Current, Next>) => Pipeline<Start, Next>
  /** Closes the stack with what answers in the end. */
  readonly end: (handler: Handler<Current>) => Handler<Start>
}

export const pipeline = <Start>(): Pipeline<Start, Start> => stack<Start, Start>((handler) => handler)

const stack = <Start, Current>(wrap: (inner: Handler<Current>) => Handler<Start>): Pipeline<Start, Current> => ({
  use: (layer) => stack((inner) => wrap(layer(inner))),
  end: (handler) => wrap(handler),
})
