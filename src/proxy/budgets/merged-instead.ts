/** Where budgets send a request, one after the other: the first that names an upstream, or a model, decides about it. */
import type { Over, Target } from '../../store/budgets/allowance.ts'
import type { Instead } from '../exchange/exchange.ts'

export const mergedInstead = (instead: Instead, target: Target, over: Over): Instead => ({
  ...target,
  ...instead,
  over: instead.over ?? over,
})
