/** A request in Chat Completions: exactly the fields that mean something, since strict servers refuse any other. */
import { createHash } from 'node:crypto'
import { writeJson } from '../../../codec/json/exact-json.ts'
import { callIdsFor } from '../../canonical/call-id.ts'
import type { Generation, OutputFormat, Sampling } from '../../canonical/generation.ts'
import { OMITTED_PARAMETERS } from '../../canonical/repair.ts'
import type { RequestWriter, WriteContext } from '../../canonical/request-translation.ts'
import { reasons, samplesWithoutEffort } from '../../canonical/requests/openai-models.ts'
import { schemaInstruction, schemaName } from '../../canonical/requests/output-format.ts'
import { toolNamesFor } from '../../canonical/tool-names.ts'
import { hasRepair, isOpenAi, refuses, tokenLimit } from '../../canonical/upstream-profile.ts'
import { mentionsJson, writeMessages } from './write-messages.ts'
import { writeReasoning } from './write-reasoning.ts'
import { writeTools } from './write-tools.ts'

type Fields = Readonly<Record<string, unknown>>

export const writeChatRequest: RequestWriter = (generation, context) => {
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
  const messages = writeMessages(generation, output.instruction, writing)
  const needsWord = generation.output?.kind === 'json' && !mentionsJson(messages)
  const body = {
    model: profile.model,
    messages: needsWord ? writeMessages(generation, 'Answer with JSON.', writing) : messages,
    ...(generation.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
    ...writeLimit(generation.sampling, context),
    ...writeSampling(generation, context),
    ...writeReasoning(generation.reasoning, context),
    ...output.fields,
    ...tools,
    ...writeExtras(generation, context),
  }
  return { path: '/chat/completions', query: '', headers: [], body: writeJson(omitRefused(body, context)), names }
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
    temperature: clamped(temperature, losses),
    top_p: topP,
    frequency_penalty: frequencyPenalty,
    presence_penalty: presencePenalty,
    stop: fewStops(stop, losses),
  }
  if (isFree) return { ...fields, seed }
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) losses.add('parameter-dropped', name)
  return { seed }
}

const clamped = (temperature: number | undefined, losses: WriteContext['losses']): number | undefined => {
  if (temperature === undefined || (temperature >= 0 && temperature <= 2)) return temperature
  losses.add('parameter-clamped', 'temperature')
  return Math.min(2, Math.max(0, temperature))
}

/** The most texts that end an answer. */
const MOST_STOPS = 4

const fewStops = (
  stop: readonly string[] | undefined,
  losses: WriteContext['losses'],
): readonly string[] | undefined => {
  if (stop === undefined || stop.length === 0) return undefined
  if (stop.length > MOST_STOPS) losses.add('stop-trimmed', 'stop')
  return stop.slice(0, MOST_STOPS)
}

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
      service_tier: serviceTier === 'standard' ? 'default' : serviceTier,
      prompt_cache_key: cacheKey === undefined ? undefined : shortKey(cacheKey),
      user: endUser,
    }
  }
  if (verbosity !== undefined) losses.add('parameter-dropped', 'verbosity')
  if (serviceTier !== undefined && serviceTier !== 'auto') losses.add('parameter-dropped', 'service_tier')
  return {}
}

const shortKey = (key: string): string => (key.length <= 64 ? key : createHash('sha256').update(key).digest('hex'))

/** What the upstream has refused before is left out. */
const omitRefused = (body: Fields, { profile, losses }: WriteContext): Fields => {
  const refused = new Set<string>(OMITTED_PARAMETERS.filter((name) => name !== 'strict' && refuses(profile, name)))
  for (const name of refused) if (body[name] !== undefined) losses.add('parameter-dropped', name)
  return Object.fromEntries(Object.entries(body).filter(([name]) => !refused.has(name)))
}
