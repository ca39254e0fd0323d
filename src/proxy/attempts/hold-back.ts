/**
 * Holds the first bytes of an answer back until it is certain that it is one, so that another upstream can still answer instead.
 * Used only where there is another upstream; ends at the first content, soon after the first event, or when too much is held.
 */
import type { Framer } from '../../codec/bytes/held-bytes.ts'
import { HeldSource } from '../../codec/bytes/held-source.ts'
import { Pieces } from '../../codec/bytes/pieces.ts'
import { createSseFramer } from '../../codec/stream/sse.ts'
import type { Reply } from '../../edge/reply.ts'
import { viewed } from '../../edge/viewed-reply.ts'
import { isErrorJson } from '../../protocol/common/error-json.ts'
import type { Protocol } from '../../protocol/common/protocol.ts'
import type { ClientSignal } from '../exchange/client-signal.ts'
import { TransportError } from '../exchange/transport.ts'
import { FAILED_SUCCESS } from './outcome.ts'
import { kindOf, type ReplyKind } from './reply-shape.ts'

/** What is known of the answers of a protocol. */
export type AnswerProtocol = Pick<Protocol, 'events' | 'errors'>

export interface HoldBackOptions {
  /** What the upstream speaks. */
  readonly protocol: AnswerProtocol
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
export const holdBack = (received: Reply, options: HoldBackOptions): Promise<Judgement> => {
  const reply = viewed(received)
  if (reply === undefined) return Promise.resolve({ reply: received, fault: FAILED_SUCCESS.empty, bytes: 0 })
  const { body, view } = reply
  const kind = kindOf(reply)
  if (kind === 'page') return Promise.resolve({ reply, fault: FAILED_SUCCESS.webPage, bytes: 0 })
  return new Promise((resolve, reject) => {
    const held = new HeldSource(body, () => view.release())
    let judged = false
    let timer: NodeJS.Timeout | undefined
    const stay = options.signal.onAbort(() => leave())
    const close = (): boolean => {
      clearTimeout(timer)
      stay()
      const first = !judged
      judged = true
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
    const inspector = createInspector(kind, {
      protocol: options.protocol,
      decide,
      firstEvent: () => {
        timer ??= setTimeout(() => decide(undefined), options.holdBackMs)
      },
    })
    if (options.signal.aborted) leave()
    else {
      // What cannot be decoded is for the client to judge.
      const gaveUp = (): void => decide(undefined)
      view.hold({
        decoded: inspector.push,
        ended: (ending) => {
          if (ending !== 'left' && !judged) inspector.end(ending === 'broken')
        },
        gaveUp,
      })
      held.begin(HELD_LIMIT, gaveUp)
    }
  })
}

interface Inspector {
  readonly push: (chunk: Uint8Array) => void
  /** The body ended, or broke off, without having been judged. */
  readonly end: (broken: boolean) => void
  readonly close: () => void
}

interface InspectorContext {
  readonly protocol: AnswerProtocol
  readonly decide: (fault: string | undefined) => void
  readonly firstEvent: () => void
}

const createInspector = (kind: ReplyKind, context: InspectorContext): Inspector =>
  kind === 'events' ? eventInspector(context) : wholeInspector(kind === 'json', context)

const eventInspector = ({ protocol, decide, firstEvent }: InspectorContext): Inspector => {
  let seen = false
  let closed = false
  const framer: Framer = createSseFramer(HELD_LIMIT, (event) => {
    // An event too large to hold is content.
    const meaning = event === undefined ? 'content' : protocol.events.meaning(Buffer.from(event).toString('utf8'))
    if (meaning === 'nothing') return
    seen = true
    if (meaning === 'content' || meaning === 'terminal') decide(undefined)
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
const wholeInspector = (isJson: boolean, { protocol, decide, firstEvent }: InspectorContext): Inspector => {
  const pieces = new Pieces()
  return {
    push: (chunk) => {
      pieces.push(chunk)
      if (!isJson || pieces.size > JSON_LIMIT) decide(undefined)
      else firstEvent()
    },
    end: (broken) => {
      if (pieces.size === 0) return decide(FAILED_SUCCESS.empty)
      if (broken) return decide(FAILED_SUCCESS.cut)
      decide(isErrorJson(protocol.errors, pieces.joined()) ? FAILED_SUCCESS.errorBody : undefined)
    },
    close: () => undefined,
  }
}
