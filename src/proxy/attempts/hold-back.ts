/**
 * Holds the first bytes of an answer back until it is certain that it is one, so that another upstream can still answer instead.
 * Used only where there is another upstream; ends at the first content, some time after the first byte, or when too much is held.
 */
import { headerValue } from '../../codec/http/headers.ts'
import type { Reply } from '../../edge/reply.ts'
import { viewed } from '../../edge/viewed-reply.ts'
import { ANSWER_FAULTS } from '../../protocol/judge/answer-faults.ts'
import type { AnswerProtocol } from '../../protocol/judge/judge-whole.ts'
import { createStartJudge } from '../../protocol/judge/start-judge.ts'
import type { ClientSignal } from '../exchange/client-signal.ts'
import { hold } from './hold.ts'
import { kindOf } from './reply-shape.ts'

export interface HoldBackOptions {
  /** What the client is answered in. */
  readonly protocol: AnswerProtocol
  /** Longest wait for content after the first byte, in ms. */
  readonly holdBackMs: number
  /** Aborted when the client goes away. */
  readonly signal: ClientSignal
}

export interface Judgement {
  /** The whole reply, held bytes first; may be passed on whatever the verdict. */
  readonly reply: Reply
  /** Why it is no answer (a code of `ANSWER_FAULTS`), or undefined when it is or may be one. */
  readonly fault: string | undefined
  /** Bytes that had come. */
  readonly bytes: number
}

/** Bytes held at most: an answer that goes on for this long is taken for one. */
const HELD_LIMIT = 256 * 1024

/** Rejects with `TransportError` `abandoned` when the client leaves meanwhile. */
export const holdBack = async (received: Reply, options: HoldBackOptions): Promise<Judgement> => {
  const { protocol, holdBackMs, signal } = options
  const reply = viewed(received)
  if (reply === undefined) return { reply: received, fault: ANSWER_FAULTS.empty, bytes: 0 }
  if (kindOf(reply) === 'page') return { reply, fault: ANSWER_FAULTS.webPage, bytes: 0 }
  const contentType = headerValue(reply.headers, 'content-type') ?? ''
  const held = await hold<string | undefined>(reply, {
    most: HELD_LIMIT,
    waitMs: holdBackMs,
    signal,
    // What takes too long, is too much or cannot be decoded is for the client to judge.
    otherwise: () => undefined,
    look: (decide) => createStartJudge({ protocol, contentType, decide }),
  })
  return { reply: held.reply, fault: held.verdict, bytes: held.bytes }
}
