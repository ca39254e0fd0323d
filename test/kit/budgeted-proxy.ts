/** The whole chain in memory with counters of budgets, of which some is spent already. */

import type { RawHeaders } from '../../src/contract/exchange.ts'
import type { Upstream } from '../../src/contract/upstream.ts'
import type { Reply } from '../../src/edge/reply.ts'
import type { ClientService } from '../../src/proxy/exchange/service.ts'
import { claude } from '../../src/proxy/services/claude.ts'
import { balancingDocument } from '../../src/store/documents/balancing.ts'
import { budgetsDocument } from '../../src/store/documents/budgets.ts'
import { routingDocument } from '../../src/store/documents/routing.ts'
import { received } from './bodies.ts'
import { budgetWorld } from './budgets.ts'
import { inForce, upstreamOf } from './exchange.ts'
import { proxyInMemory } from './proxy-in-memory.ts'
import { jsonReply } from './wire.ts'

/** Noon. */
export const START = Date.parse('2026-11-30T12:00:00Z')
/** The next one, in seconds since 1970. */
export const MIDNIGHT = '1796083200'
const MESSAGE = {
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [{ type: 'text', text: 'Hi' }],
  usage: { input_tokens: 1, output_tokens: 1 },
}
/** Five dollars a day for the token that every request shows. */
export const day = { id: 'day', token: 'laptop', amount: 5, period: 'day', timeZone: 'UTC' }

export interface BudgetedSetting {
  readonly budgets: readonly object[]
  readonly service?: ClientService
  readonly settings?: object
  readonly pool?: readonly Upstream[]
  readonly routing?: object
  readonly balancing?: object
  readonly headers?: RawHeaders
  readonly answers?: number
  readonly unusable?: readonly string[]
}

/** A chain whose counters begin with `spent` nano-dollars for the token and the model. */
export const budgetedProxy = async (
  setting: BudgetedSetting,
  spent: readonly { nano: bigint; upstream?: string; model?: string }[] = [],
) => {
  const { budgets: entries, service = claude, pool = [upstreamOf('one', { active: true })], headers = [] } = setting
  const reply = () => jsonReply(MESSAGE, 200, headers)
  const world = proxyInMemory({
    service,
    pool,
    access: { kind: 'granted', token: 'laptop' },
    values: {
      ...inForce(budgetsDocument, { budgets: entries, ...setting.settings }),
      ...inForce(routingDocument, setting.routing ?? {}),
      ...inForce(balancingDocument, { mode: 'weight-based', ...setting.balancing }),
    },
    unusable: setting.unusable ?? [],
    answers: Array.from({ length: setting.answers ?? 1 }, () => reply),
  })
  world.clock.jumpTo(START)
  const counted = await budgetWorld(entries, { clock: world.clock })
  for (const [index, { nano, ...over }] of spent.entries()) {
    counted.ask(`s${index}`, { service: service.id, ...over })
    counted.end(`s${index}`, nano)
  }
  Object.assign(world.deps, { budgets: counted.budgets })
  return { ...world, counted }
}

export const headersOf = ({ headers }: Reply): Readonly<Record<string, string>> => {
  const all: Record<string, string> = {}
  for (let index = 0; index + 1 < headers.length; index += 2)
    all[(headers[index] ?? '').toLowerCase()] = headers[index + 1] ?? ''
  return all
}

export const jsonOf = async (reply: Reply): Promise<unknown> =>
  JSON.parse((await received(reply.body)).bytes.toString())
