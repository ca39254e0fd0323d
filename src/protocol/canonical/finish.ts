/** Why an answer ended, and what it cost, in one form for all protocols. */
import type { RawJson } from '../../codec/json/exact-json.ts'

/** `context`: the window is full. `filter`: the model or its maker refused. `pause`: the maker's own tools need another turn. */
export type Stop = 'end' | 'tool' | 'length' | 'context' | 'stop_sequence' | 'filter' | 'pause'

/** Whether an answer was stopped in the middle: what comes last in it may be half of what it was to be. */
export const isCutOff = (stop: Stop): boolean => stop === 'length' || stop === 'context' || stop === 'filter'

/** Tokens. `input` includes what was read from and written to a cache, `output` includes reasoning. */
export interface TokenCounts {
  readonly input: number
  readonly cacheRead: number
  readonly cacheWrite: number
  /** The part of `cacheWrite` that is kept for an hour. */
  readonly cacheWrite1h: number
  readonly output: number
  readonly reasoning: number
}

export const NO_TOKENS: TokenCounts = {
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWrite1h: 0,
  output: 0,
  reasoning: 0,
}

/** How an upstream says that its answer ends. */
export interface Ending {
  readonly stop: Stop
  readonly stopSequence?: string | undefined
  /** The class of service that the answer was served with: `standard`, `priority`, `flex`, `batch`. It has its own price. */
  readonly tier?: string | undefined
}

export interface Finish extends Ending {
  /** Undefined: the upstream never said. */
  readonly tokens?: TokenCounts | undefined
  /** The upstream's own object. */
  readonly rawUsage?: RawJson | undefined
}
