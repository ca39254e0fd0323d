/** A list of prices, and which of them is meant for a model at an upstream: own prices are one such list, the shipped book another. */
import { standsInOrder } from './name-pattern.ts'
import type { PriceRule } from './price-rule.ts'

export interface PriceEntry {
  /** Name of a model in small letters, or a pattern in which `*` stands for any text. */
  readonly match: string
  readonly rule: PriceRule
}

/** Where a model was asked. */
export interface PricePlace {
  readonly service: string
  readonly upstream: string
}

export interface PriceList {
  /**
   * The prices that a model's names may mean there, the one that counts first; whoever asks takes the first that holds at the time. Of rules
   * for the same name: those for service and upstream, for an upstream, for a service, for all; then exact names, then longer patterns.
   */
  readonly find: (names: readonly string[], place: PricePlace) => readonly PriceRule[]
}

interface Pattern {
  readonly entry: PriceEntry
  /** What stands between the `*`; two at least. */
  readonly parts: readonly string[]
  /** Characters other than `*`. */
  readonly length: number
}

export const createPriceList = (entries: readonly PriceEntry[]): PriceList => {
  const exact = new Map<string, PriceEntry[]>()
  for (const entry of entries) exact.set(entry.match, [...(exact.get(entry.match) ?? []), entry])
  const patterns = entries.flatMap((entry) => (entry.match.includes('*') ? [patternOf(entry)] : []))
  const of = (name: string, place: PricePlace): readonly PriceRule[] => {
    const named = (exact.get(name) ?? []).map(({ rule }) => ({ rule, length: Number.POSITIVE_INFINITY }))
    const matched = patterns
      .filter(({ parts }) => standsInOrder(parts, name))
      .map(({ entry, length }) => ({ rule: entry.rule, length }))
    return [...named, ...matched]
      .filter(({ rule }) => isFor(rule, place))
      .toSorted((left, right) => scopeOf(right.rule) - scopeOf(left.rule) || compare(right.length, left.length))
      .map(({ rule }) => rule)
  }
  return { find: (names, place) => names.flatMap((name) => of(name, place)) }
}

/** The difference of two that may both be endless. */
const compare = (left: number, right: number): number => (left === right ? 0 : left - right)

const patternOf = (entry: PriceEntry): Pattern => {
  const parts = entry.match.split('*')
  return { entry, parts, length: parts.join('').length }
}

const isFor = ({ service, upstream }: PriceRule, place: PricePlace): boolean =>
  (service === undefined || service === place.service) && (upstream === undefined || upstream === place.upstream)

const scopeOf = ({ service, upstream }: PriceRule): number =>
  (upstream === undefined ? 0 : 2) + (service === undefined ? 0 : 1)
