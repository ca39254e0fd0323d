/** Which budgets are used up, or nearly: told for as long as it is so. */

import type { Notice } from '../../contract/api/status.ts'
import { percentOf } from '../../contract/money/share.ts'
import { shareOf } from '../../store/budgets/allowance.ts'
import { passedSentence } from '../../store/budgets/budget-sentence.ts'
import type { CounterView } from '../../store/budgets/budgets.ts'
import { thresholdOf } from '../../store/budgets/warnings.ts'

/** `now` in ms since 1970. */
export const budgetNotices = (counters: readonly CounterView[], now: number): readonly Notice[] =>
  counters.flatMap(({ counter, ...standing }) => {
    const { budget, window } = counter
    const used = shareOf(standing.spent + standing.presumed, budget.limitIn(window))
    const threshold = thresholdOf(budget.entry, used)
    if (threshold === undefined) return []
    const message = passedSentence({ counter, threshold, used, standing }, now)
    const isOver = used >= 1
    return [
      {
        code: isOver ? 'budget-used-up' : 'budget-nearly-used',
        severity: isOver ? 'error' : 'warning',
        params: { budget: budget.entry.id, percent: percentOf(used), reason: message },
        message,
        fix: { kind: 'document', target: 'budgets', command: `clp budget show ${budget.entry.id}` },
      } satisfies Notice,
    ]
  })
