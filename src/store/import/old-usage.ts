/** Counts as the original wrote them (reference-behaviour 7.1): six metrics, or in the oldest logs the raw usage object. */

import { isObject } from '../../codec/json/is-object.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import { NO_USAGE, type Usage } from '../../contract/usage.ts'
import { readUsage, toCount } from '../../protocol/usage/usage-shape.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** A string, or empty. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The service an entry is counted under, and its counts; none when there is nothing but zeros. */
export const oldUsage = (entry: JsonObject): { service: string; usage: ExchangeRecord['usage'] } => {
  const found = isObject(entry['usage']) ? entry['usage'] : {}
  const service = text(found['service']) || text(entry['service']) || 'unknown'
  const metrics = found['metrics']
  const raw = isObject(metrics) ? (isObject(found['raw']) ? found['raw'] : {}) : found
  const fromRaw = readUsage(raw)
  const usage = isObject(metrics) ? usageOfMetrics(service, metrics, fromRaw) : fromRaw
  const isEmpty = Object.values(usage).every((count) => count === 0)
  return { service, usage: isEmpty ? undefined : { usage, raw, partial: false } }
}

/** Six metrics as counts of ours. `fromRaw` knows what the metrics leave out. */
export const usageOfMetrics = (service: string, metrics: JsonObject, fromRaw: Usage = NO_USAGE): Usage => {
  const input = toCount(metrics['input'])
  const cacheRead = toCount(metrics['cached_read'])
  return {
    input,
    cacheCreate: toCount(metrics['cached_create']),
    cacheCreate5m: fromRaw.cacheCreate5m,
    cacheCreate1h: fromRaw.cacheCreate1h,
    cacheRead,
    output: toCount(metrics['output']),
    reasoning: toCount(metrics['reasoning']),
    total: toCount(metrics['total']),
    // Of the original's services only Claude counts cached tokens beside the input.
    uncachedInput: service === 'claude' ? input : Math.max(0, input - cacheRead),
  }
}
