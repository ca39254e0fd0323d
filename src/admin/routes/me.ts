/** What the caller's own token has used and what that cost. Everything is asked for with that token's name, and no other can be named. */
import { createRoute } from '@hono/zod-openapi'
import { type MeAnswer, meAnswerSchema, meQuerySchema } from '../../contract/api/me.ts'
import { problemFor } from '../../edge/problem.ts'
import { budgetViews } from '../../store/budgets/budget-views.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { budgetsDocument } from '../../store/documents/budgets.ts'
import { systemDocument } from '../../store/documents/system.ts'
import type { LedgerGroup } from '../../store/records/ledger.ts'
import type { AdminDeps } from '../context/deps.ts'
import type { Caller } from '../entry/caller.ts'
import { answers, routeGroup } from '../http/route.ts'
import { requireZone } from '../views/time-zone.ts'
import { totalOf, usageView } from '../views/usage-views.ts'

const me = createRoute({
  method: 'get',
  path: '/api/me',
  tags: ['usage'],
  summary: 'Usage and cost of the token that asks, and of no other; for any token',
  request: { query: meQuerySchema },
  responses: answers(meAnswerSchema, 'Own usage'),
})

const DEFAULT_MS = 30 * 24 * 60 * 60 * 1000

export interface MeDeps extends Pick<AdminDeps, 'config' | 'ledger' | 'clock'> {
  readonly budgets: Pick<AdminDeps['budgets'], 'view'>
  readonly daemon: Pick<AdminDeps['daemon'], 'timeZone'>
}

export const meRoutes = (deps: MeDeps) =>
  routeGroup().openapi(me, async (context) => {
    const token = tokenOf(context.var.caller)
    const { zone, since = deps.clock.now() - DEFAULT_MS, until } = context.req.valid('query')
    const timeZone = requireZone(zone, deps.daemon.timeZone())
    const about = { token, since, timeZone, ...(until === undefined ? {} : { until }) }
    return context.json(await ownUsage(deps, about), 200)
  })

/** Throws `unauthenticated` for a caller without a token of its own: what it may see stands elsewhere. */
const tokenOf = (caller: Caller): string => {
  if (caller.kind === 'token') return caller.name
  throw problemFor('unauthenticated', { code: 'token-not-for-ui', params: {} })
}

interface About {
  readonly token: string
  readonly since: number
  readonly until?: number
  readonly timeZone: string
}

const ownUsage = async (deps: MeDeps, about: About): Promise<MeAnswer> => {
  const { config, ledger } = deps
  const snapshot = config.snapshot()
  const { showUpstreams } = snapshot.get(systemDocument).me
  const rows = async (...groupBy: readonly LedgerGroup[]) => ledger.totals({ ...about, groupBy })
  const [days, models, upstreams] = await Promise.all([
    rows('day'),
    rows('model'),
    showUpstreams ? rows('upstream') : null,
  ])
  const entry = snapshot.get(accessDocument).tokens.find(({ name }) => name === about.token)
  return {
    token: about.token,
    owner: entry?.owner?.trim() || null,
    since: about.since,
    total: usageView(totalOf(days)),
    days: days.map(usageView),
    models: models.map(usageView),
    budgets: ownBudgets(deps, about.token).map((budget) => (showUpstreams ? budget : { ...budget, upstream: null })),
    upstreams: upstreams?.map(usageView) ?? null,
  }
}

/** Those that count this token by itself; what all share is nobody's own. */
const ownBudgets = ({ config, budgets, clock }: MeDeps, token: string) =>
  budgetViews(config.snapshot().get(budgetsDocument).budgets, budgets.view(), clock.now()).filter(
    (budget) => budget.token === token,
  )
