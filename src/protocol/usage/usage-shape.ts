/**
 * The three shapes in which token counts are written (Anthropic Messages, OpenAI Responses, OpenAI Chat Completions) and their
 * one canonical form. Relays answer in each other's shapes, so every service understands all three; what a count means is told
 * by the names in use, not by the service. Field names: the `Usage` types of the official SDKs.
 */
import { NO_USAGE, type Usage } from '../../contract/usage.ts'

export type RawUsage = Readonly<Record<string, unknown>>

/** The usage object of one payload: at the top, in `message` (Messages streams) or in `response` (Responses streams). */
export const findUsage = (payload: unknown): RawUsage | undefined => {
  if (!isObject(payload)) return undefined
  return [payload, payload['message'], payload['response']].map(usageIn).find((usage) => usage !== undefined)
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

/** Real usage objects have two levels; deeper ones are replaced whole, so that no input can exhaust the stack. */
const DEEPEST_MERGE = 4

/** The canonical counts of merged raw fields. Never throws; what is no count is 0. */
export const readUsage = (raw: RawUsage): Usage => {
  const inputDetails = objectAt(raw, 'input_tokens_details', 'prompt_tokens_details')
  const outputDetails = objectAt(raw, 'output_tokens_details', 'completion_tokens_details')
  const creation = objectAt(raw, 'cache_creation')
  const input = firstCount(positive(raw['input_tokens']), raw['prompt_tokens'])
  const output = firstCount(positive(raw['output_tokens']), raw['completion_tokens'])
  const cacheCreate5m = firstCount(creation['ephemeral_5m_input_tokens'])
  const cacheCreate1h = firstCount(creation['ephemeral_1h_input_tokens'])
  const insideInput = firstCount(inputDetails['cached_tokens']) + firstCount(inputDetails['cache_write_tokens'])
  return {
    ...NO_USAGE,
    input,
    output,
    cacheCreate5m,
    cacheCreate1h,
    cacheCreate: firstCount(
      positive(raw['cache_creation_input_tokens']),
      inputDetails['cache_write_tokens'],
      cacheCreate5m + cacheCreate1h,
    ),
    cacheRead: firstCount(positive(raw['cache_read_input_tokens']), inputDetails['cached_tokens']),
    reasoning: firstCount(outputDetails['reasoning_tokens'], outputDetails['thinking_tokens'], raw['reasoning_tokens']),
    total:
      raw['total_tokens'] === undefined || raw['total_tokens'] === null ? input + output : toCount(raw['total_tokens']),
    // OpenAI counts cached tokens as part of the input and names them in its details; Anthropic counts them beside it.
    uncachedInput: Math.max(0, input - insideInput),
  }
}

/** A count as the original reads it: null 0, booleans 0 and 1, fractions cut, numeric texts parsed, anything else 0. */
export const toCount = (value: unknown): number => {
  if (typeof value === 'boolean') return value ? 1 : 0
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value.trim() || 0) : 0
  return Number.isFinite(number) ? Math.min(Math.max(0, Math.trunc(number)), Number.MAX_SAFE_INTEGER) : 0
}

/** Whether an object holds anything that `readUsage` knows; tells counts from a tool's own field called `usage`. */
export const looksLikeUsage = (value: unknown): value is RawUsage =>
  isObject(value) && KNOWN_FIELDS.some((field) => value[field] !== undefined && value[field] !== null)

const KNOWN_FIELDS = [
  'input_tokens',
  'output_tokens',
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
] as const

const usageIn = (holder: unknown): RawUsage | undefined => {
  const usage = isObject(holder) ? holder['usage'] : undefined
  return isObject(usage) && Object.keys(usage).length > 0 ? usage : undefined
}

const mergeValue = (former: unknown, later: unknown, depth: number): unknown => {
  if (later === null || later === undefined) return former ?? later
  if (depth < DEEPEST_MERGE && isObject(former) && isObject(later)) return mergeUsage(former, later, depth + 1)
  // Counts only grow during an answer; relays that know only the output send 0 for the rest at its end.
  if (later === 0 && typeof former === 'number') return former
  return later
}

const isObject = (value: unknown): value is RawUsage =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objectAt = (raw: RawUsage, ...names: readonly string[]): RawUsage => {
  for (const name of names) {
    const value = raw[name]
    if (isObject(value)) return value
  }
  return {}
}

/** The first value that is present at all, as a count. */
const firstCount = (...values: readonly unknown[]): number =>
  toCount(values.find((value) => value !== undefined && value !== null))

/** A count that is there but 0 says nothing where another field may know better. */
const positive = (value: unknown): unknown => (toCount(value) > 0 ? value : undefined)
