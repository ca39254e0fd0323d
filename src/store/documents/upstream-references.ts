/**
 * Renaming or removing an upstream as one act over every document that names it: its own, routing, balancing, prices, budgets and masks. For
 * `ConfigStore.updateAll`. Health, journal and ledger follow in their own stores.
 */

import { isObject } from '../../codec/json/is-object.ts'
import type { ServiceId } from '../../contract/service.ts'
import { drop, dropElement, editObject, put, renameKey, valueAt } from '../config/json-edit.ts'
import { balancingDocument } from './balancing.ts'
import { budgetsDocument } from './budgets.ts'
import { maskDocument } from './mask.ts'
import { pricesDocument } from './prices.ts'
import { routingDocument } from './routing.ts'
import { removeUpstream, renameUpstream } from './upstream-edits.ts'

export type Edits = ReadonlyMap<string, (text: string) => string>

/** A routing rule that went with the upstream it was about. */
export type RemovedRule =
  | { readonly kind: 'model-mapping'; readonly source: string; readonly target: string }
  | { readonly kind: 'config-mapping'; readonly model: string; readonly config: string }

/** Gives an upstream another name wherever it is named. The edits throw `EditError` when there is none, or the name is taken. */
export const renameEdits = (service: ServiceId, from: string, to: string): Edits =>
  new Map([
    [service, (text) => renameUpstream(text, from, to)],
    [routingDocument.id, (text) => renameInRouting(text, { service, from, to })],
    [balancingDocument.id, (text) => renameInBalancing(text, { service, from, to })],
    [pricesDocument.id, (text) => renameInPrices(text, { service, from, to })],
    [budgetsDocument.id, (text) => renameInBudgets(text, { service, from, to })],
    [maskDocument.id, (text) => renameInMasks(text, from, to)],
  ])

export interface Removal {
  readonly edits: Edits
  /** Routing rules that were deleted with the upstream; filled when the edits have run. */
  readonly removedRules: () => readonly RemovedRule[]
}

/** Removes an upstream, the routing rules about it, and what balancing remembers of it. */
export const removeEdits = (service: ServiceId, name: string): Removal => {
  let removed: readonly RemovedRule[] = []
  const edits = new Map([
    [service, (text: string) => removeUpstream(text, name)],
    [
      routingDocument.id,
      (text: string) => {
        const result = removeFromRouting(text, service, name)
        removed = result.removed
        return result.text
      },
    ],
    [balancingDocument.id, (text: string) => removeFromBalancing(text, service, name)],
    [maskDocument.id, (text: string) => removeFromMasks(text, name)],
  ])
  return { edits, removedRules: () => removed }
}

export interface Renaming {
  readonly service: ServiceId
  readonly from: string
  readonly to: string
}

export const renameInRouting = (text: string, { service, from, to }: Renaming): string =>
  editObject('the present routing', text, (plain) => {
    const places = placesOf(plain, service, from)
    return places.reduce((changed, { list, index, key }) => put(changed, [list, service, index, key], to), plain)
  })

export const removeFromRouting = (
  text: string,
  service: ServiceId,
  name: string,
): { readonly text: string; readonly removed: readonly RemovedRule[] } => {
  let removed: readonly RemovedRule[] = []
  const changed = editObject('the present routing', text, (plain) => {
    const places = placesOf(plain, service, name)
    removed = places.map(({ rule }) => rule)
    // From the end, so that the places of the others stay what they are.
    return places.reduceRight((less, { list, index }) => dropElement(less, [list, service, index]), plain)
  })
  return { text: changed, removed }
}

/** Failure counters and exclusions, which only the original and the first start of this program read. */
export const renameInBalancing = (text: string, { service, from, to }: Renaming): string =>
  editObject('the present balancing settings', text, (plain) => {
    const counters = ['services', service, 'currentFailures']
    // A counter that already has the new name is left over from an upstream that is gone.
    const cleared = valueAt(plain, [...counters, from]) === undefined ? plain : drop(plain, [...counters, to])
    const renamed = renameKey(cleared, [...counters, from], to)
    return exclusionsOf(renamed, service).reduce<string>(
      (changed, name, index) =>
        name === from ? put(changed, ['services', service, 'excludedConfigs', index], to) : changed,
      renamed,
    )
  })

