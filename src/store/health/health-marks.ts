/** What is remembered about upstreams between two runs, and its form in `data/health.json`. */
import { z } from 'zod'
import { FAILURE_REASONS, type FailureReason } from '../../contract/reason/failure-reasons.ts'
import { reasonIn } from '../../contract/reason/reason.ts'
import { reasonSchema } from '../../contract/reason/reason-schema.ts'
import type { ServiceId } from '../../contract/service.ts'
import type { BalancingSettings } from '../../contract/settings.ts'

/** Times in ms since 1970. */
export interface HealthMark {
  /** Failures in a row. */
  readonly failures: number
  /** When the failures reached the threshold. */
  readonly ejectedAt?: number
  /** Until when the upstream itself asked to be left alone. */
  readonly cooldownUntil?: number
  readonly lastSuccessAt?: number
  readonly lastFailureAt?: number
  readonly lastFailure?: FailureReason
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
  /** The mark's `cooldownUntil`. */
  restUntil: instant,
  lastSuccessAt: instant,
  lastFailureAt: instant,
  /** What versions without codes wrote: a sentence. */
  lastFailure: z.string().optional(),
  lastFailureReason: reasonSchema.optional(),
})
const fileSchema = z.object({
  services: z.record(z.string(), z.object({ lastResetAt: instant, upstreams: z.record(z.string(), markSchema) })),
})

/** The text of `health.json`. */
export const writeMarks = (marks: HealthMarks): string => {
  const services = Object.fromEntries(
    [...marks].map(([service, { lastResetAt, upstreams }]) => [
      service,
      { lastResetAt, upstreams: Object.fromEntries([...upstreams].map(([name, mark]) => [name, writtenMark(mark)])) },
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
        upstreams: new Map(Object.entries(upstreams).map(([name, mark]) => [name, readMark(mark)])),
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

/** Under the names that the file has always had; the reason under one of its own, so that a version which expects a sentence still reads it. */
const writtenMark = ({ lastFailure, cooldownUntil, ...mark }: HealthMark): object => ({
  ...mark,
  ...(cooldownUntil === undefined ? {} : { restUntil: cooldownUntil }),
  ...(lastFailure === undefined ? {} : { lastFailureReason: lastFailure }),
})

const readMark = ({
  failures,
  lastFailure,
  lastFailureReason,
  restUntil: cooldownUntil,
  ...times
}: z.output<typeof markSchema>): HealthMark => {
  const told = lastFailureReason === undefined ? undefined : reasonIn(FAILURE_REASONS, lastFailureReason)
  const former: FailureReason | undefined =
    lastFailure === undefined ? undefined : { code: 'told-by-former', params: { text: lastFailure } }
  const reason = told ?? former
  return {
    failures,
    ...Object.fromEntries(Object.entries({ ...times, cooldownUntil }).filter(([, value]) => value !== undefined)),
    ...(reason === undefined ? {} : { lastFailure: reason }),
  }
}
