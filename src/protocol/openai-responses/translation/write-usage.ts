/** Token counts and the end of an answer as OpenAI Responses has them. Codex cannot read an answer in which a count is missing. */
import { type Finish, NO_TOKENS } from '../../canonical/finish.ts'

export const writeUsage = ({ tokens = NO_TOKENS }: Finish): Readonly<Record<string, unknown>> => ({
  input_tokens: tokens.input,
  input_tokens_details: { cached_tokens: tokens.cacheRead, cache_write_tokens: tokens.cacheWrite },
  output_tokens: tokens.output,
  output_tokens_details: { reasoning_tokens: tokens.reasoning },
  total_tokens: tokens.input + tokens.output,
})

/** Why an answer is incomplete; undefined when it is not. */
export const incompleteReason = ({ stop }: Finish): string | undefined => {
  if (stop === 'filter') return 'content_filter'
  return stop === 'length' || stop === 'context' ? 'max_output_tokens' : undefined
}
