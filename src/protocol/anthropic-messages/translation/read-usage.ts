/** Token counts of Anthropic Messages, where the input is counted without what a cache gave or took. */
import type { JsonObject } from '../../../codec/json/exact-json.ts'
import { countOf, objectOf } from '../../canonical/fields.ts'
import type { TokenCounts } from '../../canonical/finish.ts'

export const readUsage = (usage: JsonObject): TokenCounts => {
  const creation = objectOf(usage['cache_creation'])
  const cacheRead = countOf(usage['cache_read_input_tokens'])
  const cacheWrite = countOf(usage['cache_creation_input_tokens'])
  return {
    input: countOf(usage['input_tokens']) + cacheRead + cacheWrite,
    cacheRead,
    cacheWrite,
    cacheWrite1h: countOf(creation?.['ephemeral_1h_input_tokens']),
    output: countOf(usage['output_tokens']),
    reasoning: countOf(objectOf(usage['output_tokens_details'])?.['thinking_tokens']),
  }
}
