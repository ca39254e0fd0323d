/** `~/.clp/mask.json`: which secrets never leave. */
import { z } from 'zod'
import type { PlainClaimCode } from './reason/document-reasons.ts'

const saying = (code: PlainClaimCode) => ({ error: code })

/** Signs that JSON writes in two ways, so that a search cannot begin with them. */
const BESIDE_ESCAPES = /[^"\\/\p{Cc}]+/gu

/** Whether a word can be searched for: three bytes of it stand together that are written in one way only. */
export const isSearchable = (word: string): boolean =>
  [...word.matchAll(BESIDE_ESCAPES)].some(([run]) => new TextEncoder().encode(run).length >= 3)

const word = z.string().max(4096).refine(isSearchable, saying('must-be-longer-word'))

export const maskRuleSchema = z.looseObject({
  /** Stands in the placeholder where it is letters. */
  name: z.string().trim().min(1).max(40),
  match: z.enum(['text', 'regex']),
  source: z.string().min(1).max(4096),
  /** All when absent. */
  services: z.array(z.string().trim().toLowerCase()).optional(),
})
export type MaskRule = z.infer<typeof maskRuleSchema>

export const maskSchema = z.looseObject({
  enabled: z.boolean().default(false),
  /** All when absent. */
  services: z.array(z.string().trim().toLowerCase()).optional(),
  /** Upstreams that may see everything, by name. */
  skipUpstreams: z.array(z.string()).default([]),
  /** Kinds that are switched on or off against their default. */
  kinds: z.record(z.string(), z.boolean()).default({}),
  custom: z.array(maskRuleSchema).max(200).default([]),
  /** Exact words. */
  values: z.array(word).max(2000).default([]),
  /** Exact words that are never secrets. */
  allow: z.array(z.string().max(4096)).max(2000).default([]),
  /** What a secret in signed content does. */
  inSigned: z.enum(['refuse', 'pass']).default('refuse'),
  /** What a body does that cannot be read. */
  onUnreadable: z.enum(['refuse', 'pass']).default('refuse'),
})
export type MaskSettings = z.infer<typeof maskSchema>
