/** Asks the budgets for which head and token are enough, before a byte of the body is read; reserves what the request will probably cost. */
import { isQuestion } from '../../protocol/common/protocol.ts'
import { budgetsDocument } from '../../store/documents/budgets.ts'
import { budgetProblem } from '../budgets/budget-problem.ts'
import { mergedInstead } from '../budgets/merged-instead.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Admitted, Affordable, Instead, Spending } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { rulesInForce } from '../filters/guard-filter.ts'

type Deps = Pick<ProxyDeps, 'budgets' | 'clock'>

export const afford =
  (deps: Deps): Layer<Admitted, Affordable> =>
  (next) =>
  (input) =>
    next({ ...input, spending: spendingOf(deps, input) })

/** Throws `budget-exceeded`, and `config-unusable` while no budget was ever readable. */
const spendingOf = ({ budgets, clock }: Deps, { head, client }: Admitted): Spending | undefined => {
  const operation = head.protocol.operationOf(head.method, head.path)
  if (isFree(head.method, operation)) return undefined
  rulesInForce(head, budgetsDocument)
  const allowance = budgets.open({
    id: head.id,
    service: head.service.id,
    token: client.token ?? '',
    isQuestion: isQuestion(operation),
    startedAt: head.startedAt,
  })
  if (allowance === undefined) return undefined
  const check = allowance.beforeBody()
  if (check.kind === 'refused') throw budgetProblem(check.over, clock.now())
  const instead = check.kind === 'instead' ? mergedInstead(NOWHERE, check.target, check.over) : NOWHERE
  return { allowance, instead }
}

const NOWHERE: Instead = {}

/** What never costs anything is never refused. */
const isFree = (method: string, operation: string): boolean =>
  operation === 'count-tokens' || operation === 'list-models' || FREE_METHODS.has(method)

const FREE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
