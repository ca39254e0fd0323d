/** `clp budget set` and `clp budget remove`. */
import { isObject } from '../../codec/json/is-object.ts'
import { drop, dropElement, editObject, put, valueAt } from '../../store/config/json-edit.ts'
import { budgetsDocument } from '../../store/documents/budgets.ts'
import { changeDocument } from '../api/document-writes.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'

export interface SetBudgetOptions {
  readonly token?: string
  readonly service?: string
  readonly upstream?: string
  readonly model?: string
  readonly amount?: string
  readonly currency?: string
  readonly tokens?: string
  readonly requests?: string
  readonly period?: string
  readonly timeZone?: string
  readonly startsAt?: string
  readonly startsOn?: string
  readonly warnAt?: string
  readonly action?: string
  readonly useUpstream?: string
  readonly useModel?: string
  readonly unpriced?: string
  readonly note?: string
  readonly enable?: boolean
  readonly disable?: boolean
}

/** Makes a budget, or changes what is named of one. What it must be, the document says. */
export const setBudget = async (cli: Cli, id: string, options: SetBudgetOptions): Promise<void> => {
  const told = toldBy(options)
  if (Object.keys(told).length === 0) throw new CliError(cli.messages.budgets.nothingSaid, EXIT.usage)
  await changeDocument(cli, budgetsDocument, (text) =>
    editObject('the present budgets', text, (plain) => {
      const index = indexOf(plain, id)
      if (index < 0) return put(plain, ['budgets'], [...listIn(plain), { id, ...told }])
      // A limit of one kind takes the place of one of another.
      const others = LIMITS.some((kind) => told[kind] !== undefined)
        ? LIMITS.filter((kind) => told[kind] === undefined)
        : []
      const less = others.reduce((changed, kind) => drop(changed, ['budgets', index, kind]), plain)
      return Object.entries(told).reduce((changed, [key, value]) => put(changed, ['budgets', index, key], value), less)
    }),
  )
  cli.print.line(cli.messages.budgets.done)
}

/** Throws a `CliError` where there is no such budget. */
export const removeBudget = async (cli: Cli, id: string): Promise<void> => {
  await changeDocument(cli, budgetsDocument, (text) =>
    editObject('the present budgets', text, (plain) => {
      const index = indexOf(plain, id)
      if (index < 0) throw new CliError(fill(cli.messages.budgets.unknown, { id }))
      return dropElement(plain, ['budgets', index])
    }),
  )
  cli.print.line(fill(cli.messages.budgets.removed, { id }))
}

const LIMITS = ['amount', 'tokens', 'requests'] as const
const TEXTS = [
  'token',
  'service',
  'upstream',
  'model',
  'currency',
  'period',
  'timeZone',
  'startsAt',
  'unpriced',
  'note',
] as const

const toldBy = (options: SetBudgetOptions): Readonly<Record<string, unknown>> => {
  const { startsOn, warnAt, enable, disable } = options
  const action = actionOf(options)
  return {
    ...named(options, TEXTS, (text) => text),
    ...named(options, LIMITS, numberOr),
    ...(startsOn === undefined ? {} : { startsOn: numberOr(startsOn) }),
    ...(warnAt === undefined ? {} : { warnAt: warnAt.split(',').map((share) => numberOr(share.trim())) }),
    ...(action === undefined ? {} : { action }),
    ...(enable === true ? { enabled: true } : {}),
    ...(disable === true ? { enabled: false } : {}),
  }
}

const actionOf = ({ action, useUpstream, useModel }: SetBudgetOptions): unknown => {
  if (useUpstream !== undefined) return { upstream: useUpstream }
  return useModel === undefined ? action : { model: useModel }
}

const named = <Key extends keyof SetBudgetOptions>(
  options: SetBudgetOptions,
  keys: readonly Key[],
  read: (text: string) => unknown,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(keys.flatMap((key) => (options[key] === undefined ? [] : [[key, read(String(options[key]))]])))

/** A number where the text is one exactly; what else it is, the document says. */
const numberOr = (text: string): number | string => (String(Number(text)) === text ? Number(text) : text)

const listIn = (text: string): readonly unknown[] => {
  const list = valueAt(text, ['budgets'])
  return Array.isArray(list) ? (list as readonly unknown[]) : []
}

const indexOf = (text: string, id: string): number =>
  listIn(text).findIndex((budget) => isObject(budget) && budget['id'] === id)
