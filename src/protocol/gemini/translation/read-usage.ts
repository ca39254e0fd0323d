/** Token counts of Gemini, which counts thoughts beside the answer. */
import type { JsonObject } from '../../../codec/json/exact-json.ts'
import { countOf } from '../../canonical/fields.ts'
import type { TokenCounts } from '../../canonical/finish.ts'

export const readUsage = (usage: JsonObject): TokenCounts => ({
  input: countOf(usage['promptTokenCount']) + countOf(usage['toolUsePromptTokenCount']),
  cacheRead: countOf(usage['cachedContentTokenCount']),
  cacheWrite: 0,
  cacheWrite1h: 0,
  output: countOf(usage['candidatesTokenCount']) + countOf(usage['thoughtsTokenCount']),
  reasoning: countOf(usage['thoughtsTokenCount']),
})
