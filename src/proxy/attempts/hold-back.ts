/**
 * Holds the first bytes of an answer back until it is certain that it is one, so that another upstream can still answer instead.
 * Used only where there is another upstream; ends at the first content, soon after the first event, or when too much is held.
 */
import type { Transform } from 'node:stream'
import type { ByteSink, ByteSource } from '../../codec/bytes/byte-source.ts'
import type { Framer } from '../../codec/bytes/held-bytes.ts'
import { canDecode, createDecoders } from '../../codec/encoding/decode.ts'
import { createSseFramer } from '../../codec/stream/sse.ts'
import type { Reply } from '../../edge/reply.ts'
import type { ClientSignal } from '../exchange/client-signal.ts'
import { jsonObject, mayBeErrorBody, meaningOf, type StreamDialect } from '../exchange/stream-dialect.ts'
import { TransportError } from '../exchange/transport.ts'
import { FAILED_SUCCESS } from './outcome.ts'
import { shapeOf } from './reply-shape.ts'

export interface HoldBackOptions {
  readonly dialect: StreamDialect
  /** Longest wait for content after the first event, in ms. */
  readonly holdBackMs: number
  /** Aborted when the client goes away. */
  readonly signal: ClientSignal
}

export interface Judgement {
  /** The whole reply, held bytes first; may be passed on whatever the verdict. */
  readonly reply: Reply
  /** Why it is no answer (a code of `FAILED_SUCCESS`), or undefined when it is or may be one. */
  readonly fault: string | undefined
  /** Bytes that had come. */
  readonly bytes: number
}

/** Bytes held at most: an answer that goes on for this long is taken for one. */
const HELD_LIMIT = 256 * 1024
/** JSON answers larger than this are not looked into. */
const JSON_LIMIT = 16 * 1024
/** Bytes of events that are looked at in one go: what comes after the event that decides need not be read. */
const GLANCE = 1024

/** Rejects with `TransportError` `abandoned` when the client leaves meanwhile. */
export const holdBack = (reply: Reply, options: HoldBackOptions): Promise<Judgement> => {
  const { body } = reply
  const { kind } = shapeOf(reply)
  if (body === undefined) return Promise.resolve({ reply, fault: FAILED_SUCCESS.empty, bytes: 0 })
  if (kind === 'page') return Promise.resolve({ reply, fault: FAILED_SUCCESS.webPage, bytes: 0 })
  return new Promise((resolve, reject) => {
    const held = new HeldReply(body)
    let timer: NodeJS.Timeout | undefined
    const stay = options.signal.onAbort(() => leave())
    const close = (): boolean => {
      clearTimeout(timer)
      stay()
      const first = !held.judged
      held.judged = true
      inspector.close()
      return first
    }
    const leave = (): void => {
      if (!close()) return
      body.cancel()
      reject(new TransportError('abandoned', 'aborted', 'The client went away'))
    }
    const decide = (fault: string | undefined): void => {
      if (close()) resolve({ reply: { ...reply, body: held.source }, fault, bytes: held.size })
    }
    const inspector = createInspector(reply, {
      dialect: options.dialect,
      decide,
      firstEvent: () => {
        timer ??= setTimeout(() => decide(undefined), options.holdBackMs)
      },
    })
    if (options.signal.aborted) leave()
    else held.begin(inspector, decide)
  })
}

interface Inspector {
  readonly push: (chunk: Uint8Array) => void
  /** The body ended, or broke off, without having been judged. */
  readonly end: (broken: boolean) => void
  readonly close: () => void
}

interface InspectorContext {
  readonly dialect: StreamDialect
  readonly decide: (fault: string | undefined) => void
  readonly firstEvent: () => void
}

const createInspector = (reply: Reply, context: InspectorContext): Inspector => {
  const { kind, encoding } = shapeOf(reply)
  const plain = kind === 'events' ? eventInspector(context) : wholeInspector(kind === 'json', context)
  if (encoding === '') return plain
  return canDecode(encoding) ? decodingInspector(encoding, plain, context) : letThrough(context)
}

