/** What is wrong with a budget, and why one refuses, in English. */
import type { ReasonTexts } from '../reasons.ts'

export const enBudgets = {
  'must-be-period': 'must be day, week, month, total, or hours from 1h to 24h',
  'must-be-time-zone': 'must be a time zone such as Asia/Shanghai',
  'must-be-quarter': 'must be a time in quarters of an hour, such as 04:00',
  'must-be-start-day': 'must be a weekday where the period is a week, and a day from 1 to 28 where it is a month',
  'must-be-budget-id': 'must be 1 to 40 small letters, digits and hyphens',
  'must-be-budget-action': 'must be refuse, warn, or an object that names an upstream or a model',
  'must-be-one-line': 'must be one line',
  'must-be-unique': 'must not be used twice',
  'must-have-one-limit': 'must have exactly one of amount, tokens and requests',
  'must-ascend': 'must be in ascending order',
  'budget-used': 'budget "{budget}" is used up: {spent} of {limit}; it starts again {resets}',
  'budget-used-for-good': 'budget "{budget}" is used up: {spent} of {limit}; it does not start again by itself',
  'budget-wants-prices': 'budget "{budget}" lets through only what has a price, and "{model}" has none',
  'budget-without-rate': 'budget "{budget}" is in yuan, and there is no rate for its period',
} satisfies Partial<ReasonTexts>
