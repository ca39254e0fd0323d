/** One stage by itself: what it hands on is kept, and answered as a test says. */
import type { Reply } from '../../src/edge/reply.ts'
import type { Handler, Layer } from '../../src/proxy/exchange/handler.ts'
import { replyOf } from './wire.ts'

export interface StageAlone<In, Out> {
  readonly ask: Handler<In>
  /** What the stage handed on, in order. */
  readonly given: readonly Out[]
}

/** `answer`: what the rest of the chain answers, or throws. */
export const alone = <In, Out>(
  layer: Layer<In, Out>,
  answer: Reply | Error | ((input: Out) => Reply | Promise<Reply>) = replyOf(),
): StageAlone<In, Out> => {
  const given: Out[] = []
  const handler = layer(async (input) => {
    given.push(input)
    if (answer instanceof Error) throw answer
    return typeof answer === 'function' ? answer(input) : answer
  })
  // A stage may refuse by throwing at once.
  return { given, ask: async (input) => handler(input) }
}
