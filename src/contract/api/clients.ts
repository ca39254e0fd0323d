/** Requests and answers of the admin API about clients on this machine: where they go, and pointing them at CLP. */
import { z } from 'zod'
import { reasonSchema } from '../reason/reason-schema.ts'

/**
 * `attached`: by CLP. `byHand`: by the person, and well. `elsewhere`: another address. `none`: no address of its own.
 * `halfDone`: a change was cut off; the next one finishes it. `unreadable`: see `reason`.
 */
export const ATTACH_STATES = ['attached', 'byHand', 'elsewhere', 'none', 'halfDone', 'unreadable'] as const
export type AttachState = (typeof ATTACH_STATES)[number]

export const clientViewSchema = z.object({
  /** What the client is called on the command line and in the path of its routes. */
  id: z.string(),
  /** The service that it talks to. */
  service: z.string(),
  /** What people call the client, for example `Claude Code`. */
  client: z.string(),
  state: z.enum(ATTACH_STATES),
  /** Absolute path of the client's file on the machine that CLP runs on. */
  file: z.string(),
  /** Where the file sends the client; null when it does not say. */
  address: z.string().nullable(),
  /** Where it should go. */
  expected: z.string(),
  /** Why the file cannot be read, in English; else empty. */
  reason: z.string(),
  /** The same for readers of other languages. */
  why: reasonSchema.optional(),
  /**
   * Of a client that goes to CLP: what wins over the address or the credential of its file, in other files that it reads (projects are
   * not looked at), and whether its login still fits the upstreams.
   */
  notes: z.array(reasonSchema).readonly(),
})
export type ClientView = z.infer<typeof clientViewSchema>

export const clientListSchema = z.object({ items: z.array(clientViewSchema).readonly() })
export type ClientList = z.infer<typeof clientListSchema>

export const clientParamSchema = z.object({ client: z.string() })

export const clientChangeSchema = z.object({
  /** True: say what would be done and do nothing. */
  dryRun: z.boolean().default(false),
})
export type ClientChange = z.input<typeof clientChangeSchema>

export const clientChangeAnswerSchema = z.object({
  client: clientViewSchema,
  /** Keys of the file that are written or taken out, for example `env.ANTHROPIC_BASE_URL`. Their values are not told: they may be secret. */
  keys: z.array(z.string()).readonly(),
  /** Keys that the person has changed since and that stay. */
  left: z.array(z.string()).readonly(),
  /** Name of the CLP token that the client shows from then on; null without one. */
  token: z.string().nullable(),
  /** True when the file does not exist before, or will not after. */
  wholeFile: z.boolean(),
  /** What to know before: whose login the client shows, where earlier conversations are, what wins over the change. Empty when detaching. */
  notes: z.array(reasonSchema).readonly(),
  /** False after a dry run. */
  done: z.boolean(),
})
export type ClientChangeAnswer = z.infer<typeof clientChangeAnswerSchema>
