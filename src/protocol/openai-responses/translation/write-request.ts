/** A request in OpenAI Responses. Nothing is stored there; encrypted reasoning is asked for so that it can come back. */

import { writingJson } from '../../../codec/json/writing-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import { callIdsFor } from '../../canonical/call-id.ts'
import { type Effort, effortOf, nearestEffort } from '../../canonical/effort.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { Generation, OutputFormat, Sampling } from '../../canonical/generation.ts'
import type { WriteContext, WrittenRequest } from '../../canonical/request-translation.ts'
import { joinTexts } from '../../canonical/requests/fold-turns.ts'
import { COMMON_EFFORTS, effortsOf, reasons, samplesWithoutEffort } from '../../canonical/requests/openai-models.ts'
import { mentionsJson, schemaName } from '../../canonical/requests/output-format.ts'
import { digestBeyond, omitRefused, tellDropped } from '../../canonical/requests/plain-parameters.ts'
import { toolNamesFor } from '../../canonical/tool-names.ts'
import { refuses, tokenLimit } from '../../canonical/upstream-profile.ts'
import { writeTier } from '../../openai/service-tier.ts'
import { type Item, writeItems } from './write-items.ts'
import { writeTools } from './write-tools.ts'

export function* writeResponsesRequest(generation: Generation, context: WriteContext): Work<WrittenRequest> {
  const { profile, losses } = context
  const names = toolNamesFor('responses', generation.tools, losses)
  const tools = writeTools(generation, names, context)
  const items = yield* writeItems(generation.turns, { context, names, ids: callIdsFor('responses') })
  const body: Fields = {
    model: profile.model,
    instructions: generation.system.length === 0 ? undefined : joinTexts(generation.system.map(({ text }) => text)),
    input: generation.output?.kind === 'json' && !mentionsJson(generation) ? [ANSWER_WITH_JSON, ...items] : items,
    store: false,
    include: ['reasoning.encrypted_content'],
    stream: generation.stream ? true : undefined,
    reasoning: writeReasoning(generation, context),
    text: writeText(generation, context),
    ...writeSampling(generation, context),
    ...tools,
    ...writeExtras(generation),
  }
  return {
    path: '/responses',
    query: '',
    headers: [],
    body: yield* writingJson(omitRefused(body, context, { max_output_tokens: 'max_tokens' })),
    names,
  }
}

const ANSWER_WITH_JSON: Item = {
  type: 'message',
  role: 'developer',
  content: [{ type: 'input_text', text: 'Answer with JSON.' }],
}

const writeReasoning = ({ reasoning }: Generation, { profile, losses }: WriteContext): Fields | undefined => {
  const asked = reasoning.effort ?? (reasoning.budget === undefined ? undefined : effortOf(reasoning.budget))
  const wanted = reasoning.mode === 'off' ? 'none' : asked
  const effort = wanted === undefined ? undefined : nearest(wanted, profile.model)
  if (effort !== wanted) losses.add('effort-mapped', 'reasoning')
  const isShown =
    reasoning.show === 'summary' || (reasoning.show !== 'none' && reasoning.mode !== 'default' && wanted !== 'none')
  const summary = isShown ? 'auto' : undefined
  return effort === undefined && summary === undefined ? undefined : { effort, summary }
}

/** Undefined where the model knows nothing of the kind. */
const nearest = (effort: Effort, model: string): Effort | undefined => {
  if (reasons(model)) return nearestEffort(effort, effortsOf(model))
  return effort === 'none' ? undefined : nearestEffort(effort, [...COMMON_EFFORTS, 'xhigh'])
}

const writeText = ({ output, verbosity }: Generation, { profile }: WriteContext): Fields | undefined => {
  const format = writeFormat(output, refuses(profile, 'strict'))
  return format === undefined && verbosity === undefined ? undefined : { format, verbosity }
}

const writeFormat = (output: OutputFormat | undefined, withoutStrict: boolean): Fields | undefined => {
  if (output === undefined) return undefined
  if (output.kind === 'json') return { type: 'json_object' }
  const { schema, strict, description } = output
  return {
    type: 'json_schema',
    name: schemaName(output.name),
    description,
    schema,
    strict: withoutStrict ? undefined : strict === true,
  }
}

/** The fewest tokens the API takes. */
const LEAST_TOKENS = 16

const writeSampling = ({ sampling, reasoning }: Generation, { profile, losses }: WriteContext): Fields => {
  const { temperature, topP, topK, seed, frequencyPenalty, presencePenalty, stop } = sampling
  const isFree = !reasons(profile.model) || (reasoning.mode === 'off' && samplesWithoutEffort(profile.model))
  const kept: Fields = isFree ? { temperature, top_p: topP } : {}
  const given: Fields = { temperature, top_p: topP, top_k: topK, seed, frequencyPenalty, presencePenalty, stop }
  tellDropped(given, kept, losses)
  return { ...kept, max_output_tokens: writeLimit(sampling, tokenLimit(profile), losses) }
}

const writeLimit = (
  { maxTokens }: Sampling,
  limit: number | undefined,
  losses: WriteContext['losses'],
): number | undefined => {
  if (maxTokens === undefined) return undefined
  const most = Math.max(LEAST_TOKENS, Math.min(maxTokens, limit ?? maxTokens))
  if (most !== maxTokens) losses.add('parameter-clamped', 'max_output_tokens')
  return most
}

const writeExtras = ({ cacheKey, endUser, serviceTier }: Generation): Fields => ({
  prompt_cache_key: digestBeyond(64, cacheKey),
  safety_identifier: digestBeyond(128, endUser),
  service_tier: writeTier(serviceTier),
})
