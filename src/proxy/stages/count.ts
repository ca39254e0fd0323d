/** Counts the tokens of every answer, delivered or not: an attempt that failed may have been billed. */
import { headerValue } from '../../codec/http/headers.ts'
import type { UsageReading } from '../../contract/usage.ts'
import { observed, viewed } from '../../edge/viewed-reply.ts'
import { isQuestion } from '../../protocol/common/protocol.ts'
import { createUsageReader } from '../../protocol/usage/usage-reader.ts'
import { hearingRefusal } from '../attempts/refusal-words.ts'
import { createCountedAnswers } from '../exchange/counted-answers.ts'
import { type Counted, markPassed, type Translated } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { answersIn } from '../translation/foreign.ts'

export const count = (): Layer<Translated, Counted> => {
  const answers = createCountedAnswers()
  return (next) => async (input) => {
    const answer = await next(markPassed('count', input))
    const received = answer.status >= 400 ? hearingRefusal(input.attempt, answer) : answer
    const reply = viewed(received)
    if (reply === undefined) return received
    const { trace, upstream, request } = input.attempt
    const decides = isQuestion(request.asked.operation)
    const { view } = reply
    const usage = createUsageReader(answersIn(upstream, request.head).usage, {
      contentType: headerValue(reply.headers, 'content-type') ?? '',
    })
    view.listenAtOnce(usage.push)
    const read = (complete: boolean): UsageReading | undefined =>
      answers.take(complete && view.gaveUp() === undefined ? usage.end() : usage.abort(), decides)
    // A client that leaves may leave a decoder behind that is still at work.
    const close = (complete: boolean): void =>
      trace.settleUsage(view.settled()?.then(() => read(complete)) ?? read(complete))
    const broken = (): void => close(trace.answerIsWhole)
    return observed(reply, { ended: () => close(true), failed: broken, cancelled: broken })
  }
}
