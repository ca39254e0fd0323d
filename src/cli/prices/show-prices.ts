/** `clp prices show` and `clp prices check`. */
import { usageAnswerSchema } from '../../contract/api/exchanges.ts'
import {
  type PriceAnswer,
  type PriceRuleView,
  priceAnswerSchema,
  pricesAnswerSchema,
} from '../../contract/api/prices.ts'
import { type Api, withQuery } from '../api/api-client.ts'
import { withRecordsApi } from '../api/offline-records.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { fill } from '../messages/fill.ts'
import { readSince, SINCE_EXAMPLES } from '../terminal/format.ts'
import { withPricesApi } from './prices-api.ts'

export interface ShowPriceOptions {
  readonly service?: string
  readonly upstream?: string
  readonly at?: string
  readonly json?: boolean
}

export const showPrice = async (cli: Cli, model: string, options: ShowPriceOptions): Promise<void> => {
  const { service, upstream } = options
  const at = options.at === undefined ? undefined : instantOf(cli, options.at)
  const answer = await withPricesApi(cli, (api) => priceOf(api, { model, service, upstream, at }))
  if (options.json === true) cli.print.json(answer)
  else await printPrice(cli, answer)
}

const priceOf = (
  api: Api,
  query: Readonly<Record<'model' | 'service' | 'upstream', string | undefined>> & { readonly at?: number | undefined },
): Promise<PriceAnswer> => api.ask(priceAnswerSchema, { path: withQuery('/api/prices/resolve', query) })

const instantOf = (cli: Cli, text: string): number =>
  readSince(text, cli.clock.now()) ??
  wrongValue(cli, '--at', text, fill(cli.messages.records.logs.timeExpected, { examples: SINCE_EXAMPLES }))

const printPrice = async (cli: Cli, { rule, candidates, multiplier, credit }: PriceAnswer): Promise<void> => {
  const texts = cli.messages.records.prices
  cli.print.line(fill(texts.candidates, { names: candidates.join(', ') }))
  if (rule === null) {
    cli.print.line(texts.unknown)
    return
  }
  cli.print.line(fill(texts.rule, { name: rule.name, currency: rule.currency }))
  await cli.print.table(texts.columns, rowsOf(rule), { right: [1] })
  if (multiplier !== '1') cli.print.line(fill(texts.multiplier, { factor: multiplier }))
  if (credit !== null) cli.print.line(fill(texts.credit, credit))
}

/** Kinds and what they cost, then what changes that. */
const rowsOf = (rule: PriceRuleView): readonly (readonly [string, string])[] => [
  ...Object.entries(rule.prices),
  ...rule.above.flatMap(({ prompt, prices }) =>
    Object.entries(prices).map(([kind, price]) => [`${kind} > ${prompt}`, price] as const),
  ),
  ...Object.entries(rule.tiers).flatMap(([tier, value]) => tierRows(tier, value)),
  ...Object.entries(rule.geo).map(([place, factor]) => [place, `× ${factor}`] as const),
  ...Object.entries(rule.fees).map(([fee, price]) => [`${fee} / 1000`, price] as const),
]

const tierRows = (tier: string, value: PriceRuleView['tiers'][string]): readonly (readonly [string, string])[] =>
  typeof value === 'string'
    ? [[tier, `× ${value}`]]
    : Object.entries(value).map(([kind, price]) => [`${kind} (${tier})`, price] as const)

const DAY_MS = 24 * 60 * 60 * 1000
/** Days after which prices may well have changed. */
const OLD_DAYS = 60
/** Days in which requests are looked at. */
const LOOKED_AT_DAYS = 30

export const checkPrices = async (cli: Cli, { json = false }: { readonly json?: boolean }): Promise<void> => {
  const now = cli.clock.now()
  const prices = await withPricesApi(cli, (api) => api.ask(pricesAnswerSchema, { path: '/api/prices' }))
  const ageDays = Math.floor((now - Date.parse(prices.shipped.date)) / DAY_MS)
  const own = prices.rules.filter(({ rule }) => rule.name.startsWith('own#')).length
  const unknown = await unknownModels(cli, now - LOOKED_AT_DAYS * DAY_MS)
  if (json) {
    cli.print.json({ version: prices.version, shipped: { ...prices.shipped, ageDays }, own, unknown })
    return
  }
  const texts = cli.messages.records.prices
  cli.print.line(fill(texts.book, { ...prices.shipped, days: ageDays }))
  cli.print.line(fill(texts.own, { count: own, version: prices.version }))
  if (ageDays > OLD_DAYS) cli.print.note(texts.old)
  if (unknown.length === 0) {
    cli.print.line(texts.allKnown)
    return
  }
  cli.print.line(texts.someUnknown)
  const rows = unknown.map(({ service, upstream, model, requests }) => [service, upstream, model, requests])
  await cli.print.table(texts.unknownColumns, rows, { right: [3] })
}

interface UnknownModel {
  readonly service: string
  readonly upstream: string
  readonly model: string
  readonly requests: number
}

/** Models that were asked for since then and have no price now. */
const unknownModels = async (cli: Cli, since: number): Promise<readonly UnknownModel[]> => {
  const path = withQuery('/api/usage', { by: 'service,upstream,model', since })
  const usage = await withRecordsApi(cli, async (api) => api?.ask(usageAnswerSchema, { path }))
  const used = (usage?.rows ?? []).flatMap(({ key: { service = '', upstream = '', model = '' }, requests }) =>
    model === '' || requests === 0 ? [] : [{ service, upstream, model, requests }],
  )
  return withPricesApi(cli, async (api) => {
    const unknown: UnknownModel[] = []
    for (const { requests, ...one } of used) {
      const { rule, multiplier } = await priceOf(api, one)
      if (rule === null && multiplier !== '0') unknown.push({ ...one, requests })
    }
    return unknown
  })
}
