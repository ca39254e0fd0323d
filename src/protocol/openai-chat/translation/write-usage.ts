/** Token counts and the end of an answer as Chat Completions has them. */
import { type Finish, NO_TOKENS, type Stop } from '../../canonical/finish.ts'

export const writeUsage = ({ tokens = NO_TOKENS }: Finish): Readonly<Record<string, unknown>> => ({
  prompt_tokens: tokens.input,
  completion_tokens: tokens.output,
  total_tokens: tokens.input + tokens.output,
  prompt_tokens_details: { cached_tokens: tokens.cacheRead },
  completion_tokens_details: { reasoning_tokens: tokens.reasoning },
})

const STOPS: Readonly<Record<Stop, string>> = {
  end: 'stop',
  tool: 'tool_calls',
  length: 'length',
  context: 'length',
  stop_sequence: 'stop',
  filter: 'content_filter',
  pause: 'stop',
}

export const writeStop = ({ stop }: Finish): string => STOPS[stop]
