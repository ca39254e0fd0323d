/** Counts the requests of the last hour by the minute, for the cards of the overview. In memory, begun with what the log remembers. */
import type { Minute } from '../../contract/api/status.ts'
import type { Clock } from '../../contract/clock.ts'
import { addCounts, countsOfOne, NO_COUNTS, type RequestCounts } from '../../contract/counts.ts'
import { succeeded } from '../../contract/exchange.ts'
import type { Bus } from '../../store/live/bus.ts'
import type { ExchangeSummary, Journal } from '../../store/records/journal.ts'
import { defined } from '../http/defined.ts'

export interface ServiceTraffic {
  /** 60 minutes, oldest first, the running one last. */
  readonly minutes: readonly Minute[]
  /** Of questions, 0–1; null without any. */
  readonly successRate: number | null
  /** Of side requests. */
  readonly sideSuccessRate: number | null
  /** ms, within 3 %; null without answers. */
  readonly firstByteP50Ms: number | null
  readonly firstByteP95Ms: number | null
  /** ms since 1970. */
  readonly lastRequestAt: number | null
}

export interface Traffic {
  readonly of: (service: string) => ServiceTraffic
  /** The model that a client of the service was last seen to use with success; undefined before any. */
  readonly modelOf: (service: string) => string | undefined
  /** Counts the requests of the last hour that had ended before this run began. */
  readonly recall: (journal: Pick<Journal, 'list' | 'status'>) => Promise<void>
  readonly close: () => void
}

interface Bucket {
  counts: RequestCounts
  /** First-byte times by class: how many fell into each. */
  readonly firstBytes: Map<number, number>
}

const MINUTE_MS = 60_000
const MINUTES = 60
/** Pages of the log that are read at the start: a busy hour is begun anew rather than read for long. */
const MOST_PAGES = 10
/** Classes grow by 5 %, so that the middle of one is never more than 3 % off. */
const GROWTH = Math.log(1.05)

export const createTraffic = (bus: Pick<Bus, 'subscribe'>, clock: Clock): Traffic => {
  const services = new Map<string, Map<number, Bucket>>()
  const lastAt = new Map<string, number>()
  const models = new Map<string, { readonly at: number; readonly model: string }>()
  const thisMinute = (): number => Math.floor(clock.now() / MINUTE_MS)

  const begun = clock.now()
  /** After the clock was set back, what happened in its future counts as never: it would be shown until the clock is there again. */
  const believable = (at: number): number => (at <= clock.now() ? at : 0)

  const isShown = (minute: number): boolean => minute > thisMinute() - MINUTES && minute <= thisMinute()

  const noteModel = ({ service, at, success, side, model }: Ended): void => {
    if (success && !side && model !== null && at >= (models.get(service)?.at ?? 0)) models.set(service, { at, model })
  }

  const count = (ended: Ended): void => {
    const { service, at, success, abandoned, side, firstByteMs } = ended
    noteModel(ended)
    const minute = Math.floor(at / MINUTE_MS)
    const buckets = services.get(service) ?? new Map<number, Bucket>()
    services.set(service, buckets)
    lastAt.set(service, Math.max(at, believable(lastAt.get(service) ?? 0)))
    const bucket = buckets.get(minute) ?? { counts: NO_COUNTS, firstBytes: new Map<number, number>() }
    buckets.set(minute, bucket)
    bucket.counts = addCounts(bucket.counts, countsOfOne(side, !success && !abandoned))
    if (success && !side && firstByteMs !== null) {
      const key = classOf(firstByteMs)
      bucket.firstBytes.set(key, (bucket.firstBytes.get(key) ?? 0) + 1)
    }
    for (const one of buckets.keys()) if (!isShown(one)) buckets.delete(one)
  }

  const recall = async (journal: Pick<Journal, 'list' | 'status'>): Promise<void> => {
    // The first question starts a thread: an empty log is not worth it.
    if ((await journal.status()).records === 0) return
    for await (const item of recentItems(journal, begun - MINUTES * MINUTE_MS)) {
      if (endOf(item) < begun && !LOCAL.has(item.upstream ?? '')) count(endedOf(item))
    }
  }

  return {
    of: (service) => {
      const now = thisMinute()
      const buckets = services.get(service)
      const hour = Array.from({ length: MINUTES }, (_, index) => now - MINUTES + 1 + index)
      const minutes = hour.map((minute) => ({
        at: minute * MINUTE_MS,
        ...(buckets?.get(minute)?.counts ?? NO_COUNTS),
      }))
      const { requests, failures, side, sideFailures } = minutes.reduce(addCounts, NO_COUNTS)
      const times = merge(hour.flatMap((minute) => buckets?.get(minute) ?? []))
      return {
        minutes,
        successRate: rateOf(requests, failures),
        sideSuccessRate: rateOf(side, sideFailures),
        firstByteP50Ms: percentile(times, 0.5),
        firstByteP95Ms: percentile(times, 0.95),
        lastRequestAt: lastAt.get(service) ?? null,
      }
    },
    modelOf: (service) => models.get(service)?.model,
    recall,
    close: bus.subscribe((event) => {
      // Requests that CLP refused by a rule say nothing about how the service does.
      if (event.type !== 'request_completed' || LOCAL.has(event.channel)) return
      const { service, success, side, model, status_code: status, first_byte_ms: firstByteMs } = event
      count({ service, at: clock.now(), success, side, model, abandoned: status === CLIENT_LEFT, firstByteMs })
    }),
  }
}

async function* recentItems(journal: Pick<Journal, 'list'>, since: number): AsyncGenerator<ExchangeSummary> {
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, next } = await journal.list(defined({ since, limit: 500, cursor }))
    yield* items
    if (next === undefined) return
    cursor = next
  }
}

interface Ended {
  readonly service: string
  /** ms since 1970. */
  readonly at: number
  readonly success: boolean
  /** The client left: a request, but nobody's failure, as in the totals. */
  readonly abandoned: boolean
  /** It asked no question. */
  readonly side: boolean
  /** As it was sent. */
  readonly model: string | null
  readonly firstByteMs: number | null
}

const endOf = ({ startedAt, durationMs }: ExchangeSummary): number => startedAt + durationMs

const endedOf = (item: ExchangeSummary): Ended => ({
  service: item.service,
  at: endOf(item),
  success: succeeded(item.outcome),
  abandoned: item.outcome.kind === 'abandoned',
  side: item.side,
  model: item.modelSent,
  firstByteMs: item.firstByteMs,
})

/** Status of an exchange whose client left, as the record has it. */
const CLIENT_LEFT = 499

const LOCAL: ReadonlySet<string> = new Set(['whitelist', 'blocked'])

const classOf = (ms: number): number => Math.round(Math.log(Math.max(0, ms) + 1) / GROWTH)
const middleOf = (key: number): number => Math.round((Math.exp(key * GROWTH) - 1) * 10) / 10

const merge = (buckets: readonly Bucket[]): ReadonlyMap<number, number> => {
  const merged = new Map<number, number>()
  for (const { firstBytes } of buckets) {
    for (const [key, times] of firstBytes) merged.set(key, (merged.get(key) ?? 0) + times)
  }
  return merged
}

const percentile = (times: ReadonlyMap<number, number>, share: number): number | null => {
  const wanted = Math.ceil(sum([...times.values()]) * share)
  let seen = 0
  for (const [key, count] of [...times].sort(([left], [right]) => left - right)) {
    seen += count
    if (seen >= wanted) return middleOf(key)
  }
  return null
}

const rateOf = (all: number, failed: number): number | null => (all === 0 ? null : (all - failed) / all)

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
