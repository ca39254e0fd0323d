/** Requests and answers of the admin API about documents: texts, structured settings, export and import, and the try-it panels. */
import { z } from 'zod'
import { reasonSchema } from '../reason/reason-schema.ts'
import {
  balancingSchema,
  bodyFilterSchema,
  bodyRuleSchema,
  endpointFilterSchema,
  FILTER_IDS,
  headerFilterSchema,
  routingSchema,
  systemSchema,
} from '../settings.ts'
import { noticeSchema } from './status.ts'

const count = z.number().int().nonnegative()

export const rejectionSchema = z.object({
  /** English. */
  reason: z.string(),
  /** What is wrong, for readers of other languages: without file, field and line. */
  why: reasonSchema.optional(),
  field: z.string(),
  line: z.number().int(),
  column: z.number().int(),
})

export const documentInfoSchema = z.object({
  id: z.string(),
  /** Absolute path. */
  file: z.string(),
  version: z.string(),
  exists: z.boolean(),
  /** Whether its text holds secrets, shown masked. */
  secret: z.boolean(),
  /** Set when the text on disk is not in force. */
  rejection: rejectionSchema.nullable(),
  /** Parts of the text in force that are not taken as they are written, while the rest is. */
  notices: z.array(noticeSchema).readonly(),
})
export type DocumentInfo = z.infer<typeof documentInfoSchema>
export const documentListSchema = z.object({ documents: z.array(documentInfoSchema).readonly() })
export type DocumentList = z.infer<typeof documentListSchema>

/** One document with its text; secrets masked. The version is also the `etag` header. */
export const documentViewSchema = documentInfoSchema.extend({ text: z.string() })
export type DocumentView = z.infer<typeof documentViewSchema>

/** A text with masks left in it keeps the stored secrets. */
export const documentPutSchema = z.object({ text: z.string().max(4 * 1024 * 1024) })
export type DocumentPut = z.input<typeof documentPutSchema>

export const documentParamSchema = z.object({ id: z.string().min(1) })

/** Sent with every write: the version read, bare or quoted, or `*` to write over whatever is there. */
export const ifMatchSchema = z.object({ 'if-match': z.string().optional() })

/** All documents as one file. Without secrets, masks stand in their place and an import keeps the stored ones. */
export const bundleSchema = z.object({
  format: z.literal('clp-documents'),
  formatVersion: z.literal(1),
  /** ISO 8601, UTC. */
  exportedAt: z.string(),
  clpVersion: z.string(),
  secrets: z.boolean(),
  /** Document id → text. */
  documents: z.record(z.string(), z.string()),
})
export type Bundle = z.infer<typeof bundleSchema>
export const importAnswerSchema = z.object({
  ok: z.literal(true),
  /** Ids written. */
  written: z.array(z.string()).readonly(),
  /** Ids whose text was the same already. */
  unchanged: z.array(z.string()).readonly(),
})
export type ImportAnswer = z.infer<typeof importAnswerSchema>

/** Ids of the documents that have a typed form, and where: `/api/filters/endpoint`, `/api/routing`, … */
export const endpointSettingsSchema = z.object({ version: z.string(), settings: endpointFilterSchema })
export const headerSettingsSchema = z.object({ version: z.string(), settings: headerFilterSchema })
export const bodySettingsSchema = z.object({ version: z.string(), settings: bodyFilterSchema })
export const routingSettingsSchema = z.object({ version: z.string(), settings: routingSchema })
export const balancingSettingsSchema = z.object({ version: z.string(), settings: balancingSchema })
export const systemSettingsSchema = z.object({ version: z.string(), settings: systemSchema })
export type EndpointSettingsView = z.infer<typeof endpointSettingsSchema>
export type HeaderSettingsView = z.infer<typeof headerSettingsSchema>
export type BodySettingsView = z.infer<typeof bodySettingsSchema>
export type RoutingSettingsView = z.infer<typeof routingSettingsSchema>
export type BalancingSettingsView = z.infer<typeof balancingSettingsSchema>
export type SystemSettingsView = z.infer<typeof systemSettingsSchema>

