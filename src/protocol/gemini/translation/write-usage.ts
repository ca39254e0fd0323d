/** Token counts and the end of an answer as Gemini has them. */
import { type Finish, NO_TOKENS, type Stop } from '../../canonical/finish.ts'

export const writeUsage = ({ tokens = NO_TOKENS }: Finish): Readonly<Record<string, unknown>> => ({
  promptTokenCount: tokens.input,
  cachedContentTokenCount: tokens.cacheRead,
  candidatesTokenCount: Math.max(0, tokens.output - tokens.reasoning),
  thoughtsTokenCount: tokens.reasoning,
  totalTokenCount: tokens.input + tokens.output,
})

const STOPS: Readonly<Record<Stop, string>> = {
  end: 'STOP',
  tool: 'STOP',
  length: 'MAX_TOKENS',
  context: 'MAX_TOKENS',
  stop_sequence: 'STOP',
  filter: 'SAFETY',
  pause: 'STOP',
}

export const writeStop = ({ stop }: Finish): string => STOPS[stop]
