/** Makes up answers of OpenAI's Chat Completions API, whole and as streams, in the shape the real service sends them: for tests. */
import { DONE } from '../common/event-form.ts'
import type { Json } from '../common/protocol.ts'

export interface CompletionPlan {
  /** The pieces in which a stream delivers the text. */
  readonly pieces: readonly string[]
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly arguments: unknown }[]
  readonly model?: string
  readonly promptTokens?: number
  readonly cachedTokens?: number
  readonly completionTokens?: number
}

/** The answer to a request without `stream`. */
export const completion = (plan: CompletionPlan): Json => ({
  ...shell(plan, 'chat.completion'),
  choices: [{ index: 0, message: messageOf(plan), logprobs: null, finish_reason: finishReason(plan) }],
  usage: usage(plan),
})

/** The text of a stream that was asked for with its usage. */
export const completionStream = (plan: CompletionPlan): string =>
  [...completionChunks(plan).map((chunk) => JSON.stringify(chunk)), DONE].map((data) => `data: ${data}\n\n`).join('')

export const completionChunks = (plan: CompletionPlan): readonly Json[] => [
  chunk(plan, { role: 'assistant', content: '' }),
  ...plan.pieces.map((content) => chunk(plan, { content })),
  ...callDeltas(plan).map((call) => chunk(plan, { tool_calls: [call] })),
  chunk(plan, {}, finishReason(plan)),
  { ...shell(plan, 'chat.completion.chunk'), choices: [], usage: usage(plan) },
]

const shell = ({ model = 'gpt-5' }: CompletionPlan, object: string): Json => ({
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object,
  created: 1_741_569_952,
  model,
  service_tier: 'default',
  system_fingerprint: null,
})

const chunk = (plan: CompletionPlan, delta: Json, reason: string | null = null): Json => ({
  ...shell(plan, 'chat.completion.chunk'),
  choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
  usage: null,
})

const messageOf = ({ pieces, calls = [] }: CompletionPlan): Json => ({
  role: 'assistant',
  content: pieces.length === 0 ? null : pieces.join(''),
  refusal: null,
  annotations: [],
  ...(calls.length === 0
    ? {}
    : { tool_calls: calls.map(({ id, name, arguments: args }) => callOf(id, name, JSON.stringify(args))) }),
})

const callOf = (id: string, name: string, args: string): Json => ({
  id,
  type: 'function',
  function: { name, arguments: args },
})

/** A call begins with its name; its arguments come behind it. */
const callDeltas = ({ calls = [] }: CompletionPlan): readonly Json[] =>
  calls.flatMap(({ id, name, arguments: args }, index) => [
    { index, ...callOf(id, name, '') },
    { index, function: { arguments: JSON.stringify(args) } },
  ])

const finishReason = ({ calls = [] }: CompletionPlan): string => (calls.length === 0 ? 'stop' : 'tool_calls')

const usage = ({ promptTokens = 36, cachedTokens = 0, completionTokens = 87 }: CompletionPlan): Json => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
})
