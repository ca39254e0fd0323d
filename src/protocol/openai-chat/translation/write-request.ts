/** A request in Chat Completions: exactly the fields that mean something, since strict servers refuse any other. */

import { writingJson } from '../../../codec/json/writing-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import { callIdsFor } from '../../canonical/call-id.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { Generation, OutputFormat, Sampling } from '../../canonical/generation.ts'
import type { WriteContext, WrittenRequest } from '../../canonical/request-translation.ts'
import { reasons, samplesWithoutEffort } from '../../canonical/requests/openai-models.ts'
import { mentionsJson, schemaInstruction, schemaName } from '../../canonical/requests/output-format.ts'
import {
  digestBeyond,
  omitRefused,
  stopsUpTo,
  tellDropped,
  temperatureUpTo,
} from '../../canonical/requests/plain-parameters.ts'
import { toolNamesFor } from '../../canonical/tool-names.ts'
import { hasRepair, isOpenAi, refuses, tokenLimit } from '../../canonical/upstream-profile.ts'
import { writeTier } from '../../openai/service-tier.ts'
import { writeMessages } from './write-messages.ts'
import { writeReasoning } from './write-reasoning.ts'
import { writeTools } from './write-tools.ts'

export function* writeChatRequest(generation: Generation, context: WriteContext): Work<WrittenRequest> {
  const { profile, losses } = context
  const names = toolNamesFor('chat', generation.tools, losses)
  const tools = writeTools(generation, names, context)
  const output = writeFormat(generation.output, context)
  const writing = {
    context,
    names,
    ids: callIdsFor(profile.host === 'mistral' ? 'mistral' : 'chat'),
    customTools: isOpenAi(profile),
  }
  const needsWord = generation.output?.kind === 'json' && !mentionsJson(generation)
  const instruction = needsWord ? 'Answer with JSON.' : output.instruction
  const body = {
    model: profile.model,
    messages: yield* writeMessages(generation, instruction, writing),
    ...(generation.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
    ...writeLimit(generation.sampling, context),
    ...writeSampling(generation, context),
    ...writeReasoning(generation.reasoning, context),
    ...output.fields,
    ...tools,
    ...writeExtras(generation, context),
  }
  return {
    path: '/chat/completions',
    query: '',
    headers: [],
    body: yield* writingJson(omitRefused(body, context)),
    names,
  }
}

const writeLimit = ({ maxTokens }: Sampling, { profile, losses }: WriteContext): Fields => {
  if (maxTokens === undefined) return {}
  if (refuses(profile, 'max_tokens')) {
    losses.add('parameter-dropped', 'max_tokens')
    return {}
  }
  const most = Math.min(maxTokens, tokenLimit(profile) ?? maxTokens)
  if (most < maxTokens) losses.add('parameter-clamped', 'max_tokens')
  const isNew = isOpenAi(profile) || reasons(profile.model)
  return isNew !== hasRepair(profile, 'rename-max-tokens') ? { max_completion_tokens: most } : { max_tokens: most }
}

const writeSampling = ({ sampling, reasoning }: Generation, { profile, losses }: WriteContext): Fields => {
  const { temperature, topP, topK, seed, frequencyPenalty, presencePenalty, stop } = sampling
  if (topK !== undefined) losses.add('parameter-dropped', 'top_k')
  const isFree = !reasons(profile.model) || (reasoning.mode === 'off' && samplesWithoutEffort(profile.model))
  const fields = {
    temperature: temperatureUpTo(2, temperature, losses),
    top_p: topP,
    frequency_penalty: frequencyPenalty,
    presence_penalty: presencePenalty,
    stop: stopsUpTo(MOST_STOPS, stop, losses),
  }
  if (isFree) return { ...fields, seed }
  tellDropped(fields, {}, losses)
  return { seed }
}

/** The most texts that end an answer. */
const MOST_STOPS = 4

interface WrittenFormat {
  readonly fields: Fields
  readonly instruction?: string
}

const writeFormat = (output: OutputFormat | undefined, { profile, losses }: WriteContext): WrittenFormat => {
  if (output === undefined) return { fields: {} }
  if (output.kind === 'json') return { fields: { response_format: { type: 'json_object' } } }
  if (profile.host === 'deepseek' || profile.host === 'moonshot' || profile.host === 'zhipu') {
    losses.add('format-as-instruction', 'response_format')
    return { fields: { response_format: { type: 'json_object' } }, instruction: schemaInstruction(output.schema) }
  }
  const { schema, strict, description } = output
  const json_schema = { name: schemaName(output.name), description, schema, strict: strict === true ? true : undefined }
  return { fields: { response_format: { type: 'json_schema', json_schema } } }
}

/** Fields that only OpenAI knows. */
const writeExtras = (generation: Generation, { profile, losses }: WriteContext): Fields => {
  const { verbosity, serviceTier, cacheKey, endUser } = generation
  if (isOpenAi(profile)) {
    return {
      verbosity,
      service_tier: writeTier(serviceTier),
      prompt_cache_key: digestBeyond(64, cacheKey),
      user: endUser,
    }
  }
  if (verbosity !== undefined) losses.add('parameter-dropped', 'verbosity')
  if (serviceTier !== undefined && serviceTier !== 'auto') losses.add('parameter-dropped', 'service_tier')
  return {}
}
