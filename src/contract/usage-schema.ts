/** Schema of token counts, apart from `usage.ts`: the threads of the log database count tokens without loading the schema library. */
import { z } from 'zod'

const count = z.number().int().nonnegative()

export const usageSchema = z.object({
  /** Input tokens as the service counts them: OpenAI's include cached tokens, Anthropic's do not. */
  input: count,
  /** Tokens written to the prompt cache, all lifetimes together. */
  cacheCreate: count,
  /** The part of `cacheCreate` with a 5-minute lifetime, where the upstream says so. */
  cacheCreate5m: count,
  /** The part of `cacheCreate` with a 1-hour lifetime, where the upstream says so. */
  cacheCreate1h: count,
  /** Tokens read from the prompt cache. */
  cacheRead: count,
  /** Output tokens, reasoning included. */
  output: count,
  /** The part of `output` spent on reasoning, where the upstream says so. */
  reasoning: count,
  /** The upstream's own total, else input + output. */
  total: count,
  /**
   * Input tokens neither read from nor written to the prompt cache: derived once, comparable between services. With `cacheCreate`
   * and `cacheRead` it makes up the whole prompt.
   */
  uncachedInput: count,
})
