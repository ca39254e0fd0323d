/** The token counts of one answer: merged as they come, told once, in the form that all protocols share. */
import { type Json, type JsonObject, RawJson, writeJson } from '../../../codec/json/exact-json.ts'
import type { Usage } from '../../../contract/usage.ts'
import { looksLikeUsage, mergeUsage, type RawUsage, readUsage } from '../../usage/usage-shape.ts'
import type { AnswerEvent } from '../answer-event.ts'
import type { TokenCounts } from '../finish.ts'

export class AnswerUsage {
  #raw: RawUsage | undefined

  /** Takes what one event counts; a later count stands in the place of a former. */
  add(usage: JsonObject | undefined): void {
    if (usage === undefined || Object.keys(usage).length === 0) return
    // Counts need no digits beyond those of numbers.
    this.#raw = mergeUsage(this.#raw ?? {}, JSON.parse(writeJson(usage)))
  }

  /** What stands beside the counts. */
  field(name: string): Json | undefined {
    return this.#raw?.[name] as Json | undefined
  }

  /** Undefined as long as the upstream has not counted. */
  event(): AnswerEvent | undefined {
    if (!looksLikeUsage(this.#raw)) return undefined
    const tokens = tokenCounts(readUsage(this.#raw))
    return { type: 'usage', tokens, raw: new RawJson(JSON.stringify(this.#raw)) }
  }
}

const tokenCounts = (usage: Usage): TokenCounts => ({
  input: usage.uncachedInput + usage.cacheCreate + usage.cacheRead,
  cacheRead: usage.cacheRead,
  cacheWrite: usage.cacheCreate,
  cacheWrite1h: usage.cacheCreate1h,
  output: usage.output,
  reasoning: usage.reasoning,
})
