/**
 * What the Claude models refuse. From the model table of `@ai-sdk/anthropic` and Anthropic's pages on thinking and effort; the
 * longest prefix wins, and a model nobody knows is asked cautiously.
 */

export interface ClaudeModel {
  /** Tokens it answers with at most. */
  readonly maxTokens: number
  /** Takes `temperature`, `top_p` and `top_k`. */
  readonly sampling: boolean
  /** Takes `thinking: adaptive` with `output_config.effort`. */
  readonly adaptive: boolean
  /** Takes `thinking: enabled` with a budget. */
  readonly budget: boolean
  /** Takes `thinking: disabled`. */
  readonly disabled: boolean
  /** Takes a forced tool. */
  readonly forcedTool: boolean
  /** Takes `output_config.format`. */
  readonly schemas: boolean
  /** Goes on with an assistant turn that comes last. */
  readonly prefill: boolean
}

const UNKNOWN: ClaudeModel = {
  maxTokens: 32_000,
  sampling: true,
  adaptive: false,
  budget: true,
  disabled: true,
  forcedTool: true,
  schemas: false,
  prefill: false,
}
const FORMER: ClaudeModel = { ...UNKNOWN, prefill: true }
const WITH_SCHEMAS: ClaudeModel = { ...FORMER, maxTokens: 64_000, schemas: true }
const ADAPTIVE: ClaudeModel = { ...UNKNOWN, maxTokens: 64_000, adaptive: true, schemas: true }
const NO_SAMPLING: ClaudeModel = { ...ADAPTIVE, sampling: false }
const NO_BUDGET: ClaudeModel = { ...NO_SAMPLING, budget: false }
const STRICT: ClaudeModel = { ...NO_BUDGET, disabled: false, forcedTool: false }

const MODELS: readonly (readonly [string, ClaudeModel])[] = [
  ['claude-3-haiku', { ...FORMER, maxTokens: 4096 }],
  ['claude-3-5', { ...FORMER, maxTokens: 8192 }],
  ['claude-3', { ...FORMER, maxTokens: 4096 }],
  ['claude-3-7', { ...FORMER, maxTokens: 64_000 }],
  ['claude-sonnet-4', { ...FORMER, maxTokens: 64_000 }],
  ['claude-opus-4', FORMER],
  ['claude-sonnet-4-5', WITH_SCHEMAS],
  ['claude-haiku-4-5', WITH_SCHEMAS],
  ['claude-opus-4-5', WITH_SCHEMAS],
  ['claude-sonnet-4-6', ADAPTIVE],
  ['claude-opus-4-6', { ...ADAPTIVE, maxTokens: 128_000 }],
  ['claude-opus-4-7', { ...NO_SAMPLING, maxTokens: 128_000 }],
  ['claude-opus-4-8', { ...NO_SAMPLING, maxTokens: 128_000 }],
  ['claude-sonnet-5', NO_SAMPLING],
  ['claude-opus-5', NO_SAMPLING],
  ['claude-fable', NO_SAMPLING],
  ['claude-fable-5', NO_BUDGET],
  ['claude-haiku-5-5', NO_BUDGET],
  ['claude-sonnet-5-5', STRICT],
  ['claude-opus-5-5', STRICT],
  ['claude-fable-5-1', STRICT],
]

/** The facts of a model, also behind a prefix such as `anthropic/` or `us.anthropic.`. */
export const claudeModel = (model: string): ClaudeModel => {
  const name = model.toLowerCase().replaceAll('.', '-')
  const at = name.lastIndexOf('claude-')
  const bare = at < 0 ? name : name.slice(at)
  const fitting = MODELS.filter(([prefix]) => bare.startsWith(prefix))
  return fitting.sort(([left], [right]) => right.length - left.length)[0]?.[1] ?? UNKNOWN
}
