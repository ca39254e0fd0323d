/** What is remembered about upstreams between two runs, and its form in `data/health.json`. */
import { z } from 'zod'
import type { ServiceId } from '../../contract/service.ts'
import type { BalancingSettings } from '../../contract/settings.ts'

/** Times in ms since 1970. */
export interface HealthMark {
  /** Failures in a row. */
  readonly failures: number
  /** When the failures reached the threshold. */
  readonly ejectedAt?: number
  /** Until when the upstream itself asked to be left alone. */
  readonly restUntil?: number
  readonly lastSuccessAt?: number
  readonly lastFailureAt?: number
  readonly lastFailure?: string
}

export interface ServiceMarks {
  readonly lastResetAt?: number
  readonly upstreams: ReadonlyMap<string, HealthMark>
}

export type HealthMarks = ReadonlyMap<ServiceId, ServiceMarks>

export const NO_MARKS: HealthMarks = new Map()

const instant = z.number().optional()
const markSchema = z.object({
  failures: z.number().int().min(0).default(0),
  ejectedAt: instant,
  restUntil: instant,
  lastSuccessAt: instant,
  lastFailureAt: instant,
  lastFailure: z.string().optional(),
})
const fileSchema = z.object({
  services: z.record(z.string(), z.object({ lastResetAt: instant, upstreams: z.record(z.string(), markSchema) })),
})

/** The text of `health.json`. */
export const writeMarks = (marks: HealthMarks): string => {
  const services = Object.fromEntries(
    [...marks].map(([service, { lastResetAt, upstreams }]) => [
      service,
      { lastResetAt, upstreams: Object.fromEntries(upstreams) },
    ]),
  )
  return `${JSON.stringify({ services }, null, 2)}\n`
}

/** Reads that text. Undefined when it says nothing that can be used: what was learned is learned again. */
export const readMarks = (text: string): HealthMarks | undefined => {
  const parsed = fileSchema.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  return new Map(
    Object.entries(parsed.data.services).map(([service, { lastResetAt, upstreams }]) => [
      service,
      {
        ...(lastResetAt === undefined ? {} : { lastResetAt }),
        upstreams: new Map(Object.entries(upstreams).map(([name, mark]) => [name, withoutGaps(mark)])),
      },
    ]),
  )
}

/**
 * The counters the original kept in `lb_config.json`, which are taken over once. `now` in ms since 1970: the original does not say
 * when an upstream was left out, so its time out begins now.
 */
export const importMarks = (settings: BalancingSettings, now: number): HealthMarks =>
  new Map(
    Object.entries(settings.services).map(([service, { currentFailures, excludedConfigs, lastResetAt }]) => {
      const excluded = new Set(excludedConfigs ?? [])
      const names = new Set([...Object.keys(currentFailures ?? {}), ...excluded])
      const upstreams = new Map<string, HealthMark>(
        [...names].map((name) => [
          name,
          {
            failures: Math.max(0, Math.trunc(currentFailures?.[name] ?? 0)),
            ...(excluded.has(name) ? { ejectedAt: now } : {}),
          },
        ]),
      )
      return [service, { ...(lastResetAt ? { lastResetAt: lastResetAt * 1000 } : {}), upstreams }]
    }),
  )

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const withoutGaps = (mark: z.output<typeof markSchema>): HealthMark => {
  const { failures, ...rest } = mark
  return { failures, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) }
}
