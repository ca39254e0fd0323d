/** Bodies and receivers that do what a test says: pieces pushed by hand or one per turn of the event loop, receivers as slow as they like. */
import type { ByteSink, ByteSource } from '../../src/codec/bytes/byte-source.ts'
import type { RawHeaders } from '../../src/contract/exchange.ts'

export interface ScriptedSource {
  readonly source: ByteSource
  /** The receiver, once it has started the flow. */
  readonly sink: () => ByteSink
  /** What the receiver asked for, in order: `start`, `pause`, `resume`, `cancel`. */
  readonly calls: readonly string[]
}

/** A body whose bytes and ending a test pushes by hand. */
export const scriptedSource = (): ScriptedSource => {
  const calls: string[] = []
  let sink: ByteSink | undefined
  return {
    calls,
    sink: () => {
      if (sink === undefined) throw new Error('Nobody has started this body')
      return sink
    },
    source: {
      start: (receiver) => {
        calls.push('start')
        sink = receiver
      },
      pause: () => calls.push('pause'),
      resume: () => calls.push('resume'),
      cancel: () => calls.push('cancel'),
    },
  }
}

export type BodyEnding = 'end' | 'fail' | 'never'

export interface SendingOptions {
  readonly ending?: BodyEnding
  readonly trailers?: RawHeaders
  /** Told when the receiver gives up. */
  readonly cancelled?: () => void
}

/** A body that sends its pieces one per turn of the event loop, stops while it is paused, then ends or breaks off with `cut`. */
export const sending = (pieces: readonly Uint8Array[], options: SendingOptions = {}): ByteSource => {
  const { ending = 'end', trailers } = options
  const queue = [...pieces]
  let sink: ByteSink | undefined
  let paused = false
  let planned = false
  const turn = (): void => {
    planned = false
    if (paused || sink === undefined) return
    const piece = queue.shift()
    if (piece !== undefined) {
      if (!sink.write(piece)) paused = true
      plan()
      return
    }
    if (ending === 'never') return
    const to = sink
    sink = undefined
    if (ending === 'end') to.end(trailers)
    else to.fail(new Error('cut'))
  }
  const plan = (): void => {
    if (planned) return
    planned = true
    setImmediate(turn)
  }
  return {
    start: (to) => {
      sink = to
      plan()
    },
    pause: () => {
      paused = true
    },
    resume: () => {
      paused = false
      plan()
    },
    cancel: () => {
      if (sink !== undefined) options.cancelled?.()
      sink = undefined
    },
  }
}

/** A receiver that keeps what it gets. `answer`: what it says to every chunk; false asks for a pause. */
export const recordingSink = (answer = true) => {
  const chunks: Uint8Array[] = []
  const endings: string[] = []
  const sink: ByteSink = {
    write: (chunk) => {
      chunks.push(chunk)
      return answer
    },
    end: (trailers) => endings.push(trailers === undefined ? 'end' : `end ${trailers.join(' ')}`),
    fail: (error) => endings.push(`fail ${error.message}`),
  }
  return { sink, chunks, endings, bytes: () => Buffer.concat(chunks) }
}

export interface Received {
  readonly bytes: Buffer
  readonly ending: 'end' | 'fail'
  readonly trailers: RawHeaders | undefined
  readonly error: Error | undefined
}

/** Everything a receiver gets that asks to pause after every chunk, and goes on a turn of the event loop later. */
export const received = (body: ByteSource | undefined): Promise<Received> =>
  new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    const finish = (ending: 'end' | 'fail', trailers?: RawHeaders, error?: Error): void =>
      resolve({ bytes: Buffer.concat(chunks), ending, trailers, error })
    body?.start({
      write: (chunk) => {
        chunks.push(chunk)
        setImmediate(() => body.resume())
        return false
      },
      end: (trailers) => finish('end', trailers),
      fail: (error) => finish('fail', undefined, error),
    })
  })

/** The bytes cut at these points, taken modulo the length, so that any numbers are a cut. */
export const cutAt = (bytes: Buffer, points: readonly number[]): Buffer[] => {
  const places = [0, ...points.map((point) => point % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}
