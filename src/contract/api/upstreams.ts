/** Requests and answers of the admin API about upstreams: list, edit, order, connection test, health. */
import { z } from 'zod'
import { PROTOCOL_IDS } from '../protocol.ts'
import { reasonSchema } from '../reason/reason-schema.ts'
import { REDIRECT_RULES } from '../settings.ts'

const instant = z.number()
const count = z.number().int().nonnegative()

export const HEALTH_STATES = ['healthy', 'failing', 'ejected', 'half-open'] as const

export const upstreamHealthSchema = z.object({
  upstream: z.string(),
  state: z.enum(HEALTH_STATES),
  failures: count,
  /** When it may be tried again; null: only by a reset, or not left out. */
  until: instant.nullable(),
  lastSuccessAt: instant.nullable(),
  lastFailureAt: instant.nullable(),
  /** English. */
  lastFailure: z.string().nullable(),
  lastFailureReason: reasonSchema.nullable().default(null),
})
export type UpstreamHealthView = z.infer<typeof upstreamHealthSchema>

export const upstreamViewSchema = z.object({
  name: z.string(),
  baseUrl: z.string(),
  /** Masked; null when none is stored. Send the mask back (or nothing) to keep the stored one. */
  authToken: z.string().nullable(),
  apiKey: z.string().nullable(),
  weight: z.number(),
  redirects: z.enum(REDIRECT_RULES).default('refuse'),
  /** What its entry says that it speaks; null: whatever its clients do. */
  protocol: z.enum(PROTOCOL_IDS).nullable().default(null),
  active: z.boolean(),
  enabled: z.boolean(),
  /** ISO 8601, UTC. */
  disabledAt: z.string().nullable(),
  /** "Out until"; null when not paused. */
  pausedUntil: instant.nullable(),
  health: upstreamHealthSchema,
  share: z.object({
    /** By weight among the enabled ones, 0–1; for `active-first` 1 for the active one. */
    configured: z.number(),
    /** Of the requests of the last 24 hours, 0–1; null without requests. */
    actual: z.number().nullable(),
    /** Requests in the last 24 hours. */
    requests: count,
  }),
  lastUsedAt: instant.nullable(),
})
export type UpstreamView = z.infer<typeof upstreamViewSchema>

export const upstreamListSchema = z.object({
  service: z.string(),
  /** Version of the document, for `If-Match`. */
  version: z.string(),
  /** In file order. */
  upstreams: z.array(upstreamViewSchema).readonly(),
})
export type UpstreamList = z.infer<typeof upstreamListSchema>

/** `DELETE` of an upstream. */
export const upstreamRemovedSchema = upstreamListSchema.extend({
  /** Routing rules that were about it and went with it; the daemon of an earlier version does not say. */
  removedRules: count.default(0),
})
export type UpstreamRemoved = z.infer<typeof upstreamRemovedSchema>

const upstreamNameSchema = z.string().trim().min(1, 'A name is needed').max(200, 'A name has at most 200 characters')

/** A stored secret: absent or the mask keeps it, null removes it. */
const secretEdit = z.string().trim().max(10_000).nullable()

const upstreamFields = {
  /** http or https; the check that counts is the document's own. */
  baseUrl: z.string().trim().min(1, 'A base address is needed').max(2000),
  authToken: secretEdit.optional(),
  apiKey: secretEdit.optional(),
  weight: z.number().min(0, 'A weight is not negative').max(1_000_000).optional(),
  redirects: z.enum(REDIRECT_RULES).optional(),
  /** Null: it is asked in whatever its clients speak. */
  protocol: z.enum(PROTOCOL_IDS).nullable().optional(),
}

export const upstreamAddSchema = z.object({
  name: upstreamNameSchema,
  ...upstreamFields,
  /** Makes it the active one at once. */
  activate: z.boolean().optional(),
})
export type UpstreamAdd = z.input<typeof upstreamAddSchema>

export const upstreamPatchSchema = z.object({ ...upstreamFields, baseUrl: upstreamFields.baseUrl.optional() })
export type UpstreamPatch = z.input<typeof upstreamPatchSchema>

export const upstreamPauseSchema = z.object({
  /** An instant in the future. */
  until: instant,
})
export type UpstreamPause = z.input<typeof upstreamPauseSchema>

export const upstreamRenameSchema = z.object({ to: upstreamNameSchema })
export type UpstreamRename = z.input<typeof upstreamRenameSchema>

/** The names in the order wanted; weights are set so that the first is preferred most. */
export const upstreamReorderSchema = z.object({ names: z.array(z.string()).min(1) })
export type UpstreamReorder = z.input<typeof upstreamReorderSchema>

export const upstreamParamSchema = z.object({ service: z.string(), name: z.string().min(1) })

/** Connection test. With `name` the stored upstream; with `baseUrl` typed values; both: the stored one with some values typed. */
export const probeRequestSchema = z.object({
  name: z.string().optional(),
  baseUrl: z.string().trim().max(2000).optional(),
  authToken: secretEdit.optional(),
  apiKey: secretEdit.optional(),
  /** That of the stored one when absent, that of the service when null. */
  protocol: z.enum(PROTOCOL_IDS).nullable().optional(),
  /** The service's default when absent. */
  model: z.string().trim().max(200).optional(),
})
export type ProbeRequest = z.input<typeof probeRequestSchema>

export const probeAnswerSchema = z.object({
  /** A 2xx whose body is no error. */
  success: z.boolean(),
  /** Null when there was no answer. */
  status: z.number().int().nullable(),
  /** Without query and credentials. */
  url: z.string(),
  model: z.string(),
  /** ms until the head; null without one. */
  firstByteMs: z.number().nullable(),
  durationMs: z.number(),
  /** Text the model answered, as far as it could be read. */
  text: z.string(),
  /** Body as text, at most 64 KiB. */
  body: z.string(),
  bodyTruncated: z.boolean(),
  /** What went wrong, in English or in the words of the upstream; empty on success. */
  error: z.string(),
  /** What `error` says, for readers of other languages; absent where the upstream has said it. */
  why: reasonSchema.optional(),
  /** Whether a stored credential was held back because the typed address is another host. */
  credentialWithheld: z.boolean(),
})
export type ProbeAnswer = z.infer<typeof probeAnswerSchema>

/** `GET /api/health-state`. */
export const healthStateSchema = z.object({
  services: z
    .array(
      z.object({
        service: z.string(),
        threshold: count,
        upstreams: z.array(upstreamHealthSchema).readonly(),
      }),
    )
    .readonly(),
})
export type HealthStateView = z.infer<typeof healthStateSchema>

/** Resets one upstream, or all of the service when `upstream` is absent. */
export const resetRequestSchema = z.object({ upstream: z.string().optional() })
export type ResetRequest = z.input<typeof resetRequestSchema>

/** `GET /api/switches`: the newest balancing events first. */
export const switchEntrySchema = z.object({
  kind: z.enum(['lb_switch', 'lb_reset', 'lb_exhausted', 'health_changed']),
  /** ISO 8601, UTC. */
  timestamp: z.string(),
  service: z.string(),
  requestId: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.string(),
  failures: z.number().nullable(),
  threshold: z.number().nullable(),
  attempt: z.number().nullable(),
  /** With `health_changed`. */
  state: z.enum(HEALTH_STATES).nullable(),
  until: instant.nullable(),
})
export type SwitchEntry = z.infer<typeof switchEntrySchema>
export const switchListSchema = z.object({ items: z.array(switchEntrySchema).readonly() })
export type SwitchList = z.infer<typeof switchListSchema>
