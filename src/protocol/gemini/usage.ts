/** Token counts as the Gemini API writes them: https://ai.google.dev/api/generate-content#UsageMetadata */
import { NO_USAGE } from '../../contract/usage.ts'
import { isObject } from '../common/json.ts'
import type { Json } from '../common/protocol.ts'
import type { UsageDialect } from '../usage/usage.ts'
import { toCount } from '../usage/usage-shape.ts'

const COUNTS = ['promptTokenCount', 'candidatesTokenCount', 'thoughtsTokenCount', 'totalTokenCount'] as const

const holdsCounts = (value: unknown): value is Json =>
  isObject(value) && COUNTS.some((name) => typeof value[name] === 'number')

/** Thoughts are counted beside the candidates, the cache inside the prompt. */
export const usage: UsageDialect = {
  name: '"usageMetadata"',
  holdsCounts,
  // Without `alt=sse` a stream is one JSON array; every element counts up to itself, so the last one says it all.
  find: (payload) => {
    const holders = Array.isArray(payload) ? payload : [payload]
    const found = holders.map((holder) => (isObject(holder) ? holder['usageMetadata'] : undefined))
    return found.findLast(holdsCounts)
  },
  read: (raw) => {
    const input = toCount(raw['promptTokenCount']) + toCount(raw['toolUsePromptTokenCount'])
    const cacheRead = toCount(raw['cachedContentTokenCount'])
    const reasoning = toCount(raw['thoughtsTokenCount'])
    const output = toCount(raw['candidatesTokenCount']) + reasoning
    const total = toCount(raw['totalTokenCount']) || input + output
    return { ...NO_USAGE, input, cacheRead, output, reasoning, total, uncachedInput: Math.max(0, input - cacheRead) }
  },
}
