/** Requests and answers of the admin API about what has happened: the request log and the usage totals. */
import { z } from 'zod'
import { requestCounts } from '../counts-schema.ts'
import { costSumsSchema, costViewSchema } from '../money/cost-schema.ts'
import { reasonSchema } from '../reason/reason-schema.ts'
import { usageSchema } from '../usage-schema.ts'

const instant = z.number()
const count = z.number().int().nonnegative()

/** A whole number as it stands in a query string. */
const digits = z
  .string()
  .regex(/^\d{1,15}$/, 'A whole number is needed')
  .transform(Number)
/** An instant in a query string: ms since 1970. */
const instantText = digits

/** Same fields as `JournalQuery` of the store, as text. */
const exchangeFilter = {
  service: z.string().optional(),
  upstream: z.string().optional(),
  /** `429`, `4xx`, `ok` or `failed`. */
  status: z
    .string()
    .regex(/^([1-9]\d\d|[1-9]xx|ok|failed)$/, 'A status is written as 429, 4xx, ok or failed')
    .optional(),
  model: z.string().optional(),
  token: z.string().optional(),
  session: z.string().optional(),
  since: instantText.optional(),
  until: instantText.optional(),
  minDurationMs: digits.optional(),
  /** Dollars; what costs more, or is known to. Becomes nano-dollars. */
  costAbove: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,9})?$/, 'An amount in dollars is needed, for example 0.5')
    .transform((dollars) => Math.round(Number(dollars) * 1e9))
    .optional(),
  /** Substring of the path. */
  path: z.string().max(2000).optional(),
  /** Substring of a body. */
  text: z.string().max(2000).optional(),
}

export const exchangeQuerySchema = z.object({
  ...exchangeFilter,
  cursor: z.string().max(2000).optional(),
  limit: digits.pipe(z.number().min(1).max(500)).optional(),
})
export type ExchangeQuery = z.input<typeof exchangeQuerySchema>

export const exchangeExportQuerySchema = z.object({
  ...exchangeFilter,
  format: z.enum(['jsonl', 'har']),
  /** At most this many, newest first; all when absent. */
  limit: digits.pipe(z.number().min(1).max(1_000_000)).optional(),
})
export type ExchangeExportQuery = z.input<typeof exchangeExportQuerySchema>

const attemptOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answered'), status: z.number(), unable: z.literal(true).optional() }),
  z.object({ kind: z.literal('refused'), status: z.number() }),
  z.object({ kind: z.literal('unreachable'), code: z.string() }),
  z.object({ kind: z.literal('broken'), code: z.string(), bytes: z.number() }),
  z.object({ kind: z.literal('abandoned') }),
])

/** An upstream's own words about why it refused. */
const saidSchema = z.object({ type: z.string(), message: z.string() })

export const attemptSchema = z.object({
  number: z.number().int(),
  upstream: z.string(),
  url: z.string(),
  model: z.string().optional(),
  startedAt: instant,
  connectMs: z.number().optional(),
  firstByteMs: z.number().optional(),
  durationMs: z.number(),
  outcome: attemptOutcomeSchema,
  reason: z.string(),
  /** Of an answer by which it refused: in the upstream's own words. */
  said: saidSchema.optional(),
  /** Of an attempt whose answer nobody got: what it may have cost all the same. */
  billed: z.object({ usage: usageSchema.optional(), cost: costViewSchema }).optional(),
})
export type AttemptView = z.infer<typeof attemptSchema>

export const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('delivered'), status: z.number() }),
  z.object({
    kind: z.literal('blocked'),
    filter: z.string(),
    rule: z.string().optional(),
    status: z.number(),
    reason: z.string(),
    why: reasonSchema.optional(),
  }),
  z.object({
    kind: z.literal('failed'),
    code: z.string(),
    status: z.number(),
    reason: z.string(),
    why: reasonSchema.optional(),
  }),
  z.object({ kind: z.literal('abandoned'), status: z.literal(499) }),
])

export const changeSchema = z.object({
  by: z.string(),
  rule: z.string(),
  target: z.string(),
  offset: z.number().optional(),
  removed: z.number().optional(),
  inserted: z.number().optional(),
})

