/** `clp prices set`: one price of one's own, what a relay makes of the list price, or a rate. */

import { isObject } from '../../codec/json/is-object.ts'
import type { JsonPath } from '../../store/config/json-document.ts'
import { dropElement, editObject, put, valueAt } from '../../store/config/json-edit.ts'
import { pricesDocument } from '../../store/documents/prices.ts'
import { changeDocument } from '../api/document-writes.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'

export interface SetPriceOptions {
  readonly service?: string
  readonly upstream?: string
  readonly from?: string
  readonly until?: string
  readonly currency?: string
  readonly input?: string
  readonly output?: string
  readonly cacheRead?: string
  readonly cacheWrite?: string
  readonly cacheWrite1h?: string
  readonly unpriced?: boolean
  readonly remove?: boolean
  readonly multiplier?: string
  readonly credit?: string
  readonly rate?: string
}

const KINDS = ['input', 'output', 'cacheRead', 'cacheWrite', 'cacheWrite1h'] as const
/** What tells two prices of the same model apart. */
const PLACES = ['service', 'upstream', 'from', 'until'] as const

export const setPrices = async (cli: Cli, model: string | undefined, options: SetPriceOptions): Promise<void> => {
  const edit = model === undefined ? settingsEdit(cli, options) : modelEdit(cli, model, options)
  await changeDocument(cli, pricesDocument, (text) => editObject('the present prices', text, edit))
  cli.print.line(cli.messages.records.prices.done)
}

type Edit = (plain: string) => string

const modelEdit = (cli: Cli, model: string, options: SetPriceOptions): Edit => {
  const places = picked(options, PLACES)
  const prices = Object.fromEntries(
    Object.entries(picked(options, KINDS)).map(([kind, text]) => [kind, numberOr(text)]),
  )
  const more = {
    ...(options.currency === undefined ? {} : { currency: options.currency }),
    ...(options.unpriced === true ? { unpriced: true } : {}),
  }
  const told = { ...prices, ...more }
  if (options.remove !== true && Object.keys(told).length === 0) throw nothingSaid(cli)
  return (plain) => {
    const list = listAt(plain, ['models'])
    const index = list.findIndex((one) => one['match'] === model && PLACES.every((key) => one[key] === places[key]))
    if (options.remove === true) {
      if (index < 0) throw new CliError(fill(cli.messages.records.prices.notThere, { model }))
      return dropElement(plain, ['models', index])
    }
    if (index < 0) return added(plain, 'models', { match: model, ...places, ...told })
    return Object.entries(told).reduce((text, [key, value]) => put(text, ['models', index, key], value), plain)
  }
}

/** Without a model: what an upstream makes of all prices, and what a dollar costs. */
const settingsEdit = (cli: Cli, options: SetPriceOptions): Edit => {
  const { service, upstream, multiplier, credit, currency, rate, from } = options
  if (rate !== undefined) return (plain) => withRate(plain, { from: from ?? today(cli), CNY: numberOr(rate) })
  if (multiplier === undefined && credit === undefined) throw nothingSaid(cli)
  if (service === undefined || upstream === undefined)
    throw new CliError(cli.messages.records.prices.whichUpstream, EXIT.usage)
  const place = ['upstreams', `${service}/${upstream}`]
  return (plain) => {
    const scaled = multiplier === undefined ? plain : put(plain, [...place, 'multiplier'], numberOr(multiplier))
    if (credit === undefined) return scaled
    return put(scaled, [...place, 'credit'], {
      price: numberOr(credit),
      ...(currency === undefined ? {} : { currency }),
    })
  }
}

const withRate = (plain: string, rate: { readonly from: string; readonly CNY: number | string }): string => {
  const list = listAt(plain, ['rates'])
  const index = list.findIndex(({ from }) => from === rate.from)
  return index < 0 ? added(plain, 'rates', rate) : put(plain, ['rates', index], rate)
}

const nothingSaid = (cli: Cli): CliError => new CliError(cli.messages.records.prices.nothingSaid, EXIT.usage)

/** A number where the text is one exactly; what else it is, the document says. */
const numberOr = (text: string): number | string => (String(Number(text)) === text ? Number(text) : text)

const today = (cli: Cli): string => {
  const now = new Date(cli.clock.now())
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

const picked = <Key extends keyof SetPriceOptions>(
  options: SetPriceOptions,
  keys: readonly Key[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(keys.flatMap((key) => (typeof options[key] === 'string' ? [[key, options[key]]] : [])))

/** The text with one more element in a list, which may not be there yet. */
const added = (plain: string, name: string, element: unknown): string => {
  const list = valueAt(plain, [name])
  return put(plain, [name], [...(Array.isArray(list) ? (list as readonly unknown[]) : []), element])
}

const listAt = (text: string, path: JsonPath): readonly Readonly<Record<string, unknown>>[] => {
  const list = valueAt(text, path)
  return Array.isArray(list) ? list.map((item: unknown) => (isObject(item) ? item : {})) : []
}
