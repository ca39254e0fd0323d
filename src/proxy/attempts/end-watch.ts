/** Watches an answer as it passes, to tell at its end whether it was one after all. */
import { headerValue } from '../../codec/http/headers.ts'
import type { ViewedReply } from '../../edge/viewed-reply.ts'
import { ANSWER_FAULTS } from '../../protocol/judge/answer-faults.ts'
import { EndJudge } from '../../protocol/judge/end-judge.ts'
import type { AnswerProtocol } from '../../protocol/judge/judge-whole.ts'
import { kindOf } from './reply-shape.ts'

/** Asked once the answer has ended. Of one that could not be decoded it knows the head and whether it was empty. */
export interface EndWatch {
  /** Whether the last events say that the answer failed. */
  readonly saidError: () => boolean
  /** For an answer that ended well: what is wrong with it (a code of `ANSWER_FAULTS` or `ENDING_FAULTS`), if anything. */
  readonly fault: () => string | undefined
  /** The last decoded bytes, a few KB at most. */
  readonly lastBytes: () => Uint8Array
}

/** Watches a reply whose body was not started yet. */
export const createEndWatch = (reply: ViewedReply, protocol: AnswerProtocol): EndWatch => {
  const { view } = reply
  const judge = new EndJudge(protocol, headerValue(reply.headers, 'content-type') ?? '')
  view.listen(judge.push)
  const isReadable = (): boolean => view.gaveUp() === undefined
  return {
    saidError: () => isReadable() && judge.saidError(),
    fault: () => {
      if (kindOf(reply) === 'page') return ANSWER_FAULTS.webPage
      if (view.received() === 0) return ANSWER_FAULTS.empty
      return isReadable() ? judge.fault() : undefined
    },
    lastBytes: () => judge.lastBytes(),
  }
}
