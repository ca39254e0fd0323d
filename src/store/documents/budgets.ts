/** `data/budgets.json`: how much may be spent. What cannot be read refuses, for nobody could say whether a limit is reached. */
import { type BudgetEntry, type BudgetSettings, budgetsSchema } from '../../contract/budget-settings.ts'
import type { Document } from '../config/document.ts'
import { type JsonText, jsonDocument } from '../config/json-document.ts'

export const budgetsDocument: Document<BudgetSettings> = jsonDocument({
  id: 'budgets',
  file: 'data/budgets.json',
  schema: budgetsSchema,
  template: '{\n  "budgets": []\n}\n',
  whenUnreadable: 'refuse',
  secret: false,
  check: ({ budgets }, json) => {
    const seen = new Set<string>()
    for (const [index, budget] of budgets.entries()) {
      checkBudget(budget, index, json)
      if (seen.has(budget.id)) throw json.complain(['budgets', index, 'id'], { code: 'must-be-unique', params: {} })
      seen.add(budget.id)
    }
  },
})

const checkBudget = (budget: BudgetEntry, index: number, json: JsonText): void => {
  const { amount, tokens, requests, period, startsOn } = budget
  const limits = [amount, tokens, requests].filter((limit) => limit !== undefined)
  if (limits.length !== 1) throw json.complain(['budgets', index], { code: 'must-have-one-limit', params: {} })
  if (startsOn !== undefined && !beginsOn(period, startsOn)) {
    throw json.complain(['budgets', index, 'startsOn'], { code: 'must-be-start-day', params: {} })
  }
}

/** Weeks begin on a day of the week, months on one of the month. */
const beginsOn = (period: string, day: string | number): boolean =>
  period === (typeof day === 'number' ? 'month' : 'week')
