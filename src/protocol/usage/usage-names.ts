/**
 * The names under which services write their token counts: one table, by meaning. A path leads into the usage object (`a.b`); of several, the
 * first that holds more than nothing counts, nested ones before flat ones, for relays repeat a nested count flat with another meaning.
 */

import { AWS_METRICS } from '../common/aws-event.ts'

export const USAGE_NAMES = {
  /** The prompt. Whether it has the cached part in it is told by the names of the cache. */
  input: ['input_tokens', 'prompt_tokens', 'inputTokens', 'inputTokenCount', 'promptTokenCount'],
  /** Prompt tokens that stand beside the number above. Gemini: what tools have put into it. */
  inputBeside: ['toolUsePromptTokenCount'],
  output: ['output_tokens', 'completion_tokens', 'outputTokens', 'outputTokenCount', 'candidatesTokenCount'],
  /** A part of the output. */
  reasoning: [
    'output_tokens_details.reasoning_tokens',
    'completion_tokens_details.reasoning_tokens',
    'output_tokens_details.thinking_tokens',
    'reasoning_tokens',
  ],
  /** Reasoning that is counted beside the output: Gemini. */
  reasoningBeside: ['thoughtsTokenCount'],
  total: ['total_tokens', 'totalTokens', 'totalTokenCount'],
  /** Read from the cache, and a part of the input: OpenAI, DeepSeek, Kimi, Gemini. */
  readInside: [
    'input_tokens_details.cached_tokens',
    'prompt_tokens_details.cached_tokens',
    'prompt_cache_hit_tokens',
    'cached_tokens',
    'cachedContentTokenCount',
  ],
  /** Read from the cache, beside the input: Anthropic, and Amazon Bedrock in its two spellings. */
  readBeside: ['cache_read_input_tokens', 'cacheReadInputTokens', 'cacheReadInputTokenCount'],
  /** Written to the cache, and a part of the input: OpenAI, OpenRouter, LiteLLM, Alibaba. */
  writtenInside: [
    'input_tokens_details.cache_write_tokens',
    'prompt_tokens_details.cache_write_tokens',
    'prompt_tokens_details.cache_creation_input_tokens',
    'prompt_tokens_details.cache_creation_tokens',
  ],
  writtenBeside: ['cache_creation_input_tokens', 'cacheWriteInputTokens', 'cacheWriteInputTokenCount'],
  /** Parts of what was written, by how long it lives. */
  written5m: [
    'cache_creation.ephemeral_5m_input_tokens',
    'prompt_tokens_details.cache_creation.ephemeral_5m_input_tokens',
  ],
  written1h: [
    'cache_creation.ephemeral_1h_input_tokens',
    'prompt_tokens_details.cache_creation.ephemeral_1h_input_tokens',
  ],
  /** OpenAI's two lifetimes, which have no column of their own. */
  written30m: [
    'input_tokens_details.cache_write_tokens_details.ttl_30m_tokens',
    'prompt_tokens_details.cache_write_tokens_details.ttl_30m_tokens',
  ],
  written12h: [
    'input_tokens_details.cache_write_tokens_details.ttl_12h_tokens',
    'prompt_tokens_details.cache_write_tokens_details.ttl_12h_tokens',
  ],
} as const satisfies Record<string, readonly string[]>

export type UsageMeaning = keyof typeof USAGE_NAMES

/** Members by which an object is known to hold counts: the first step of every path that no other object has. */
export const KNOWN_MEMBERS: readonly string[] = [
  ...USAGE_NAMES.input,
  ...USAGE_NAMES.output,
  ...USAGE_NAMES.reasoningBeside,
  ...USAGE_NAMES.total,
  ...USAGE_NAMES.readBeside,
  ...USAGE_NAMES.writtenBeside,
]

/** Where an answer, or one event of a stream, holds its usage object, in this order. */
export const USAGE_PLACES: readonly (readonly (string | number)[])[] = [
  ['usage'],
  /** The first event of a Messages stream. */
  ['message', 'usage'],
  /** Responses streams. */
  ['response', 'usage'],
  /** Kimi, in its last chunk. */
  ['choices', 0, 'usage'],
  /** Groq, in its last chunk. */
  ['x_groq', 'usage'],
  /** Amazon Bedrock, in its last frame, where the model itself counts nothing. */
  [AWS_METRICS],
]

/**
 * Sub-requests listed in `usage.iterations` whose tokens the numbers beside the list do not hold:
 * https://platform.claude.com/docs/en/build-with-claude/compaction
 */
export const ITERATIONS_BESIDE: ReadonlySet<unknown> = new Set(['compaction', 'advisor_message'])
