/** Why a budget refuses a request. Amounts come as they are read: `$5.02`, `20,000,000 tokens`. */
import type { ReasonIn } from './reason.ts'

export const BUDGET_REASONS = {
  /** `resets`: local time at which it starts again, with its zone. */
  'budget-used': { budget: 'text', spent: 'text', limit: 'text', resets: 'text' },
  /** Its period never ends. */
  'budget-used-for-good': { budget: 'text', spent: 'text', limit: 'text' },
  'budget-wants-prices': { budget: 'text', model: 'text' },
  'budget-without-rate': { budget: 'text' },
} as const
export type BudgetReason = ReasonIn<typeof BUDGET_REASONS>
