/** Undoes the encoding of an answer on its way to who must read it. */
import { DECODING_BUDGET, Decoding } from '../../codec/bytes/decoding.ts'
import type { Pipe, PipeOutput } from '../../codec/bytes/pipe.ts'
import { encodingsOf } from '../../codec/encoding/decode.ts'

/** Throws `DecodeError` for an encoding that cannot be undone. A body that is not what it says breaks off. */
export const decodePipe = (encoding: string): Pipe => {
  let output: PipeOutput | undefined
  let failure: Error | undefined
  let settle: (() => void) | undefined
  const decoding = new Decoding(
    encoding,
    { budget: DECODING_BUDGET, closable: false },
    {
      decoded: (bytes) => output?.write(bytes),
      gaveUp: (reason) => {
        failure = new Error(`The answer cannot be read: ${reason}`)
        settle?.()
      },
    },
  )
  // Of several layers only the end tells that all of them are empty.
  const isOne = encodingsOf(encoding).length === 1
  const until = (wait: (then: () => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      settle = () => (failure === undefined ? resolve() : reject(failure))
      if (failure === undefined) wait(settle)
      else settle()
    })
  return {
    chunk: (bytes, out) => {
      output = out
      decoding.push(bytes)
      return isOne ? until((then) => decoding.drained(then)) : undefined
    },
    end: (out) => {
      output = out
      return until((then) => decoding.ended(then))
    },
    fail: (error) => {
      decoding.stop()
      return error
    },
    cancel: () => decoding.stop(),
  }
}