/** `POST /api/routing/try`. */
export const routeTryRequestSchema = z.object({
  service: z.string(),
  model: z.string().trim().min(1).max(300),
  /** Rules not saved yet; those in force when absent. */
  draft: routingSchema.optional(),
})
export type RouteTryRequest = z.input<typeof routeTryRequestSchema>

export const routeTryAnswerSchema = z.object({
  mode: z.string(),
  asked: z.string(),
  /** Set when a rule pins the upstream. */
  pinned: z.object({ upstream: z.string(), fallback: z.boolean(), rule: z.string() }).nullable(),
  policy: z.string(),
  /** Upstreams in the order in which they would be asked, with the model each would be sent. */
  candidates: z
    .array(
      z.object({
        upstream: z.string(),
        model: z.string(),
        /** The rule that changed the model, empty when none did. */
        rule: z.string(),
        /** Why at this place: a code of `CHOICE_REASONS`. */
        reason: z.string(),
      }),
    )
    .readonly(),
  /** Enabled upstreams that would not be asked, and why: a code of `LEFT_REASONS`. */
  left: z.array(z.object({ upstream: z.string(), reason: z.string() })).readonly(),
  /** English; one step of the reasoning each. */
  explanation: z.array(z.string()).readonly(),
  /** The same steps for readers of other languages. */
  steps: z.array(reasonSchema).readonly().default([]),
})
export type RouteTryAnswer = z.infer<typeof routeTryAnswerSchema>

/** `POST /api/filters/try`. */
export const filterTryRequestSchema = z.object({
  service: z.string(),
  method: z.string().trim().min(1).max(20).default('POST'),
  /** Path, may hold a query. */
  path: z.string().min(1).max(8000),
  /** Flat name, value pairs. */
  headers: z.array(z.string()).default([]),
  body: z
    .string()
    .max(8 * 1024 * 1024)
    .default(''),
  /** Rules not saved yet; those in force when absent. */
  draft: z
    .object({
      endpoint: endpointFilterSchema.optional(),
      header: headerFilterSchema.optional(),
      body: z.array(bodyRuleSchema).optional(),
    })
    .optional(),
})
export type FilterTryRequest = z.input<typeof filterTryRequestSchema>

/** UTF-16 offsets, end exclusive. */
export const rangeSchema = z.object({ start: count, end: count })

export const filterStepSchema = z.object({
  filter: z.enum(FILTER_IDS),
  /** The rule's id or position, as a person would look for it. */
  rule: z.string(),
  /** Position in its document, from 0. */
  index: count,
  effect: z.enum(['off', 'none', 'block', 'remove', 'replace', 'refuse', 'skip']),
  /** `path`, `header:x-real-ip`, `body`. */
  target: z.string(),
  /** English; why it acts or does not. */
  reason: z.string(),
  /** The same for readers of other languages. */
  why: reasonSchema.optional(),
  /** Places in the body that this rule changes. */
  matches: count.default(0),
  /** The first of them in `before`. */
  hits: z.array(rangeSchema).readonly(),
  /** The body before this rule, of a long one what stands around its first place; null when this rule does not change the body. */
  before: z.string().nullable(),
  /** The same after this rule, and where the new text is. */
  after: z.string().nullable(),
  inserted: z.array(rangeSchema).readonly(),
})
export type FilterStep = z.infer<typeof filterStepSchema>

export const filterTryAnswerSchema = z.object({
  steps: z.array(filterStepSchema).readonly(),
  /** Set when a filter refuses the request. */
  blocked: z
    .object({
      filter: z.string(),
      rule: z.string(),
      status: z.number().int(),
      /** English, or the rule's own message. */
      message: z.string(),
      /** The same for readers of other languages; absent where a person has written the message. */
      why: reasonSchema.optional(),
    })
    .nullable(),
  /** What would leave; of a body the first 8 MB. */
  headers: z.array(z.string()).readonly(),
  body: z.string(),
})
export type FilterTryAnswer = z.infer<typeof filterTryAnswerSchema>
