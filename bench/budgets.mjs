// What budgets and cost take of one request, without sockets: its price, its entries, the three checks, what clients are told, and the settling.
//
//   node bench/budgets.mjs [requests=100000]
//
// CPU time of this process, in µs per request. Meant to stay below 5 with a budget, and to grow by little more than 1 with each further one
// that applies.

import { openaiResponses } from '../build/protocol/openai-responses/openai-responses.js'
import { costOf } from '../build/protocol/pricing/cost.js'
import { createBudgets } from '../build/store/budgets/budgets.js'
import { budgetsDocument } from '../build/store/documents/budgets.js'
import { pricesDocument } from '../build/store/documents/prices.js'
import { priceBookOf } from '../build/store/prices/price-book-of.js'

const REQUESTS = Number(process.argv[2] ?? 100_000)
const ROUNDS = 7

const book = priceBookOf(pricesDocument.empty)
const clock = { now: () => Date.now(), elapsed: () => performance.now() }
const BUDGETS = [
  { id: 'day', token: 'laptop', amount: 1e6, period: 'day', timeZone: 'Asia/Shanghai' },
  { id: 'each', token: '*', tokens: 1e15, period: 'week' },
  { id: 'opus', model: 'claude-opus-*', amount: 1e6, period: '5h' },
  { id: 'relay', service: 'claude', upstream: 'relay', amount: 1e6, period: 'month' },
]

const budgetsWith = async (list) => {
  const settings = { budgets: budgetsDocument.parse(JSON.stringify({ budgets: list })), book }
  const budgets = createBudgets({
    clock,
    settings: () => settings,
    ledger: { totals: async () => [] },
    quietly: (read) => read([]),
    passed: () => undefined,
    failed: (error) => {
      throw error
    },
  })
  await budgets.reload()
  return budgets
}

const usage = {
  input: 1234,
  cacheCreate: 0,
  cacheCreate5m: 0,
  cacheCreate1h: 0,
  cacheRead: 50_000,
  output: 777,
  reasoning: 0,
  total: 2011,
  uncachedInput: 1234,
}
const MODEL = 'claude-opus-4-1'

const recordOf = (id, startedAt, cost) => ({
  id,
  service: 'claude',
  upstream: 'relay',
  token: 'laptop',
  model: { asked: MODEL, sent: MODEL },
  startedAt,
  attempts: [{ number: 1, upstream: 'relay' }],
  outcome: { kind: 'delivered', status: 200 },
  usage: { usage, raw: {}, partial: false },
  cost,
})

/** One request, as the chain treats it. */
const request = (budgets, index) => {
  const id = String(index)
  const startedAt = clock.now()
  const allowance = budgets.open({ id, service: 'claude', token: 'laptop', isQuestion: true, startedAt })
  if (allowance !== undefined) {
    allowance.beforeBody()
    allowance.forModel(MODEL)
    allowance.forUpstream('relay', MODEL)
    openaiResponses.limits.headers(
      allowance.told().map(({ used, resetsAt }) => ({ used, threshold: undefined, resetsAt, minutes: 300 })),
      false,
    )
  }
  const cost = costOf(
    book,
    { service: 'claude', upstream: 'relay', model: MODEL, at: startedAt },
    { usage, raw: {}, partial: false },
  )
  budgets.settle(recordOf(id, startedAt, cost))
}

const microsPerRequest = (budgets) => {
  const begun = process.cpuUsage()
  for (let index = 0; index < REQUESTS; index += 1) request(budgets, index)
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / REQUESTS
}

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)]

for (const [name, list] of [
  ['cost alone, no budgets', []],
  ['cost and one budget', BUDGETS.slice(0, 1)],
  ['cost and four budgets', BUDGETS],
]) {
  const budgets = await budgetsWith(list)
  microsPerRequest(budgets)
  const rounds = Array.from({ length: ROUNDS }, () => microsPerRequest(budgets))
  console.log(`${name}: ${median(rounds).toFixed(2)} µs`)
}
