/** A request for an answer of a model, in one form for all protocols. Every reader makes one, every writer takes one. */
import type { RawJson } from '../../codec/json/exact-json.ts'
import type { Effort } from './effort.ts'
import type { TextPart, Turn } from './part.ts'
import type { Tool, ToolChoice } from './tool.ts'

export interface Generation {
  /** As the client asks; the upstream may be asked for another. */
  readonly model: string
  readonly stream: boolean
  /** Leading system and developer text, one part per block of the source, in order. */
  readonly system: readonly TextPart[]
  readonly turns: readonly Turn[]
  /** In the order they were declared: caches depend on it. */
  readonly tools: readonly Tool[]
  readonly toolChoice?: ToolChoice | undefined
  readonly parallelTools?: boolean | undefined
  readonly reasoning: ReasoningSettings
  readonly sampling: Sampling
  readonly output?: OutputFormat | undefined
  readonly verbosity?: string | undefined
  readonly serviceTier?: string | undefined
  /** Names the conversation, so that its requests can reach the same warm cache. */
  readonly cacheKey?: string | undefined
  /** Only what a client gave for this purpose, never its device or account. */
  readonly endUser?: string | undefined
  /** The client asks for a summary that replaces the conversation (Responses `compaction_trigger`). */
  readonly compacts?: boolean | undefined
  /** The stream is to end with token counts (Chat `stream_options.include_usage`). */
  readonly wantsUsage?: boolean | undefined
}

/** `default`: nothing was said. `budget`: tokens. `show`: how much of the reasoning the client wants to see. */
export interface ReasoningSettings {
  readonly mode: 'default' | 'off' | 'on' | 'adaptive'
  readonly effort?: Effort | undefined
  readonly budget?: number | undefined
  readonly show?: 'none' | 'summary' | undefined
}

export interface Sampling {
  /** Tokens. */
  readonly maxTokens?: number | undefined
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly topK?: number | undefined
  /** With all its digits. */
  readonly seed?: RawJson | undefined
  readonly frequencyPenalty?: number | undefined
  readonly presencePenalty?: number | undefined
  readonly stop?: readonly string[] | undefined
}

/** `json`: any JSON. */
export type OutputFormat =
  | { readonly kind: 'json' }
  | {
      readonly kind: 'schema'
      readonly schema: RawJson
      readonly name?: string | undefined
      readonly strict?: boolean | undefined
      readonly description?: string | undefined
    }
