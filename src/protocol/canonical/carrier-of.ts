/** What a client is given to carry for some reasoning, in protocols whose clients send all reasoning back. */
import type { AnswerContext, Seal } from './answer-sink.ts'
import { EMPTY_CARRIER, packCarrier } from './carrier.ts'

/** Reasoning that its maker does not want back is marked, or it would be taken for signed or stored where it comes back to. */
export const carrierOf = (seal: Seal | undefined, { upstream }: AnswerContext): string =>
  seal?.carrier ?? packCarrier(EMPTY_CARRIER, upstream.model)
