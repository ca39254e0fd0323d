/** Token counts of OpenAI Responses, where the input includes what a cache gave. */
import type { JsonObject } from '../../../codec/json/exact-json.ts'
import { countOf, objectOf } from '../../canonical/fields.ts'
import type { TokenCounts } from '../../canonical/finish.ts'

export const readUsage = (usage: JsonObject): TokenCounts => {
  const details = objectOf(usage['input_tokens_details'])
  return {
    input: countOf(usage['input_tokens']),
    cacheRead: countOf(details?.['cached_tokens']),
    cacheWrite: countOf(details?.['cache_write_tokens']),
    cacheWrite1h: 0,
    output: countOf(usage['output_tokens']),
    reasoning: countOf(objectOf(usage['output_tokens_details'])?.['reasoning_tokens']),
  }
}
