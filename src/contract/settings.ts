/**
 * The rules a user edits, one schema per document: the type, the check at the API and of the file. Shapes and key names
 * are those of the original's files. Schemas are loose: unknown keys are kept, known ones must have the right type.
 */
import { z } from 'zod'
import { balanceSettingsSchema } from './balance-settings.ts'
import { PROTOCOL_IDS } from './protocol.ts'
import type { PlainClaimCode } from './reason/document-reasons.ts'

/** What a value must be, where its type says it badly. */
const saying = (code: PlainClaimCode) => ({ error: code })

const text = z.string().trim()
/** Names that are compared without regard to case. */
const lowered = text.toLowerCase()

const FLAG_WORDS: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  yes: true,
  on: true,
  '0': false,
  false: false,
  no: false,
  off: false,
}
/** `true` or `false`; by hand also written as a number or as one of a few words. */
const flag = z
  .union([z.boolean(), z.number(), z.string()], saying('must-be-flag'))
  .transform((value) => (typeof value === 'string' ? FLAG_WORDS[value.trim().toLowerCase()] : Boolean(value)))
  .pipe(z.boolean())

/** `~/.clp/<service>.json`: upstream name → entry. */
/** What becomes of an upstream's redirects to other places: a failure of the upstream, or handed to the client. */
export const REDIRECT_RULES = ['refuse', 'pass'] as const
export type RedirectRule = (typeof REDIRECT_RULES)[number]

export const upstreamEntrySchema = z.looseObject({
  base_url: z.string(),
  auth_token: z.string().nullish(),
  api_key: z.string().nullish(),
  /** New: in which protocol it is asked, whatever its clients speak; what they say when absent. */
  protocol: z.enum(PROTOCOL_IDS).nullish(),
  weight: z.union([z.number(), z.string()], saying('must-be-number')).nullish(),
  active: z.union([z.boolean(), z.string(), z.number()], saying('must-be-flag')).nullish(),
  deleted: z.union([z.boolean(), z.string(), z.number()], saying('must-be-flag')).nullish(),
  deleted_at: z.string().nullish(),
  /** New: no traffic from balancing policies before this instant (ISO 8601 with zone). */
  manualDisabledUntil: z.string().nullish(),
  /** New: `pass` hands redirects to other places to the client; without it they are a failure of the upstream. */
  redirects: z.enum(REDIRECT_RULES).nullish(),
  /** New: how its balance is asked for. */
  balance: balanceSettingsSchema.nullish(),
})
export const upstreamsDocumentSchema = z.record(z.string().min(1), upstreamEntrySchema)
export type UpstreamEntry = z.infer<typeof upstreamEntrySchema>
export type UpstreamsDocument = z.infer<typeof upstreamsDocumentSchema>

/** The filters, in the order in which they act. */
export const FILTER_IDS = ['endpoint', 'mask', 'header', 'body'] as const
export type FilterId = (typeof FILTER_IDS)[number]

/** `~/.clp/endpoint_filter.json`. */
export const endpointRuleSchema = z.looseObject({
  id: text.optional(),
  /** New: false switches one rule off. */
  enabled: flag.optional(),
  /** All when absent or empty. */
  services: z.array(lowered).optional(),
  /** All when absent, empty or with a `*`. */
  methods: z.array(text.toUpperCase()).optional(),
  path: text.optional(),
  /** How `path` is meant; `exact` when absent. */
  pathMatchType: z.enum(['exact', 'prefix', 'regex']).optional(),
  prefix: text.optional(),
  regex: text.optional(),
  /** All must hold; null or `*` means the parameter is present. */
  query: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()], saying('must-be-plain-value')))
    .optional(),
  action: z
    .looseObject({
      type: text.optional(),
      status: z.coerce.number().int().min(0).max(599).optional(),
      message: z.string().optional(),
    })
    .optional(),
})
export const endpointFilterSchema = z.looseObject({
  enabled: flag.default(true),
  rules: z.array(endpointRuleSchema).default([]),
})
export type EndpointRule = z.infer<typeof endpointRuleSchema>
export type EndpointFilterSettings = z.infer<typeof endpointFilterSchema>

