/**
 * The original's totals of cleared logs (reference-behaviour 1.9) as rows of ours. They have no time and no number of requests, so
 * they stand in the bucket of imported totals. The file by token tells the same counts again, divided by token: it only divides
 * and never adds. What it says beyond the totals (a channel was renamed in one file only) is left out.
 */

import { isObject } from '../../codec/json/is-object.ts'
import { NO_COUNTS } from '../../contract/counts.ts'
import { NO_USAGE, type Usage, type UsageField, usageBy } from '../../contract/usage.ts'
import { OLD_CLASS } from '../../protocol/pricing/price-class.ts'
import { IMPORTED_BUCKET, type LedgerEntry, oldCost } from '../records/entry.ts'
import { UNREGISTERED } from './old-record.ts'
import { usageOfMetrics } from './old-usage.ts'

export interface OldHistory {
  readonly entries: readonly LedgerEntry[]
  /** Services or channels that are no objects. */
  readonly skipped: number
}

interface ChannelTotals {
  readonly service: string
  readonly channel: string
  readonly usage: Usage
}

/** `totals` and `byToken` are the parsed files; anything that is no object counts as empty. */
export const oldHistory = (totals: unknown, byToken: unknown): OldHistory => {
  const all = channelsOf(totals)
  const left = new Map(all.found.map((one) => [keyOf(one), one.usage]))
  const entries: LedgerEntry[] = []
  let { skipped } = all
  for (const [name, services] of Object.entries(isObject(byToken) ? byToken : {})) {
    const part = channelsOf(services)
    skipped += part.skipped
    for (const one of part.found) {
      const rest = left.get(keyOf(one)) ?? NO_USAGE
      const taken = map(one.usage, (count, field) => Math.min(count, rest[field]))
      left.set(
        keyOf(one),
        map(rest, (count, field) => count - taken[field]),
      )
      entries.push(entryOf(one, taken, tokenOf(name)))
    }
  }
  for (const one of all.found) entries.push(entryOf(one, left.get(keyOf(one)) ?? NO_USAGE, ''))
  return { entries: entries.filter(({ usage }) => Object.values(usage).some((count) => count > 0)), skipped }
}

const channelsOf = (services: unknown): { found: readonly ChannelTotals[]; skipped: number } => {
  const found: ChannelTotals[] = []
  let skipped = 0
  for (const [service, channels] of Object.entries(isObject(services) ? services : {})) {
    if (!isObject(channels)) skipped += 1
    for (const [channel, metrics] of Object.entries(isObject(channels) ? channels : {})) {
      if (isObject(metrics)) found.push({ service, channel, usage: usageOfMetrics(service, metrics) })
      else skipped += 1
    }
  }
  return { found, skipped }
}

/** The original's labels for "anonymous access" and "unregistered (last characters)" are not names of tokens. */
const tokenOf = (label: string): string => {
  if (/^(匿名|anonymous)/i.test(label)) return ''
  return /^(未|unregistered)/i.test(label) ? UNREGISTERED : label
}

const entryOf = ({ service, channel }: ChannelTotals, usage: Usage, token: string): LedgerEntry => ({
  bucket: IMPORTED_BUCKET,
  service,
  upstream: channel,
  model: '',
  token,
  class: OLD_CLASS,
  ...NO_COUNTS,
  usage,
  cost: oldCost(usage),
})

const keyOf = ({ service, channel }: ChannelTotals): string => JSON.stringify([service, channel])

const map = (usage: Usage, change: (count: number, field: UsageField) => number): Usage =>
  usageBy((field) => change(usage[field], field))
