/**
 * What upstreams of known kinds are asked about their balance, and how they answer. From public documentation and public code:
 * api-docs.deepseek.com, platform.moonshot.cn, docs.siliconflow.cn, openrouter.ai/docs, platform.stepfun.com, novita.ai/docs,
 * github.com/songquanpeng/one-api, github.com/QuantumNous/new-api; that of Zhipu's plans is internal and may change.
 */
import type { BalanceKind } from '../../contract/balance-settings.ts'
import type { MeterReading } from '../../contract/meter.ts'
import { amountIn } from './amount.ts'
import { valueAtPlace } from './json-place.ts'

/** One request, at the origin of the upstream's base address. */
export interface BalanceRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query, or a whole address. */
  readonly url: string
  /** Name, value; `{key}` and `{token}` stand for credentials. */
  readonly headers: Readonly<Record<string, string>>
}

/** An amount as it stands in an answer. */
export interface RawAmount {
  /** In 10⁻¹² of the answer's unit; undefined: none is there. */
  readonly amount?: bigint | undefined
  readonly unlimited?: true
  readonly currency?: string | undefined
}

/** What answers say. */
export interface BalanceReading {
  readonly amounts: readonly RawAmount[]
  /** The upstream says that it answers nobody any more. */
  readonly exhausted?: boolean
  readonly meters?: readonly MeterReading[]
}

/** What a template must know of its upstream. */
export interface TemplateContext {
  /** Host of the base address. */
  readonly host: string
  /** Whether `balance.token` is there. */
  readonly hasToken: boolean
  /** ms since 1970. */
  readonly now: number
}

export interface BalanceTemplate {
  readonly requests: (context: TemplateContext) => readonly BalanceRequest[]
  readonly read: (answers: readonly unknown[], context: TemplateContext) => BalanceReading
  readonly divisor?: number
}

const BEARER_KEY = { authorization: 'Bearer {key}' }
const get = (url: string, headers: BalanceRequest['headers'] = BEARER_KEY): BalanceRequest => ({
  method: 'GET',
  url,
  headers,
})

/** One request, and one place in its answer. */
const simple = (
  url: string,
  place: string,
  currency: string | ((context: TemplateContext) => string),
  divisor = 1,
): BalanceTemplate => ({
  requests: () => [get(url)],
  read: ([answer], context) => ({
    amounts: [
      {
        amount: amountIn(valueAtPlace(answer, place)),
        currency: typeof currency === 'string' ? currency : currency(context),
      },
    ],
  }),
  divisor,
})

const deepseek: BalanceTemplate = {
  requests: () => [get('/user/balance')],
  read: ([answer]) => {
    const infos = valueAtPlace(answer, 'balance_infos')
    return {
      amounts: (Array.isArray(infos) ? infos.slice(0, 10) : []).map((info) => ({
        amount: amountIn(valueAtPlace(info, 'total_balance')),
        currency: textOf(valueAtPlace(info, 'currency')),
      })),
      exhausted: valueAtPlace(answer, 'is_available') === false,
    }
  },
}

const moonshotAmount = simple('/v1/users/me/balance', 'data.available_balance', ({ host }) =>
  host.endsWith('.ai') ? 'USD' : 'CNY',
)
const moonshot: BalanceTemplate = {
  ...moonshotAmount,
  read: (answers, context) => {
    const reading = moonshotAmount.read(answers, context)
    const [told] = reading.amounts
    return { ...reading, exhausted: told?.amount !== undefined && told.amount <= 0n }
  },
}

/** With a management key the credits of the account, else what is left of the limit of the key itself. */
const openrouter: BalanceTemplate = {
  requests: ({ hasToken }) => [
    hasToken ? get('/api/v1/credits', { authorization: 'Bearer {token}' }) : get('/api/v1/key'),
  ],
  read: ([answer], { hasToken }) => {
    if (hasToken) {
      const difference = minus(valueAtPlace(answer, 'data.total_credits'), valueAtPlace(answer, 'data.total_usage'))
      return { amounts: [{ amount: difference, currency: 'USD' }] }
    }
    const left = valueAtPlace(answer, 'data.limit_remaining')
    return {
      amounts: [left === null ? { unlimited: true, currency: 'USD' } : { amount: amountIn(left), currency: 'USD' }],
    }
  },
}

const newApi: BalanceTemplate = {
  requests: ({ hasToken }) => [
    get('/api/usage/token', { authorization: hasToken ? 'Bearer {token}' : 'Bearer {key}' }),
  ],
  read: ([answer]) => {
    if (valueAtPlace(answer, 'data.unlimited_quota') === true)
      return { amounts: [{ unlimited: true, currency: 'USD' }] }
    return { amounts: [{ amount: amountIn(valueAtPlace(answer, 'data.total_available')), currency: 'USD' }] }
  },
  divisor: 500_000,
}

const UNLIMITED_DOLLARS = amountIn(100_000_000)
const DAY_MS = 24 * 60 * 60 * 1000

/** Named dollars, but in the unit that the site displays: the currency must be typed. */
const openaiBilling: BalanceTemplate = {
  requests: ({ now }) => [
    get('/v1/dashboard/billing/subscription'),
    get(`/v1/dashboard/billing/usage?start_date=${dayOf(now - 99 * DAY_MS)}&end_date=${dayOf(now + DAY_MS)}`),
  ],
  read: ([subscription, usage]) => {
    const limit = amountIn(valueAtPlace(subscription, 'hard_limit_usd'))
    if (limit !== undefined && limit === UNLIMITED_DOLLARS) return { amounts: [{ unlimited: true }] }
    const used = amountIn(valueAtPlace(usage, 'total_usage'))
    return { amounts: [{ amount: limit === undefined || used === undefined ? undefined : limit - used / 100n }] }
  },
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Windows of the coding plans, no money. */
const zhipuPlan: BalanceTemplate = {
  requests: () => [get('/api/monitor/usage/quota/limit', { authorization: '{key}' })],
  read: ([answer]) => {
    const limits = valueAtPlace(answer, 'data.limits')
    return { amounts: [], meters: (Array.isArray(limits) ? limits.slice(0, 10) : []).flatMap(zhipuMeter) }
  },
}

const zhipuMeter = (limit: unknown): readonly MeterReading[] => {
  const [type, used, resets] = ['type', 'percentage', 'nextResetTime'].map((name) => valueAtPlace(limit, name))
  const window = type === 'TOKENS_LIMIT' ? '5h' : type === 'TIME_LIMIT' ? '30d' : undefined
  if (window === undefined || typeof used !== 'number' || used < 0 || used > 1000) return []
  const reset = typeof resets === 'number' && Number.isSafeInteger(resets) && resets > 0 ? { resetsAt: resets } : {}
  return [{ window, kind: 'plan', source: 'query', unit: 'fraction', used: used / 100, limit: 1, ...reset }]
}

const minus = (total: unknown, used: unknown): bigint | undefined => {
  const [whole, part] = [amountIn(total), amountIn(used)]
  return whole === undefined || part === undefined ? undefined : whole - part
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : undefined

export const balanceTemplates: Readonly<Record<BalanceKind, BalanceTemplate>> = {
  deepseek,
  moonshot,
  siliconflow: simple('/v1/user/info', 'data.totalBalance', ({ host }) => (host.endsWith('.com') ? 'USD' : 'CNY')),
  openrouter,
  stepfun: simple('/v1/accounts', 'balance', 'CNY'),
  novita: simple('/v3/user/balance', 'availableBalance', 'USD', 10_000),
  'new-api': newApi,
  'openai-billing': openaiBilling,
  'zhipu-plan': zhipuPlan,
}