/** `~/.clp/header_filter.json`. */
export const DEFAULT_BLOCKED_HEADERS = [
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-scheme',
  'x-real-ip',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-server',
]
export const headerFilterSchema = z.looseObject({
  enabled: flag.default(true),
  blocked_headers: z.array(lowered).default(DEFAULT_BLOCKED_HEADERS),
})
export type HeaderFilterSettings = z.infer<typeof headerFilterSchema>

/** `~/.clp/filter.json`: one rule or a list of rules. */
export const bodyRuleSchema = z.looseObject({
  /** New: false switches one rule off. */
  enabled: flag.optional(),
  source: z.string(),
  op: z.enum(['replace', 'remove']),
  target: z.string().optional(),
  /** New: absent means as in the original: a regular expression if it compiles, else text. */
  match: z.enum(['text', 'regex']).optional(),
  /** New: `strings` holds an expression against what each string of a JSON body says, escapes undone; absent, against the bytes. */
  in: z.enum(['strings']).optional(),
  /** New: what a hit inside signed thinking or encrypted reasoning does. */
  inSigned: z.enum(['refuse', 'skip']).optional(),
  /** New: limits the rule to some services; all when absent. */
  services: z.array(lowered).optional(),
})
export const bodyFilterSchema = z.union([
  z.array(bodyRuleSchema),
  // An object without anything in it holds no rule that could be missed.
  z.strictObject({ $schema: z.string().optional() }).transform(() => []),
  bodyRuleSchema.transform((rule) => [rule]),
])
export type BodyRule = z.infer<typeof bodyRuleSchema>
export type BodyFilterSettings = readonly BodyRule[]

/** `~/.clp/data/model_router_config.json`. */
export const modelMappingSchema = z.looseObject({
  source: text,
  target: text,
  source_type: z.enum(['model', 'config']).optional(),
  enabled: flag.optional(),
})
export const configMappingSchema = z.looseObject({
  model: text,
  config: text,
  /** New: whether other upstreams may answer when the pinned one fails. */
  fallback: flag.optional(),
  enabled: flag.optional(),
})
export const routingSchema = z.looseObject({
  mode: z.enum(['default', 'model-mapping', 'config-mapping']).default('default'),
  modelMappings: z.record(z.string(), z.array(modelMappingSchema)).default({}),
  configMappings: z.record(z.string(), z.array(configMappingSchema)).default({}),
})
export type ModelMapping = z.infer<typeof modelMappingSchema>
export type ConfigMapping = z.infer<typeof configMappingSchema>
export type RoutingSettings = z.infer<typeof routingSchema>

/** `~/.clp/data/lb_config.json`. The original's failure counters in `services` are read once and kept, never written. */
export const balancingOptionsSchema = z.looseObject({
  autoResetOnAllFailed: flag.default(true),
  resetCooldownSeconds: z.number().min(0).default(30),
  notifyEnabled: flag.default(true),
  failureThreshold: z.number().int().min(1).default(3),
  /** New: minutes after which an ejected upstream is tried again; 0 = never. */
  autoResetMinutes: z.number().min(0).default(10),
  /** New: longest rest that a `retry-after` or rate-limit header may ask for, in seconds. */
  maxRestSeconds: z.number().min(0).default(3600),
  /** New: how long bytes of a 200 are held back after the first event, waiting for content, in ms. */
  holdBackMs: z.number().min(0).default(2000),
  /** New: total time for failover before the first byte, in seconds. */
  failoverBudgetSeconds: z.number().min(0).default(120),
  /** New: an upstream whose fullest plan window has less than this part left is left out until that begins anew; 0 = off. */
  quotaFloor: z.number().min(0).max(0.5).default(0),
  /** New: an upstream whose balance is below this, in its own currency, is left out until it is above again; 0 = off. */
  balanceFloor: z.number().min(0).default(0),
})
export const balancingServiceSchema = z.looseObject({
  failureThreshold: z.number().int().min(1).optional(),
  currentFailures: z.record(z.string(), z.number()).optional(),
  excludedConfigs: z.array(z.string()).nullish(),
  lastResetAt: z.number().optional(),
})
export const POLICY_IDS = ['active-first', 'weight-based', 'weighted-random', 'sticky', 'most-left'] as const
export const balancingSchema = z.looseObject({
  mode: z.enum(POLICY_IDS).default('active-first'),
  options: balancingOptionsSchema.prefault({}),
  services: z.record(z.string(), balancingServiceSchema).default({}),
})
export type PolicyId = (typeof POLICY_IDS)[number]
export type BalancingOptions = z.infer<typeof balancingOptionsSchema>
export type BalancingSettings = z.infer<typeof balancingSchema>

