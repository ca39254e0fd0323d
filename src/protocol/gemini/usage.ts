/** Where the Gemini API writes its token counts: https://ai.google.dev/api/generate-content#UsageMetadata */
import { isObject } from '../../codec/json/is-object.ts'
import type { UsageDialect } from '../common/usage-dialect.ts'
import { looksLikeUsage, type RawUsage, readUsage } from '../usage/usage-shape.ts'

export const usage: UsageDialect = {
  name: '"usageMetadata"',
  holdsCounts: looksLikeUsage,
  // Without `alt=sse` a stream is one JSON array; every element counts up to itself, so the last one says it all.
  find: (payload) => {
    const holders = Array.isArray(payload) ? payload : [payload]
    return holders.map(metadataOf).findLast((found) => found !== undefined)
  },
  read: readUsage,
}

/** Code Assist puts the whole answer into `response`. */
const metadataOf = (holder: unknown): RawUsage | undefined => {
  if (!isObject(holder)) return undefined
  const { response } = holder
  return [holder['usageMetadata'], isObject(response) ? response['usageMetadata'] : undefined].find(looksLikeUsage)
}