const eventInspector = ({ dialect, decide, firstEvent }: InspectorContext): Inspector => {
  let seen = false
  let closed = false
  const framer: Framer = createSseFramer(HELD_LIMIT, (event) => {
    // An event too large to hold is content.
    const meaning = event === undefined ? 'content' : meaningOf(dialect, Buffer.from(event).toString('utf8'))
    if (meaning === 'nothing') return
    seen = true
    if (meaning === 'content') decide(undefined)
    else if (meaning === 'error') decide(FAILED_SUCCESS.errorEvent)
    else firstEvent()
  })
  return {
    push: (chunk) => {
      for (let at = 0; at < chunk.byteLength && !closed; at += GLANCE) framer.push(chunk.subarray(at, at + GLANCE))
    },
    end: () => {
      framer.end()
      decide(seen ? FAILED_SUCCESS.cut : FAILED_SUCCESS.empty)
    },
    close: () => {
      closed = true
    },
  }
}

/** For answers that are not streams: waits for a small one to be whole. */
const wholeInspector = (isJson: boolean, { dialect, decide, firstEvent }: InspectorContext): Inspector => {
  const chunks: Uint8Array[] = []
  let size = 0
  return {
    push: (chunk) => {
      chunks.push(chunk)
      size += chunk.byteLength
      if (!isJson || size > JSON_LIMIT) decide(undefined)
      else firstEvent()
    },
    end: (broken) => {
      if (size === 0) return decide(FAILED_SUCCESS.empty)
      if (broken) return decide(FAILED_SUCCESS.cut)
      const bytes = Buffer.concat(chunks)
      const value = mayBeErrorBody(dialect, bytes) ? jsonObject(bytes) : undefined
      decide(value !== undefined && dialect.isErrorBody(value) ? FAILED_SUCCESS.errorBody : undefined)
    },
    close: () => undefined,
  }
}

/** Looks at the decoded form; the bytes themselves stay as they came. */
const decodingInspector = (encoding: string, inner: Inspector, { decide }: InspectorContext): Inspector => {
  const decoders: readonly Transform[] = createDecoders(encoding)
  const [first] = decoders
  const last = decoders.at(-1)
  if (first === undefined || last === undefined) return inner
  let broken = false
  for (const [index, decoder] of decoders.entries()) {
    // Bytes that are not what the header says are for the client to judge.
    decoder.on('error', () => decide(undefined))
    const following = decoders[index + 1]
    if (following !== undefined) decoder.pipe(following)
  }
  last.on('data', (chunk: Buffer) => inner.push(chunk))
  last.on('end', () => inner.end(broken))
  return {
    push: (chunk) => {
      first.write(chunk)
    },
    end: (cut) => {
      broken = cut
      first.end()
    },
    close: () => {
      for (const decoder of decoders) decoder.destroy()
    },
  }
}

const letThrough = ({ decide }: InspectorContext): Inspector => ({
  push: () => decide(undefined),
  end: (broken) => decide(broken ? FAILED_SUCCESS.cut : undefined),
  close: () => undefined,
})

/** A body that was begun before its receiver is known: keeps what has come and gives it out first. */
class HeldReply {
  judged = false
  size = 0
  readonly source: ByteSource
  readonly #body: ByteSource
  #chunks: Uint8Array[] = []
  #ending: ((sink: ByteSink) => void) | undefined
  #sink: ByteSink | undefined

  constructor(body: ByteSource) {
    this.#body = body
    this.source = {
      start: (sink) => this.#release(sink),
      pause: body.pause,
      resume: body.resume,
      cancel: body.cancel,
    }
  }

  begin(inspector: Inspector, decide: (fault: string | undefined) => void): void {
    this.#body.start({
      write: (chunk) => {
        if (this.#sink !== undefined) return this.#sink.write(chunk)
        this.#chunks.push(chunk)
        this.size += chunk.byteLength
        if (!this.judged) inspector.push(chunk)
        if (this.size > HELD_LIMIT) decide(undefined)
        return this.size <= HELD_LIMIT
      },
      end: (trailers) =>
        this.#end(
          (sink) => sink.end(trailers),
          () => inspector.end(false),
        ),
      fail: (error) =>
        this.#end(
          (sink) => sink.fail(error),
          () => inspector.end(true),
        ),
    })
  }

  #end(ending: (sink: ByteSink) => void, inspect: () => void): void {
    if (this.#sink !== undefined) {
      ending(this.#sink)
      return
    }
    this.#ending = ending
    if (!this.judged) inspect()
  }

  #release(sink: ByteSink): void {
    const chunks = this.#chunks
    this.#chunks = []
    this.#sink = sink
    let ready = true
    for (const chunk of chunks) ready = sink.write(chunk)
    if (this.#ending !== undefined) this.#ending(sink)
    else if (ready) this.#body.resume()
    else this.#body.pause()
  }
}