/** No words here: the original takes `"no"` for on, a reader takes it for off, and who is let in is no place for two opinions. */
const accessSwitch = z.boolean(saying('must-be-flag'))

/** `~/.clp/auth.json`. An entry holds either a clear `token` (as the original writes) or `token_hash` and `token_prefix`. */
export const tokenEntrySchema = z.looseObject({
  token: z.string().optional(),
  /** SHA-256 of the token, hexadecimal. */
  token_hash: z.string().optional(),
  /** First characters of the token, to recognise it by. */
  token_prefix: z.string().optional(),
  name: z.string(),
  /** New: whose token it is; several may be one person's. */
  owner: z.string().trim().max(200).nullish(),
  description: z.string().nullish(),
  created_at: z.string().nullish(),
  expires_at: z.string().nullish(),
  active: accessSwitch.default(true),
  services: z.union([z.array(z.string()), z.string(), z.null()], saying('must-be-service-names')).optional(),
})
export const accessSchema = z.looseObject({
  enabled: accessSwitch.default(false),
  tokens: z.array(tokenEntrySchema).default([]),
  services: z.record(z.string(), accessSwitch).default({}),
})
export type TokenEntry = z.infer<typeof tokenEntrySchema>
export type AccessSettings = z.infer<typeof accessSchema>

/** `~/.clp/data/system.json`: timers, limits and retention. */
export const systemSchema = z.looseObject({
  timeouts: z
    .looseObject({
      /** Seconds until a connection to an upstream must stand. */
      connectSeconds: z.number().positive().default(30),
      /** Seconds until the response head must have come. */
      responseHeadersSeconds: z.number().positive().default(600),
      /** Seconds of silence between bytes of a response. */
      idleSeconds: z.number().positive().default(600),
    })
    .prefault({}),
  limits: z
    .looseObject({
      /** Largest request body in bytes, also after decoding for filters. */
      requestBodyBytes: z
        .number()
        .int()
        .positive()
        .default(64 * 1024 * 1024),
      /** Bytes of a request body that the log keeps; 0 = none. */
      captureRequestBytes: z
        .number()
        .int()
        .min(0)
        .default(8 * 1024 * 1024),
      /** Bytes of a response body that the log keeps; 0 = none. */
      captureResponseBytes: z
        .number()
        .int()
        .min(0)
        .default(1024 * 1024),
    })
    .prefault({}),
  logLimit: z
    .looseObject({
      /** Requests kept in the log. */
      requests: z.number().int().min(0).default(10_000),
      /** Newest requests whose bodies are kept. */
      requestsWithBodies: z.number().int().min(0).default(1000),
      /** Age in days after which requests are dropped; 0 = never. */
      days: z.number().min(0).default(0),
      /** Size on disk in bytes above which the oldest are dropped. */
      bytes: z
        .number()
        .int()
        .positive()
        .default(1024 * 1024 * 1024),
    })
    .prefault({}),
  /** What a token sees of itself, under `/me`. */
  me: z
    .looseObject({
      /** Whether it sees which upstreams answered. */
      showUpstreams: flag.default(false),
    })
    .prefault({}),
  /** Whether `/health` and `/ping` are recorded. */
  recordHealthChecks: flag.default(false),
})
export type SystemSettings = z.infer<typeof systemSchema>
