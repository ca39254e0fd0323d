/** Budgets: how much of each is spent, and saving all of them. */
import { createRoute } from '@hono/zod-openapi'
import { budgetsAnswerSchema, budgetsPutSchema } from '../../contract/api/budgets.ts'
import { ifMatchSchema } from '../../contract/api/documents.ts'
import type { Clock } from '../../contract/clock.ts'
import { budgetViews } from '../../store/budgets/budget-views.ts'
import type { Budgets } from '../../store/budgets/budgets.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { editObject, put } from '../../store/config/json-edit.ts'
import { budgetsDocument } from '../../store/documents/budgets.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { requireVersion, save } from '../writes/saving.ts'

const list = createRoute({
  method: 'get',
  path: '/api/budgets',
  tags: ['usage'],
  summary: 'How much of each budget is spent',
  responses: answers(budgetsAnswerSchema, 'The budgets, and the version of their document'),
})

const write = createRoute({
  method: 'put',
  path: '/api/budgets',
  tags: ['usage'],
  summary: 'Save all budgets; what the body does not name stays as it is',
  request: { headers: ifMatchSchema, body: jsonBody(budgetsPutSchema) },
  responses: answers(budgetsAnswerSchema, 'The budgets as saved'),
})

export interface BudgetRouteDeps {
  readonly config: ConfigStore
  readonly budgets: Pick<Budgets, 'view' | 'reload'>
  readonly clock: Clock
}

export const budgetRoutes = ({ config, budgets, clock }: BudgetRouteDeps) => {
  const answer = () => ({
    version: config.read(budgetsDocument.id).version,
    budgets: budgetViews(config.snapshot().get(budgetsDocument).budgets, budgets.view(), clock.now()),
  })
  return routeGroup()
    .openapi(list, (context) => context.json(answer(), 200))
    .openapi(write, async (context) => {
      const { 'if-match': ifMatch } = context.req.valid('header')
      const body = context.req.valid('json')
      requireVersion(config, budgetsDocument.id, ifMatch)
      const edit = (text: string): string =>
        editObject('the present budgets', text, (plain) =>
          Object.entries(body).reduce((changed, [key, value]) => put(changed, [key], value), plain),
        )
      await save(config, { document: budgetsDocument.id, ifMatch, edit })
      // Counters of new budgets are read before anybody is told of them.
      await budgets.reload()
      return context.json(answer(), 200)
    })
}
