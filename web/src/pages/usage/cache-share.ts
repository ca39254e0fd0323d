/** How much of the input came out of the cache. */
import type { Usage } from '../../../../src/contract/usage.ts'

/** 0–1 of all input tokens; undefined without input. Services count their input differently, so the kinds are added up. */
export const cacheShare = (usage: Usage): number | undefined => {
  const all = usage.uncachedInput + usage.cacheRead + usage.cacheCreate
  return all === 0 ? undefined : usage.cacheRead / all
}
