/** Records that are priced again: what of their columns is counted, and what changes in them. */
import { type CostView, costOfView } from '../../../contract/money/cost.ts'
import type { Countable } from '../entry.ts'
import { type DetailColumns, type ExchangeColumns, storedOf } from './read-rows.ts'
import { packCost } from './record-rows.ts'

export const countableOf = (exchange: ExchangeColumns, startedAt: number, details: DetailColumns): Countable => {
  const { usage, usagePartial, rawUsage, cost, ...stored } = storedOf(exchange, startedAt, details)
  return {
    startedAt: stored.startedAt,
    service: stored.service,
    outcome: stored.outcome,
    attempts: stored.attemptList,
    model: {
      ...(stored.modelAsked === null ? {} : { asked: stored.modelAsked }),
      ...(stored.modelSent === null ? {} : { sent: stored.modelSent }),
    },
    ...(stored.upstream === null ? {} : { upstream: stored.upstream }),
    ...(stored.token === null ? {} : { token: stored.token }),
    ...(stored.side ? { side: true as const } : {}),
    ...(usage === null ? {} : { usage: { usage, raw: rawUsage ?? {}, partial: usagePartial } }),
    ...costIn(cost),
  }
}

const costIn = (cost: CostView | null): Pick<Countable, 'cost'> => (cost === null ? {} : { cost: costOfView(cost) })

/** `exchanges.more` with this cost. */
export const moreWithCost = (more: string, cost: NonNullable<Countable['cost']>): string =>
  JSON.stringify({ ...(JSON.parse(more) as Readonly<Record<string, unknown>>), cost: packCost(cost) })
