/** The shape of everything in the chain: a handler answers, a layer wraps a handler, a pipeline stacks layers in a checked order. */
import type { Reply } from '../../edge/reply.ts'

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
