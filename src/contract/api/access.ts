/** Requests and answers of the admin API about who may come in: switches and tokens. */
import { z } from 'zod'

const instant = z.number()

export const tokenViewSchema = z.object({
  /** Unique. */
  name: z.string(),
  description: z.string(),
  /** Whose it is; null when nobody is named. */
  owner: z.string().nullable().default(null),
  /** First characters, to recognise it by; never the token. */
  prefix: z.string(),
  /** As written in the file; null when unknown. */
  createdAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  /** Past its expiry, or with an expiry that cannot be read. */
  expired: z.boolean(),
  active: z.boolean(),
  /** Service ids and `ui`. */
  services: z.array(z.string()).readonly(),
  /** Since the daemon started, or null. */
  lastUsedAt: instant.nullable(),
})
export type TokenView = z.infer<typeof tokenViewSchema>

export const accessViewSchema = z.object({
  /** Version of the document, for `If-Match`. */
  version: z.string(),
  enabled: z.boolean(),
  /** Switch per service id and `ui`, every one present. */
  services: z.record(z.string(), z.boolean()),
  tokens: z.array(tokenViewSchema).readonly(),
  /** Whether the present caller would still get in if access were switched on now. */
  callerHasToken: z.boolean(),
})
export type AccessView = z.infer<typeof accessViewSchema>

/** `PATCH /api/access`. */
export const accessPatchSchema = z.object({
  enabled: z.boolean().optional(),
  services: z.record(z.string(), z.boolean()).optional(),
})
export type AccessPatch = z.input<typeof accessPatchSchema>

const tokenNameSchema = z.string().trim().min(1, 'A name is needed').max(200)
const ownerSchema = z.string().trim().max(200)
/** Local, zoned or dated time, or a duration such as `30d`; null: never. */
const expirySchema = z.string().trim().max(60).nullable()

export const tokenGenerateSchema = z.object({
  name: tokenNameSchema,
  description: z.string().trim().max(1000).optional(),
  owner: ownerSchema.optional(),
  expires: expirySchema.optional(),
  /** All when absent. */
  services: z.array(z.string()).optional(),
})
export type TokenGenerate = z.input<typeof tokenGenerateSchema>

/** The only time the token is shown. */
export const tokenGeneratedSchema = z.object({ token: z.string(), entry: tokenViewSchema })
export type TokenGenerated = z.infer<typeof tokenGeneratedSchema>

export const tokenPatchSchema = z.object({
  name: tokenNameSchema.optional(),
  description: z.string().trim().max(1000).optional(),
  /** Empty: nobody's. */
  owner: ownerSchema.optional(),
  expires: expirySchema.optional(),
  services: z.array(z.string()).optional(),
  active: z.boolean().optional(),
})
export type TokenPatch = z.input<typeof tokenPatchSchema>

export const tokenParamSchema = z.object({ name: z.string().min(1) })
