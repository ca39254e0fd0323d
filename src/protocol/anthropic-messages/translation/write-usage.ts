/** Token counts and the end of an answer as Anthropic Messages has them. */
import { type Finish, NO_TOKENS, type Stop } from '../../canonical/finish.ts'

export const writeUsage = ({ tokens = NO_TOKENS, tier }: Finish): Readonly<Record<string, unknown>> => ({
  input_tokens: Math.max(0, tokens.input - tokens.cacheRead - tokens.cacheWrite),
  cache_creation_input_tokens: tokens.cacheWrite,
  cache_read_input_tokens: tokens.cacheRead,
  output_tokens: tokens.output,
  service_tier: tier === 'standard' || tier === 'priority' || tier === 'batch' ? tier : undefined,
})

const STOPS: Readonly<Record<Stop, string>> = {
  end: 'end_turn',
  tool: 'tool_use',
  length: 'max_tokens',
  context: 'model_context_window_exceeded',
  stop_sequence: 'stop_sequence',
  filter: 'refusal',
  pause: 'pause_turn',
}

export const writeStop = ({ stop }: Finish): string => STOPS[stop]
