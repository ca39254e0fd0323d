/** What a client is told whose budget is used up. */
import { Problem } from '../../edge/problem.ts'
import type { Over } from '../../store/budgets/allowance.ts'
import { overHeader, overReason, overSentence, periodName } from '../../store/budgets/budget-sentence.ts'

/** `now` in ms since 1970. */
export const budgetProblem = (over: Over, now: number): Problem => {
  const { resetsAt, entry } = over
  const seconds = resetsAt === undefined ? undefined : Math.max(1, Math.ceil((resetsAt - now) / 1000))
  return new Problem('budget-exceeded', overSentence(over), {
    reason: overReason(over),
    headers: seconds === undefined ? [] : ['retry-after', String(seconds)],
    limit: {
      sentence: overHeader(over),
      resetsAt: resetsAt === undefined ? undefined : Math.floor(resetsAt / 1000),
      resetsInSeconds: seconds,
      period: periodName(entry),
    },
  })
}
