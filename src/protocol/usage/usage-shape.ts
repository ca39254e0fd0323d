/**
 * The shapes in which token counts are written and their one canonical form. Relays answer in each other's shapes, so every service
 * understands all; what a count means is told by the names in use (`usage-names.ts`), not by the service.
 */

import { isObject } from '../../codec/json/is-object.ts'
import { addUsage, NO_USAGE, type Usage } from '../../contract/usage.ts'
import { ITERATIONS_BESIDE, KNOWN_MEMBERS, USAGE_NAMES, USAGE_PLACES, type UsageMeaning } from './usage-names.ts'

export type RawUsage = Readonly<Record<string, unknown>>

/** The usage object of one payload that holds counts; undefined where there is none, which is not the same as nothing used. */
export const findUsage = (payload: unknown): RawUsage | undefined => {
  if (!isObject(payload)) return undefined
  for (const path of USAGE_PLACES) {
    const value = valueAt(payload, path)
    if (looksLikeUsage(value)) return value
  }
  return undefined
}

/** Merges the counts of a later event into those seen so far; what a later event leaves out or nulls stays. */
export const mergeUsage = (former: RawUsage, later: RawUsage, depth = 0): RawUsage => {
  const merged = new Map(Object.entries(former))
  for (const [name, value] of Object.entries(later)) {
    if (merged.size < MOST_FIELDS || merged.has(name)) merged.set(name, mergeValue(merged.get(name), value, depth))
  }
  // `fromEntries` defines properties, so that a field called `__proto__` stays a field.
  return Object.fromEntries(merged)
}

/** Fields that are kept: real usage objects have two dozen, and a stream of a million events may bring a new one with each. */
const MOST_FIELDS = 200

/** Real usage objects have three levels; deeper ones are replaced whole, so that no input can exhaust the stack. */
const DEEPEST_MERGE = 4

/** The canonical counts of merged raw fields, sub-requests that were counted apart included. Never throws; what is no count is 0. */
export const readUsage = (raw: RawUsage): Usage => iterationsBeside(raw).map(countsOf).reduce(addUsage, countsOf(raw))

/** Entries that are looked at; real lists have a handful. */
const MOST_ITERATIONS = 1000

const iterationsBeside = ({ iterations }: RawUsage): readonly RawUsage[] =>
  Array.isArray(iterations)
    ? iterations
        .slice(0, MOST_ITERATIONS)
        .filter(isObject)
        .filter(({ type }) => ITERATIONS_BESIDE.has(type))
    : []

const countsOf = (raw: RawUsage): Usage => {
  const count = (meaning: UsageMeaning): number => firstPositive(raw, PATHS[meaning])
  const input = count('input') + count('inputBeside')
  const cacheCreate5m = count('written5m')
  const cacheCreate1h = count('written1h')
  const byLifetime = cacheCreate5m + cacheCreate1h + count('written30m') + count('written12h')
  const readInside = count('readInside')
  const writtenInside = count('writtenInside') || count('written30m') + count('written12h')
  const cacheRead = readInside || count('readBeside')
  const cacheCreate = Math.max(writtenInside || count('writtenBeside'), byLifetime)
  // Whoever tells a part of the cache inside the input counts all of it there, unless it does not fit.
  const isInside = readInside + writtenInside > 0 && cacheRead + cacheCreate <= input
  const { output, reasoning } = outputOf(count, input)
  return {
    ...NO_USAGE,
    input,
    output,
    cacheCreate5m,
    cacheCreate1h,
    cacheCreate,
    cacheRead,
    reasoning,
    total: count('total') || input + output,
    uncachedInput: isInside ? input - cacheRead - cacheCreate : input,
  }
}

type Count = (meaning: UsageMeaning) => number

/** The whole output: reasoning is added where a service counts it beside, by name or because only so its total comes out (xAI). */
const outputOf = (count: Count, input: number): Pick<Usage, 'output' | 'reasoning'> => {
  const beside = count('reasoningBeside')
  const named = count('reasoning')
  const output = count('output') + beside
  const isMissing = named > 0 && count('total') === input + output + named
  return { output: isMissing ? output + named : output, reasoning: beside || named }
}

/** A count as the original reads it: null 0, booleans 0 and 1, fractions cut, numeric texts parsed, anything else 0. */
export const toCount = (value: unknown): number => {
  if (typeof value === 'boolean') return value ? 1 : 0
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value.trim() || 0) : 0
  return Number.isFinite(number) ? Math.min(Math.max(0, Math.trunc(number)), Number.MAX_SAFE_INTEGER) : 0
}

/** Whether an object holds anything that `readUsage` knows; tells counts from a tool's own field called `usage`. */
export const looksLikeUsage = (value: unknown): value is RawUsage =>
  isObject(value) && KNOWN_MEMBERS.some((name) => value[name] !== undefined && value[name] !== null)

const mergeValue = (former: unknown, later: unknown, depth: number): unknown => {
  if (later === null || later === undefined) return former ?? later
  if (depth < DEEPEST_MERGE && isObject(former) && isObject(later)) return mergeUsage(former, later, depth + 1)
  // Counts only grow during an answer; relays that know only the output send 0 for the rest at its end.
  if (later === 0 && typeof former === 'number') return former
  return later
}

type Path = readonly (string | number)[]

const PATHS = Object.fromEntries(
  Object.entries(USAGE_NAMES).map(([meaning, names]) => [meaning, names.map((name) => name.split('.'))]),
) as unknown as Readonly<Record<UsageMeaning, readonly Path[]>>

const valueAt = (holder: unknown, path: Path): unknown => {
  let value = holder
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined
    else value = isObject(value) ? value[step] : undefined
  }
  return value
}

const firstPositive = (raw: RawUsage, paths: readonly Path[]): number => {
  for (const path of paths) {
    const count = toCount(valueAt(raw, path))
    if (count > 0) return count
  }
  return 0
}