export const exchangeSummarySchema = z.object({
  id: z.string(),
  service: z.string(),
  method: z.string(),
  path: z.string(),
  query: z.string(),
  upstream: z.string().nullable(),
  token: z.string().nullable(),
  session: z.string().nullable(),
  modelAsked: z.string().nullable(),
  modelSent: z.string().nullable(),
  status: z.number().int(),
  outcome: outcomeSchema,
  attempts: count,
  startedAt: instant,
  firstByteMs: z.number().nullable(),
  durationMs: z.number(),
  requestBytes: count,
  responseBytes: count,
  /** Whether it asked no question, so that it is counted apart. */
  side: z.boolean(),
  usage: usageSchema.nullable(),
  usagePartial: z.boolean(),
  /** Null where no upstream was asked, and for requests from before costs were counted. */
  cost: costViewSchema.nullable(),
  /** What the upstream said by the error with which it failed; null where it did not, or said nothing. */
  said: saidSchema.nullable().default(null),
})
export type ExchangeSummaryView = z.infer<typeof exchangeSummarySchema>

export const exchangePageSchema = z.object({
  items: z.array(exchangeSummarySchema).readonly(),
  /** For `cursor`; null on the last page. */
  next: z.string().nullable(),
})
export type ExchangePage = z.infer<typeof exchangePageSchema>

/** `GET /api/exchanges/facets`: names to filter by, most used first. */
const namesSchema = z.array(z.string()).readonly()
export const exchangeFacetsSchema = z.object({
  services: namesSchema,
  upstreams: namesSchema,
  models: namesSchema,
  tokens: namesSchema,
})
export type ExchangeFacets = z.infer<typeof exchangeFacetsSchema>

/** What is kept of a body; the bytes come from `/api/exchanges/:id/body/:kind`. */
export const bodyInfoSchema = z.object({ kept: count, size: count, truncated: z.boolean() })

/** Flat name, value pairs in the order received; credentials redacted. */
const headersSchema = z.array(z.string()).readonly()

export const exchangeDetailSchema = exchangeSummarySchema.extend({
  address: z.string(),
  rawUsage: z.record(z.string(), z.unknown()).nullable(),
  attemptList: z.array(attemptSchema).readonly(),
  changes: z.array(changeSchema).readonly(),
  requestHeaders: headersSchema,
  /** Null when nothing was sent. */
  sentHeaders: headersSchema.nullable(),
  responseHeaders: headersSchema,
  bodies: z.object({
    request: bodyInfoSchema.nullable(),
    /** Null when equal to `request`, or when nothing was sent. */
    sent: bodyInfoSchema.nullable(),
    response: bodyInfoSchema.nullable(),
  }),
})
export type ExchangeDetail = z.infer<typeof exchangeDetailSchema>

export const exchangeParamSchema = z.object({ id: z.string().min(1).max(100) })
export const bodyParamSchema = z.object({
  id: z.string().min(1).max(100),
  kind: z.enum(['request', 'sent', 'response']),
})
/** `decoded=1` undoes the content encoding and answers text; else the bytes as they passed. */
export const bodyQuerySchema = z.object({ decoded: z.enum(['0', '1']).optional() })

/** Removes the given ids, or everything when `ids` is absent. Totals stay. */
export const exchangesClearSchema = z.object({ ids: z.array(z.string()).max(10_000).optional() })
export const clearedSchema = z.object({ ok: z.literal(true), removed: count })
export type Cleared = z.infer<typeof clearedSchema>

export const USAGE_GROUPS = ['hour', 'day', 'month', 'service', 'upstream', 'model', 'token', 'owner'] as const
export type UsageGroup = (typeof USAGE_GROUPS)[number]

export const usageQuerySchema = z.object({
  since: instantText.optional(),
  until: instantText.optional(),
  service: z.string().optional(),
  upstream: z.string().optional(),
  model: z.string().optional(),
  token: z.string().optional(),
  /** Dimensions, separated by commas: `day,service`; one row without. */
  by: z
    .string()
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(z.enum(USAGE_GROUPS)).max(USAGE_GROUPS.length))
    .optional(),
  /** IANA zone in which days begin; the daemon's when absent. */
  zone: z.string().max(60).optional(),
})
export type UsageQuery = z.input<typeof usageQuerySchema>

export const usageRowSchema = z.object({
  key: z.partialRecord(z.enum(USAGE_GROUPS), z.string()),
  ...requestCounts,
  usage: usageSchema,
  cost: costSumsSchema,
})
export type UsageRow = z.infer<typeof usageRowSchema>
export const usageAnswerSchema = z.object({
  by: z.array(z.enum(USAGE_GROUPS)).readonly(),
  rows: z.array(usageRowSchema).readonly(),
  /** Over all rows. */
  total: z.object({ ...requestCounts, usage: usageSchema, cost: costSumsSchema }),
})
export type UsageAnswer = z.infer<typeof usageAnswerSchema>
