/** Asks an upstream that speaks another protocol than the client in its own, and answers the client in the client's. */
import type { Reply } from '../../edge/reply.ts'
import { protocols } from '../../protocol/index.ts'
import { isTranslatable } from '../../protocol/spoken.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import { markPassed, type Outgoing, type Translated } from '../exchange/exchange.ts'
import type { Handler, Layer } from '../exchange/handler.ts'
import { isForeign } from '../translation/foreign.ts'
import { createLessons } from '../translation/lessons.ts'
import { withoutCarriers } from '../translation/own-carriers.ts'
import { createQuestions, type QuestionDeps } from '../translation/questions.ts'
import { createReadings } from '../translation/readings.ts'
import { countTokens, listModels } from '../translation/side-requests.ts'
import { Untranslatable, unableReply } from '../translation/untranslatable.ts'

export const translate = ({ clock }: Pick<ProxyDeps, 'clock'>): Layer<Outgoing, Translated> => {
  const [lessons, readings] = [createLessons(), createReadings(clock)]
  return (next) => {
    const foreign = translator({ clock, lessons, readings, next })
    return (outgoing) => {
      const { request, upstream } = outgoing.attempt
      if (isForeign(upstream, request.head)) return foreign(outgoing)
      const own = withoutCarriers(outgoing, clock)
      return own instanceof Promise
        ? own.then((plain) => next(markPassed('translate', plain)))
        : next(markPassed('translate', own))
    }
  }
}

const translator = (deps: QuestionDeps): Handler<Outgoing> => {
  const ask = createQuestions(deps)
  const answer = (outgoing: Outgoing): Promise<Reply> => {
    const { head, asked } = outgoing.attempt.request
    const known = isTranslatable(head.path)
    if (known && asked.operation === 'generate') return ask(outgoing)
    if (known && asked.operation === 'count-tokens') return countTokens(deps, outgoing)
    if (asked.operation === 'list-models') return listModels(deps, outgoing)
    throw noCounterpart(outgoing)
  }
  return async (outgoing) => {
    try {
      return await answer(outgoing)
    } catch (error) {
      if (error instanceof Untranslatable) return unableReply(outgoing.attempt.request.head, error)
      throw error
    }
  }
}

const noCounterpart = ({ attempt, path }: Outgoing): Untranslatable => {
  const { request, upstream } = attempt
  const { method, protocol } = request.head
  const spoken = protocols[upstream.protocol].label
  return new Untranslatable(
    'not-found',
    `"${method} ${path.slice(0, 200)}" of ${protocol.label} cannot be translated: upstream "${upstream.name}" speaks ${spoken}. Nothing was sent`,
  )
}
