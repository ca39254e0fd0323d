/** Failover in memory: each attempt is answered with the next reply of a script. */
import type { Upstream } from '../../src/contract/upstream.ts'
import type { Reply } from '../../src/edge/reply.ts'
import { createConversations } from '../../src/proxy/attempts/conversations.ts'
import { failover } from '../../src/proxy/attempts/failover.ts'
import type { Attempt, Limited } from '../../src/proxy/exchange/exchange.ts'
import { balancingDocument } from '../../src/store/documents/balancing.ts'
import { inForce, type RequestParts, requestOf, upstreamOf } from './exchange.ts'
import { type DepsParts, memoryDeps } from './proxy-deps.ts'

export const POOL = [upstreamOf('a', { weight: 3 }), upstreamOf('b', { weight: 2 }), upstreamOf('c', { weight: 1 })]

/** `script`: what each attempt is answered with, in order. */
export const balancing = (
  script: readonly (Reply | Error | (() => Reply))[],
  { settings = {}, pool = POOL, ...parts }: { settings?: object; pool?: readonly Upstream[] } & DepsParts = {},
) => {
  const world = memoryDeps(parts)
  const value = inForce(balancingDocument, { mode: 'weight-based', ...settings })[balancingDocument.id]
  if (value === undefined) throw new Error('No balancing settings')
  const conversations = createConversations()
  const asked: Attempt[] = []
  const ask = (request: Limited): Promise<Reply> =>
    failover({
      deps: world.deps,
      request,
      settings: value,
      options: value.options,
      pool,
      conversations,
      modelAt: () => request.asked.model,
      next: async (attempt) => {
        const answer = script[asked.length]
        asked.push(attempt)
        if (answer instanceof Error) throw answer
        if (answer === undefined) throw new Error('One attempt too many')
        return typeof answer === 'function' ? answer() : answer
      },
    })
  return {
    ...world,
    ask: (request: RequestParts = {}) => ask(requestOf(request)),
    askWith: ask,
    /** Who was asked, and why. */
    asked: () => asked.map(({ trace: { seed } }) => `${seed.number} ${seed.upstream.name} ${seed.reason}`),
    told: (type: string) => world.events.filter((event) => event.type === type),
  }
}
