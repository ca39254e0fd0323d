/** What every page needs of the admin API: how it refuses, notices, status, signing in. Times are ms since 1970 unless said. */
import { z } from 'zod'
import { requestCounts } from '../counts-schema.ts'
import { PROTOCOL_IDS } from '../protocol.ts'
import { reasonSchema } from '../reason/reason-schema.ts'
import { serviceIdSchema, serviceInfoSchema } from '../service.ts'
import { POLICY_IDS } from '../settings.ts'
import { usageSchema } from '../usage-schema.ts'

const instant = z.number()
const count = z.number().int().nonnegative()

/** Every answer with a status of 400 or more has this shape. */
export const apiErrorSchema = z.object({
  error: z.object({
    /** A code of `PROBLEMS`. */
    code: z.string(),
    /** English. */
    message: z.string(),
    /** What the message says, for readers of other languages: without field and place. */
    reason: reasonSchema.optional(),
    /** Dotted path of the bad field, for example `rules.2.regex`; absent when no field is to blame. */
    field: z.string().optional(),
    /** 1-based place in the text of a document. */
    line: z.number().int().optional(),
    column: z.number().int().optional(),
    /** With `config-conflict`: what the document says now. */
    current: z.object({ text: z.string(), version: z.string() }).optional(),
    /** With `too-many-failures`. */
    retryAfterSeconds: z.number().optional(),
  }),
})
export type ApiError = z.infer<typeof apiErrorSchema>

/** Answer of everything that has nothing to say but "done". */
export const doneSchema = z.object({ ok: z.literal(true) })
export type Done = z.infer<typeof doneSchema>

/** Everything the operator may be told; UI and CLI hold a sentence in each language for each. Parameters in brackets. */
export const NOTICE_CODES = [
  /** A file was edited into something unreadable; the last good one stays in force. [document, file, reason, line, column, field] */
  'config-rejected',
  /** A file was never readable since the start; its defaults are in force. [document, file, reason, line, column, field] */
  'config-defaults',
  /** A protecting file, or one that requests need, was never readable; requests are refused. [document, file, reason, line, column, field] */
  'config-unusable',
  /** An entry of a document cannot be used, the others work. [document, file, entry, reason, line, column, field] */
  'entry-left-out',
  /** A value of an entry cannot be used and counts as another one. [as `entry-left-out`, and instead (a JSON value)] */
  'value-ignored',
  /** An entry stands more than once in a document; the last one counts. [as `entry-left-out`] */
  'entry-repeated',
  /** Two names of a document differ only by case or blanks. [as `entry-left-out`, and other] */
  'names-alike',
  /** The log cannot be written. [reason] */
  'journal-trouble',
  /** Records or bodies were dropped since start. [count] */
  'journal-dropped',
  /** An answer to a masked request could not be read, so placeholders stand in it; over with the next that can. [reason] */
  'answer-unread',
  /** CLP listens beyond this machine without access switched on. [address] */
  'open-door',
  /** CLP listens beyond this machine, but serves nobody from elsewhere while access is off. [address, service] */
  'this-machine-only',
  /** A service has no upstream at all. [service] */
  'no-upstream',
  /** A service has upstreams, but all are disabled. [service] */
  'all-disabled',
  /** No upstream of a service may be asked now. [service, count] */
  'all-ejected',
  /** An upstream is left out. [service, upstream, failures, until (ms since 1970, absent: only by reset), reason] */
  'upstream-ejected',
  /** A balance is below what its settings call low. [service, upstream, value, currency, low] */
  'balance-low',
  /** A service does not listen. [service, address, reason] */
  'service-down',
  /** A file or folder can be read by others. [file] */
  'home-readable',
  /** `/readyz` says no, and the daemon will end. [] */
  'draining',
  /** A former daemon finishes its requests after a restart. [pid, count, until (ms since 1970)] */
  'former-finishing',
  /** The daemon crashed and was started again. [count, reason, at (ms since 1970)] */
  'crash-restarted',
  /** Nobody would start the daemon again after a crash. [] */
  'guardian-gone',
  /** A threshold of a budget is passed. [budget, percent, reason] */
  'budget-nearly-used',
  /** A budget is used up. [as `budget-nearly-used`] */
  'budget-used-up',
  /** The UI has not been built. [] */
  'web-missing',
  /** Anything else; `message` says it. [] */
  'other',
] as const
export type NoticeCode = (typeof NOTICE_CODES)[number]

export const noticeSchema = z.object({
  code: z.enum(NOTICE_CODES),
  severity: z.enum(['info', 'warning', 'error']),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** English sentence, for logs and for readers that do not know the code. */
  message: z.string(),
  /** What the parameter `reason` says in English, for readers of other languages. */
  why: reasonSchema.optional(),
  /** Where it is mended. */
  fix: z
    .object({
      /** What a page can link to. */
      kind: z.enum(['document', 'upstreams', 'balancing', 'access', 'settings', 'reset']),
      /** Document id, service id, or empty. */
      target: z.string(),
      /** Command line that mends it; empty when there is none. */
      command: z.string(),
    })
    .nullable(),
})
export type Notice = z.infer<typeof noticeSchema>

export const minuteSchema = z.object({
  /** Start of the minute. */
  at: instant,
  ...requestCounts,
})
export type Minute = z.infer<typeof minuteSchema>

