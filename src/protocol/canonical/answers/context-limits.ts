/** The numbers that upstreams put into their words about a full context: what was sent, what was asked for, what fits. Tokens. */
import { LOOKED_AT } from '../problem.ts'

export interface ContextLimits {
  readonly input?: number | undefined
  /** Only where input and output together were too much. */
  readonly output?: number | undefined
  readonly limit?: number | undefined
}

const NUMBER = String.raw`(\d[\d,]*)`

/** Patterns with groups named `input`, `output` and `limit`. */
const FORMS: readonly RegExp[] = [
  // OpenAI, vLLM, DeepSeek: both together.
  form(
    `maximum context length (?:is|of) (?<limit>${NUMBER}) tokens.*?\\(?(?<input>${NUMBER}) (?:tokens )?(?:from|in) the (?:input )?messages,? (?:and )?(?<output>${NUMBER}) (?:tokens )?(?:for|in) the completion`,
  ),
  // OpenAI, older models.
  form(`maximum context length (?:is|of) (?<limit>${NUMBER}) tokens.*?resulted in (?<input>${NUMBER}) tokens`),
  form(
    `maximum context length (?:is|of) (?<limit>${NUMBER}) tokens.*?(?:requested|has|contains|have)(?: about)? (?<input>${NUMBER})`,
  ),
  // Anthropic.
  form(`prompt is too long: (?<input>${NUMBER}) tokens > (?<limit>${NUMBER})`),
  form(`context limit: (?<input>${NUMBER}) \\+ (?<output>${NUMBER}) > (?<limit>${NUMBER})`),
  // Gemini.
  form(
    `input token count \\(?(?<input>${NUMBER})\\)? exceeds the maximum number of tokens(?: allowed)? \\(?(?<limit>${NUMBER})`,
  ),
  // llama.cpp.
  form(`request \\((?<input>${NUMBER}) tokens\\) exceeds the available context size \\((?<limit>${NUMBER})`),
]

export const contextLimits = (message: string): ContextLimits => {
  const start = message.slice(0, LOOKED_AT)
  const groups = FORMS.map((pattern) => pattern.exec(start)?.groups).find((found) => found !== undefined)
  return { input: count(groups?.['input']), output: count(groups?.['output']), limit: count(groups?.['limit']) }
}

function form(source: string): RegExp {
  return new RegExp(source, 'is')
}

const count = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits.replaceAll(',', ''))
