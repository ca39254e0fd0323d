/** What an upstream says of its own limits: how much of one window is used, and when that begins anew. */

/** `plan`: a window of a subscription; `rate`: requests or tokens per minute; `credit`: what is bought beside the plan. */
export const METER_KINDS = ['plan', 'rate', 'credit'] as const
export type MeterKind = (typeof METER_KINDS)[number]

/** `fraction`: `used` counts in parts of one, and `limit` is 1. */
export const METER_UNITS = ['fraction', 'requests', 'tokens', 'credits'] as const
export type MeterUnit = (typeof METER_UNITS)[number]

/** Where it was read: families of headers, the body of a refusal, or a balance query that tells of a plan. */
export const METER_SOURCES = ['anthropic-unified', 'anthropic', 'codex', 'openai', 'gemini', 'query'] as const
export type MeterSource = (typeof METER_SOURCES)[number]

/** One window as one answer tells it. */
export interface MeterReading {
  /** `5h`, `7d`, `7d_opus`, `requests`, `input-tokens`, `credits` … */
  readonly window: string
  readonly kind: MeterKind
  readonly source: MeterSource
  readonly unit: MeterUnit
  readonly used?: number
  readonly limit?: number
  /** What is left of a credit, as the upstream writes it. */
  readonly left?: string
  /** ms since 1970. */
  readonly resetsAt?: number
  /** The upstream's own word: `allowed`, `allowed_warning`, `rejected` … */
  readonly status?: string
}

/** The newest reading of a window. */
export interface Meter extends MeterReading {
  /** ms since 1970. */
  readonly seenAt: number
}

/** Whether its window has begun anew since: how much is used is unknown then, not nothing. `now` in ms since 1970. */
export const isExpired = ({ resetsAt }: Pick<Meter, 'resetsAt'>, now: number): boolean =>
  resetsAt !== undefined && resetsAt <= now

/** The part of its limit that is used: 0.62. Undefined where nobody knows. `now` in ms since 1970. */
export const shareUsed = (meter: Meter, now: number): number | undefined => {
  const { used, limit } = meter
  if (used === undefined || limit === undefined || isExpired(meter, now)) return undefined
  return limit > 0 ? used / limit : undefined
}