/** What the relay makes of list prices, and prices for this upstream alone. They stay when it is removed: its totals may be priced again. */
export const renameInPrices = (text: string, { service, from, to }: Renaming): string =>
  editObject('the present prices', text, (plain) => {
    const old = ['upstreams', `${service}/${from}`]
    const cleared = valueAt(plain, old) === undefined ? plain : drop(plain, ['upstreams', `${service}/${to}`])
    const renamed = renameKey(cleared, old, `${service}/${to}`)
    return listAt(renamed, ['models']).reduce<string>(
      (changed, rule, index) =>
        named(rule['service'], service) && rule['upstream'] === from
          ? put(changed, ['models', index, 'upstream'], to)
          : changed,
      renamed,
    )
  })

/** Budgets about it, and those that send requests there. They stay when it is removed: what it has spent was spent. */
const renameInBudgets = (text: string, { service, from, to }: Renaming): string =>
  editObject('the present budgets', text, (plain) =>
    listAt(plain, ['budgets']).reduce<string>((changed, budget, index) => {
      if (budget['service'] !== undefined && !named(budget['service'], service)) return changed
      const counted = budget['upstream'] === from ? put(changed, ['budgets', index, 'upstream'], to) : changed
      const { action } = budget
      return isObject(action) && action['upstream'] === from
        ? put(counted, ['budgets', index, 'action', 'upstream'], to)
        : counted
    }, plain),
  )

/** That it may see everything. Names there are those of any service: where another one has the old name too, masking it is the safe side. */
export const renameInMasks = (text: string, from: string, to: string): string =>
  editObject('the present masks', text, (plain) =>
    skippedIn(plain).reduce<string>(
      (changed, name, index) => (name === from ? put(changed, ['skipUpstreams', index], to) : changed),
      plain,
    ),
  )

/** Whoever takes the name later is masked for like everybody. */
export const removeFromMasks = (text: string, name: string): string =>
  editObject('the present masks', text, (plain) =>
    skippedIn(plain).reduceRight<string>(
      (less, skipped, index) => (skipped === name ? dropElement(less, ['skipUpstreams', index]) : less),
      plain,
    ),
  )

export const removeFromBalancing = (text: string, service: ServiceId, name: string): string =>
  editObject('the present balancing settings', text, (plain) => {
    const uncounted = drop(plain, ['services', service, 'currentFailures', name])
    return exclusionsOf(uncounted, service).reduceRight<string>(
      (less, excluded, index) =>
        excluded === name ? dropElement(less, ['services', service, 'excludedConfigs', index]) : less,
      uncounted,
    )
  })

interface RulePlace {
  readonly list: 'modelMappings' | 'configMappings'
  readonly index: number
  /** Key that holds the upstream's name. */
  readonly key: string
  readonly rule: RemovedRule
}

/** Where routing names an upstream: in file order, model mappings first. */
const placesOf = (text: string, service: ServiceId, name: string): readonly RulePlace[] => {
  const models = listAt(text, ['modelMappings', service]).map((rule, index): RulePlace | undefined =>
    rule['source_type'] === 'config' && named(rule['source'], name)
      ? {
          list: 'modelMappings',
          index,
          key: 'source',
          rule: { kind: 'model-mapping', source: name, target: words(rule['target']) },
        }
      : undefined,
  )
  const pins = listAt(text, ['configMappings', service]).map((rule, index): RulePlace | undefined =>
    named(rule['config'], name)
      ? {
          list: 'configMappings',
          index,
          key: 'config',
          rule: { kind: 'config-mapping', model: words(rule['model']), config: name },
        }
      : undefined,
  )
  return [...models, ...pins].filter((place) => place !== undefined)
}

const listAt = (text: string, path: readonly string[]): readonly Readonly<Record<string, unknown>>[] => {
  const list = valueAt(text, path)
  return Array.isArray(list) ? list.map((item: unknown) => (isObject(item) ? item : {})) : []
}

const skippedIn = (text: string): readonly unknown[] => {
  const list = valueAt(text, ['skipUpstreams'])
  return Array.isArray(list) ? list : []
}

const exclusionsOf = (text: string, service: ServiceId): readonly unknown[] => {
  const list = valueAt(text, ['services', service, 'excludedConfigs'])
  return Array.isArray(list) ? list : []
}

/** Names in rules are read without the blanks around them. */
const named = (value: unknown, name: string): boolean => typeof value === 'string' && value.trim() === name

const words = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
