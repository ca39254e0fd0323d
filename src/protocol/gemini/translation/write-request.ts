/** A request in Gemini's generateContent: https://ai.google.dev/api/generate-content */

import { RawJson } from '../../../codec/json/exact-json.ts'
import { writingJson } from '../../../codec/json/writing-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { Generation, OutputFormat } from '../../canonical/generation.ts'
import type { WriteContext, WrittenRequest } from '../../canonical/request-translation.ts'
import { foldTurns } from '../../canonical/requests/fold-turns.ts'
import { JSON_INSTRUCTION, schemaInstruction } from '../../canonical/requests/output-format.ts'
import { stopsUpTo, temperatureUpTo } from '../../canonical/requests/plain-parameters.ts'
import { toolNamesFor } from '../../canonical/tool-names.ts'
import { refuses, tokenLimit } from '../../canonical/upstream-profile.ts'
import { isThree } from './model-facts.ts'
import { type Content, writeContents } from './write-contents.ts'
import { writeThinking } from './write-thinking.ts'
import { writeTools } from './write-tools.ts'

export function* writeGeminiRequest(generation: Generation, context: WriteContext): Work<WrittenRequest> {
  const { profile, losses } = context
  const names = toolNamesFor('gemini', generation.tools, losses)
  const tools = writeTools(generation, names, context)
  const output = writeFormat(generation.output, tools['tools'] !== undefined, context)
  const texts = [...generation.system.map(({ text }) => text), ...output.instructions]
  const config = {
    ...writeSampling(generation, context),
    thinkingConfig: writeThinking(generation.reasoning, context),
    ...output.fields,
  }
  const turns = yield* foldTurns(generation.turns, losses)
  const body = {
    contents: withUserLast(yield* writeContents(turns, names, context), context),
    systemInstruction: texts.length === 0 ? undefined : { parts: texts.map((text) => ({ text })) },
    generationConfig: Object.values(config).some((value) => value !== undefined) ? config : undefined,
    ...tools,
    serviceTier: generation.serviceTier === 'auto' ? undefined : generation.serviceTier,
  }
  if (generation.verbosity !== undefined) losses.add('parameter-dropped', 'verbosity')
  const method = generation.stream ? 'streamGenerateContent' : 'generateContent'
  const path = `/models/${inPath(profile.model)}:${method}`
  return { path, query: generation.stream ? '?alt=sse' : '', headers: [], body: yield* writingJson(body), names }
}

/** Slashes of a model's name stay, as Google's SDK leaves them. */
const inPath = (model: string): string =>
  model
    .replace(/^models\//, '')
    .split('/')
    .map(encodeURIComponent)
    .join('/')

/** The model answers a user; an assistant turn that comes last is to be gone on with. */
const withUserLast = (contents: readonly Content[], { losses }: WriteContext): readonly Content[] => {
  if (contents.at(-1)?.role !== 'model') return contents
  losses.add('prefill-dropped', 'contents')
  return [...contents, { role: 'user', parts: [{ text: 'Continue.' }] }]
}

/** The most texts that end an answer. */
const MOST_STOPS = 5

const writeSampling = ({ sampling }: Generation, { profile, losses }: WriteContext): Fields => {
  const { maxTokens, temperature, topP, topK, seed, frequencyPenalty, presencePenalty, stop } = sampling
  const isKept = maxTokens !== undefined && !refuses(profile, 'max_tokens')
  const most = isKept ? Math.min(maxTokens, tokenLimit(profile) ?? maxTokens) : undefined
  if (most !== maxTokens) losses.add('parameter-clamped', 'maxOutputTokens')
  return {
    maxOutputTokens: most,
    temperature: temperatureUpTo(2, temperature, losses),
    topP,
    topK,
    seed,
    frequencyPenalty,
    presencePenalty,
    stopSequences: stopsUpTo(MOST_STOPS, stop, losses),
  }
}

interface WrittenFormat {
  readonly fields: Fields
  readonly instructions: readonly string[]
}

/** Before the third generation, structured output and tools exclude each other. */
const writeFormat = (
  output: OutputFormat | undefined,
  hasTools: boolean,
  { profile, losses }: WriteContext,
): WrittenFormat => {
  if (output === undefined) return { fields: {}, instructions: [] }
  if (hasTools && !isThree(profile.model)) {
    losses.add('format-as-instruction', 'generationConfig')
    return { fields: {}, instructions: [output.kind === 'json' ? JSON_INSTRUCTION : schemaInstruction(output.schema)] }
  }
  const responseJsonSchema = output.kind === 'json' ? undefined : new RawJson(output.schema.text)
  return { fields: { responseMimeType: 'application/json', responseJsonSchema }, instructions: [] }
}
