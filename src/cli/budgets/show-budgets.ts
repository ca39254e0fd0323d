/** `clp budget list` and `clp budget show`: how much of each budget is spent. */

import { type BudgetView, budgetsAnswerSchema } from '../../contract/api/budgets.ts'
import { DOLLARS, moneyText } from '../../contract/money/money-text.ts'
import { percentOf } from '../../contract/money/share.ts'
import { readMine } from '../api/member-api.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { showTime } from '../terminal/format.ts'
import { withBudgetsApi } from './budgets-api.ts'

interface Options {
  readonly json?: boolean
}

export const listBudgets = async (cli: Cli, { json = false }: Options): Promise<void> => {
  const budgets = await readBudgets(cli)
  if (json) {
    cli.print.json({ budgets })
    return
  }
  const texts = cli.messages.budgets
  if (budgets.length === 0) {
    cli.print.line(texts.none)
    return
  }
  const rows = budgets.map((budget) => [
    budget.id,
    subjectText(cli, budget),
    budget.period,
    amountOf(budget, spentOf(budget)),
    limitText(budget),
    percentText(budget),
    budget.resetsAt === null ? '' : showTime(budget.resetsAt),
    texts.states[budget.state],
  ])
  await cli.print.table(texts.columns, rows, { right: [3, 4, 5] })
}

/** Throws a `CliError` where there is no such budget. */
export const showBudget = async (cli: Cli, id: string, { json = false }: Options): Promise<void> => {
  const budgets = (await readBudgets(cli)).filter((budget) => budget.id === id)
  const texts = cli.messages.budgets
  if (budgets.length === 0) throw new CliError(fill(texts.unknown, { id }))
  if (json) {
    cli.print.json({ budgets })
    return
  }
  for (const [index, budget] of budgets.entries()) {
    if (index > 0) cli.print.line()
    for (const [label, value] of detailsOf(cli, budget)) cli.print.line(`${label}: ${value}`)
  }
}

/** With `CLP_URL` and an access token: those of that token, of a CLP anywhere. */
const readBudgets = async (cli: Cli): Promise<readonly BudgetView[]> => {
  if (cli.environment['CLP_URL']) return (await readMine(cli, {})).budgets
  return (await withBudgetsApi(cli, (api) => api.ask(budgetsAnswerSchema, { path: '/api/budgets' }))).budgets
}

const detailsOf = (cli: Cli, budget: BudgetView): readonly (readonly [string, string])[] => {
  const { detail, states, actions } = cli.messages.budgets
  const { action, presumed, reserved, note, period, timeZone } = budget
  const told: readonly (readonly [string, string])[] = [
    [detail.id, budget.id],
    [detail.subject, subjectText(cli, budget)],
    [detail.spent, `${amountOf(budget, spentOf(budget))} / ${limitText(budget)} (${percentText(budget)})`],
    [detail.reserved, reserved === '0' ? '' : amountOf(budget, BigInt(reserved))],
    [detail.presumed, presumed === '0' ? '' : amountOf(budget, BigInt(presumed))],
    [detail.period, timeZone === null ? period : `${period} (${timeZone})`],
    [detail.since, budget.startedAt === null ? '' : showTime(budget.startedAt)],
    [detail.resets, budget.resetsAt === null ? '' : showTime(budget.resetsAt)],
    [detail.state, states[budget.state]],
    [detail.action, actionText(actions, action)],
    [detail.note, note ?? ''],
  ]
  return told.filter(([, value]) => value !== '')
}

const actionText = (texts: Cli['messages']['budgets']['actions'], action: BudgetView['action']): string => {
  if (typeof action === 'string') return texts[action]
  return 'upstream' in action
    ? fill(texts.upstream, { upstream: action.upstream })
    : fill(texts.model, { model: action.model })
}

const spentOf = ({ spent, presumed }: BudgetView): bigint => BigInt(spent) + BigInt(presumed)

const amountOf = ({ unit }: Pick<BudgetView, 'unit'>, amount: bigint): string =>
  unit === 'nano' ? moneyText(amount, DOLLARS) : String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** Of yuan also what was typed: the limit is their worth in dollars. */
const limitText = (budget: BudgetView): string => {
  const { limit, currency, amount } = budget
  if (limit === null) return ''
  return currency === 'CNY' && amount !== null
    ? `¥${amount} (${amountOf(budget, BigInt(limit))})`
    : amountOf(budget, BigInt(limit))
}

const percentText = ({ used, limit }: BudgetView): string => (limit === null ? '' : `${percentOf(used)} %`)

const subjectText = (cli: Cli, { token, service, upstream, model }: BudgetView): string => {
  const { subject } = cli.messages.budgets
  const parts = [
    ...(token === null
      ? []
      : [token === '' ? subject.noToken : token === '*' ? subject.eachToken : fill(subject.token, { token })]),
    ...(model === null ? [] : [model]),
    ...(service === null && upstream === null ? [] : [[service, upstream].filter((name) => name !== null).join('/')]),
  ]
  return parts.length === 0 ? subject.all : parts.join(', ')
}
