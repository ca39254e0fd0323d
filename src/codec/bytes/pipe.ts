/** What transforms a body while it flows: one chunk in, any number out, at once or later. `through` runs it. */

/** Where a pipe puts what it makes. */
export interface PipeOutput {
  /** Hands one chunk on. False: the receiver asks for a pause. What is written all the same is held until it goes on. */
  readonly write: (bytes: Uint8Array) => boolean
  /** Resolves when the receiver takes more: at once unless it paused; false when nobody wants more. */
  readonly ready: () => Promise<boolean>
}

/** A pipe that answers later returns a promise: until it settles nothing else is asked of it. One that throws or rejects breaks the body. */
type Later<Value> = Value | Promise<Value>

export interface Pipe {
  readonly chunk: (bytes: Uint8Array, out: PipeOutput) => Later<void>
  /** The source is complete: the last chance to write. */
  readonly end?: (out: PipeOutput) => Later<void>
  /**
   * The source broke off, after everything before was handed in. Gives the error that the receiver is told, or undefined when the body
   * ends well all the same. Without it the receiver is told the source's error.
   */
  readonly fail?: (error: Error, out: PipeOutput) => Later<Error | undefined>
  /** The receiver gave up: lets go of what is held. What a pipe writes from then on is nobody's. */
  readonly cancel?: () => void
}