export const serviceStatusSchema = serviceInfoSchema.extend({
  /** False when its port could not be opened; a notice says why. */
  running: z.boolean(),
  /** Every address it listens on. */
  addresses: z.array(z.string()).readonly(),
  /** `ready`: an upstream can be asked; `degraded`: some are left out; `down`: none can be asked; `empty`: none is there. */
  state: z.enum(['ready', 'degraded', 'down', 'empty']),
  policy: z.enum(POLICY_IDS),
  /** Name of the effective active upstream. */
  active: z.string().nullable(),
  upstreams: z.object({
    total: count,
    enabled: count,
    /** Enabled and neither left out nor paused. */
    available: count,
    ejected: count,
    paused: count,
  }),
  /** Whether a CLP token is asked for. */
  accessRequired: z.boolean(),
  openRequests: count,
  /** The last 60 minutes, oldest first, the running one last. */
  minutes: z.array(minuteSchema).readonly(),
  /** Success rate of the questions of the last 60 minutes, 0–1; null without any. */
  successRate: z.number().nullable(),
  /** The same of side requests. */
  sideSuccessRate: z.number().nullable(),
  /** First-byte time over the last 60 minutes, ms (within 3 %); null without answers. */
  firstByteP50Ms: z.number().nullable(),
  firstByteP95Ms: z.number().nullable(),
  lastRequestAt: instant.nullable(),
  /** The notices that concern this service. */
  problems: z.array(noticeSchema).readonly(),
  /** Models offered for the connection test, the default first. */
  probeModels: z.array(z.string()).readonly(),
  /** How the client is pointed at the service. */
  setup: z.object({
    /** Lines for a shell: for one run. */
    commands: z.array(z.string()).readonly(),
    /** Files of the client and what must stand in them: for good. */
    files: z.array(z.object({ file: z.string(), text: z.string() })).readonly(),
  }),
  /** The path a client asks for most, for example `/v1/messages`. */
  mainPath: z.string(),
  /** What its clients speak. */
  protocol: z.enum(PROTOCOL_IDS).default('messages'),
})
export type ServiceStatus = z.infer<typeof serviceStatusSchema>

export const journalStatusSchema = z.object({
  records: count,
  bytes: count,
  dropped: count,
  /** What is wrong now, in English; empty when all is well. */
  warning: z.string(),
  /** The same, one by one, for readers of other languages. */
  troubles: z.array(reasonSchema).readonly().optional(),
})

export const statusSchema = z.object({
  version: z.string(),
  pid: z.number().int(),
  /** Random name of this run. */
  instance: z.string(),
  nodeVersion: z.string(),
  startedAt: instant,
  uptimeMs: z.number(),
  home: z.string(),
  /** The daemon's clock, so that a page can correct its own. */
  now: instant,
  /** IANA zone in which the daemon counts days. */
  timeZone: z.string(),
  ui: z.object({ addresses: z.array(z.string()).readonly(), accessRequired: z.boolean() }),
  services: z.array(serviceStatusSchema).readonly(),
  notices: z.array(noticeSchema).readonly(),
  journal: journalStatusSchema,
  /** Documents whose text on disk is not in force. */
  rejections: z
    .array(
      z.object({
        document: z.string(),
        file: z.string(),
        /** English. */
        reason: z.string(),
        /** What is wrong, for readers of other languages: without file, field and line. */
        why: reasonSchema.optional(),
        field: z.string(),
        line: z.number().int(),
        column: z.number().int(),
      }),
    )
    .readonly(),
  /** Since midnight in `timeZone`; null while the database of the log does not answer. */
  today: z.object({ ...requestCounts, usage: usageSchema }).nullable(),
  /** Rules in force, for the overview. */
  rules: z.object({
    endpoint: count,
    header: count,
    body: count,
    routingMode: z.string(),
    policy: z.enum(POLICY_IDS),
  }),
})
export type Status = z.infer<typeof statusSchema>

export const stopRequestSchema = z.object({
  /** Longest wait for running requests, ms. */
  timeoutMs: z.number().int().min(0).max(600_000).default(10_000),
})
export type StopRequest = z.input<typeof stopRequestSchema>

export const stopAnswerSchema = z.object({ ok: z.literal(true), pid: z.number().int(), openRequests: count })
export type StopAnswer = z.infer<typeof stopAnswerSchema>

/** `GET /api/session`: never refused, so that a page can ask what to show. */
export const sessionSchema = z.object({
  /** Whether the UI asks for a token. */
  accessRequired: z.boolean(),
  signedIn: z.boolean(),
  /** Name of the token one is signed in with. */
  token: z.string().nullable(),
})
export type Session = z.infer<typeof sessionSchema>

/** `POST /api/session`. */
export const signedInSchema = sessionSchema.extend({
  /** To be sent back with each request, as `x-clp-page-key`: the cookie alone opens nothing. */
  pageKey: z.string(),
})

export const signInSchema = z.object({ token: z.string().trim().min(1).max(200) })
export type SignIn = z.infer<typeof signInSchema>

/** `GET /api/log`: the newest lines of the daemon's own log, oldest first. */
export const logTailSchema = z.object({ file: z.string(), lines: z.array(z.string()).readonly() })
export type LogTail = z.infer<typeof logTailSchema>

export const serviceParamSchema = z.object({ service: serviceIdSchema })
