/** What an attempt cost: by its counts where its answer told any, and otherwise by how it went. */
import type { Billed } from '../../contract/exchange.ts'
import { type Cost, costView } from '../../contract/money/cost.ts'
import { isQuestion } from '../../protocol/common/protocol.ts'
import { costOf, freeCost, unknownCost } from '../../protocol/pricing/cost.ts'
import type { PriceBook } from '../../protocol/pricing/price-book.ts'
import type { Asked } from './asked.ts'
import type { AttemptTrace } from './attempt-trace.ts'

/** What the request of an attempt was, and which prices were in force. */
export interface BillingContext {
  readonly book: PriceBook
  readonly service: string
  /** HTTP method of the request. */
  readonly method: string
  readonly asked: Asked | undefined
  /** Start of the request, ms since 1970: by it prices and totals are found. */
  readonly startedAt: number
}

export const attemptCost = (context: BillingContext, attempt: AttemptTrace): Cost => {
  const { book, service, asked, startedAt: at } = context
  const { usage, seed } = attempt
  if (usage !== undefined) {
    const upstream = seed.upstream.name
    return costOf(book, { service, upstream, model: attempt.model ?? asked?.model, at }, usage)
  }
  const billed = context.method !== 'HEAD' && asked !== undefined && isQuestion(asked.operation) && mayBeBilled(attempt)
  return billed ? unknownCost(book, seed.upstream.name, service) : freeCost(book)
}

/** Whether an attempt whose answer told no counts may have been billed. */
const mayBeBilled = ({ outcome, sentTo }: AttemptTrace): boolean => {
  switch (outcome?.kind) {
    case 'answered':
    case 'refused':
      return outcome.status < 400
    case 'broken':
      return true
    case 'abandoned':
      return sentTo !== undefined
    default:
      return false
  }
}

/** What an attempt whose answer nobody got adds to the totals; undefined where it was not billed. */
export const billedOf = (context: BillingContext, attempt: AttemptTrace): Billed | undefined => {
  const { usage } = attempt
  const cost = attemptCost(context, attempt)
  if (usage === undefined && cost.nano !== null) return undefined
  return { ...(usage === undefined ? {} : { usage: usage.usage }), cost: costView(cost) }
}
