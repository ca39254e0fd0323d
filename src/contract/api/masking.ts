/** Requests and answers of the admin API about masking. No answer holds a secret. */
import { z } from 'zod'
import { maskSchema } from '../mask.ts'

const count = z.number().int().nonnegative()

export const maskSettingsSchema = z.object({ version: z.string(), settings: maskSchema })
export type MaskSettingsView = z.infer<typeof maskSettingsSchema>

export const maskKindSchema = z.object({
  id: z.string(),
  /** `models`, `clouds`, `code`, `services`, `general`, `persons`. */
  family: z.string(),
  names: z.object({ en: z.string(), zh: z.string() }),
  byDefault: z.boolean(),
  /** Whether it is looked for under the document in force. */
  on: z.boolean(),
  /** Secrets of this kind that were replaced since CLP was started. */
  masked: count,
})
export type MaskKindView = z.infer<typeof maskKindSchema>

/** `GET /api/masking`. */
export const maskingAnswerSchema = z.object({
  enabled: z.boolean(),
  kinds: z.array(maskKindSchema).readonly(),
  /** Own words and expressions. */
  words: count,
  /** Secrets of all kinds that were replaced since CLP was started, own words and CLP's own among them. */
  masked: count,
})
export type MaskingAnswer = z.infer<typeof maskingAnswerSchema>

/** `POST /api/masking/try`. */
export const maskTryRequestSchema = z.object({
  text: z.string().max(1024 * 1024),
  service: z.string().default(''),
  /** Settings not saved yet; those in force when absent. */
  draft: maskSchema.optional(),
})
export type MaskTryRequest = z.input<typeof maskTryRequestSchema>

export const maskFindSchema = z.object({
  kind: z.string(),
  /** From 1. */
  line: z.number().int().positive(),
  /** From 1, in characters. */
  column: z.number().int().positive(),
  characters: count,
})
export const maskTryAnswerSchema = z.object({
  found: z.array(maskFindSchema).readonly(),
  /** The text with placeholders of the moment; others than those in use. */
  text: z.string(),
})
export type MaskTryAnswer = z.infer<typeof maskTryAnswerSchema>
