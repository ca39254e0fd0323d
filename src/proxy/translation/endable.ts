/** A body whose receiver can be told of its end before its maker tells it. */
import type { ByteSink, ByteSource } from '../../codec/bytes/byte-source.ts'

/** Comes first, so that a pipe behind this body can say something before the body does. */
const NOTHING = new Uint8Array(0)

export interface Endable {
  readonly source: ByteSource
  /** Lets go of the rest and ends well; nothing when it has ended already. */
  readonly finish: () => void
  /** The same, but it broke. */
  readonly fail: (error: Error) => void
}

export const endable = (body: ByteSource): Endable => {
  let sink: ByteSink | undefined
  let over = false
  const close = (): boolean => {
    const first = !over
    over = true
    return first
  }
  const leave = (tell: (receiver: ByteSink) => void): void => {
    if (!close()) return
    // Those nearer to the upstream hear of the end first.
    body.cancel()
    if (sink !== undefined) tell(sink)
  }
  return {
    source: {
      start: (receiver) => {
        sink = receiver
        receiver.write(NOTHING)
        body.start({
          write: (chunk) => over || receiver.write(chunk),
          end: (trailers) => {
            if (close()) receiver.end(trailers)
          },
          fail: (error) => {
            if (close()) receiver.fail(error)
          },
        })
      },
      pause: body.pause,
      resume: body.resume,
      cancel: () => {
        close()
        body.cancel()
      },
    },
    finish: () => leave((receiver) => receiver.end()),
    fail: (error) => leave((receiver) => receiver.fail(error)),
  }
}
