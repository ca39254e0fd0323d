/** Token counts of Chat Completions and of those who add their own fields to them. */
import type { JsonObject } from '../../../codec/json/exact-json.ts'
import { countOf, objectOf } from '../../canonical/fields.ts'
import type { TokenCounts } from '../../canonical/finish.ts'

/** `prompt_cache_hit_tokens`: DeepSeek. `cached_tokens` at the top: Kimi. */
export const readUsage = (usage: JsonObject): TokenCounts => {
  const details = objectOf(usage['prompt_tokens_details']) ?? {}
  const cached = [details['cached_tokens'], usage['prompt_cache_hit_tokens'], usage['cached_tokens']].map(countOf)
  return {
    input: countOf(usage['prompt_tokens']),
    cacheRead: cached.find((count) => count > 0) ?? 0,
    cacheWrite: countOf(details['cache_write_tokens']),
    cacheWrite1h: 0,
    output: countOf(usage['completion_tokens']),
    reasoning: countOf(objectOf(usage['completion_tokens_details'])?.['reasoning_tokens']),
  }
}
