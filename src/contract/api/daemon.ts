/** Draining the running daemon, and replacing it by another one, as the admin API speaks of it. */
import { z } from 'zod'
import { serviceInfoSchema } from '../service.ts'

/** `GET /readyz`, on every port: whether this daemon wants requests. Answered with 503 when it does not. */
export const readinessSchema = z.object({
  ready: z.boolean(),
  /** It answers what still comes, and will end. */
  draining: z.boolean(),
})
export type Readiness = z.infer<typeof readinessSchema>

/** Longest delay and wait of a drain, ms. */
const LONGEST_DRAIN_MS = 3_600_000

/** `POST /api/daemon/drain`. What is absent is what the daemon's environment says, else the usual. */
export const drainRequestSchema = z.object({
  /** How long to go on accepting while balancers find out, ms. */
  delayMs: z.number().int().min(0).max(LONGEST_DRAIN_MS).optional(),
  /** Longest wait for running requests after that, ms. */
  timeoutMs: z.number().int().min(0).max(LONGEST_DRAIN_MS).optional(),
})
export type DrainRequest = z.infer<typeof drainRequestSchema>

export const drainAnswerSchema = z.object({
  ok: z.literal(true),
  pid: z.number().int(),
  openRequests: z.number().int().min(0),
  /** What is in force now, ms. */
  delayMs: z.number().int().min(0),
  timeoutMs: z.number().int().min(0),
})
export type DrainAnswer = z.infer<typeof drainAnswerSchema>

/** `POST /api/daemon/replace`: what to start. Taken from nobody but the user's own command line. */
export const replaceRequestSchema = z.object({
  /** Absolute path of the Node that runs it. */
  node: z.string().min(1),
  /** Script of the supervisor. */
  guardian: z.string().min(1),
  /** Script of the command line, whose `run` is the daemon. */
  main: z.string().min(1),
  environment: z.record(z.string(), z.string()),
  /** How long requests of the former daemon may run on, ms. */
  timeoutMs: z.number().int().min(0).max(3_600_000).default(600_000),
})
export type ReplaceRequest = z.output<typeof replaceRequestSchema>

/** Why the running daemon cannot hand over, and has to stop before another one starts. */
export const HAND_OVER_OBSTACLES = [
  /** It was started by `clp run`: its end is the business of whoever started it. */
  'foreground',
  /** The system cannot share listening sockets (Windows). */
  'platform',
  /** The log database must be brought up to date first. */
  'database',
] as const

export const replaceAnswerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('replaced'),
    /** Process of the new daemon. */
    pid: z.number().int(),
    addresses: z.object({
      services: z.array(serviceInfoSchema),
      ui: z.string(),
    }),
    former: z.object({ pid: z.number().int(), openRequests: z.number().int() }),
  }),
  /** The new one did not start; the former one goes on. `reason` is a `StartFailureReason`. */
  z.object({ kind: z.literal('failed'), reason: z.looseObject({ code: z.string() }) }),
  z.object({ kind: z.literal('unsupported'), why: z.enum(HAND_OVER_OBSTACLES) }),
])
export type ReplaceAnswer = z.infer<typeof replaceAnswerSchema>
