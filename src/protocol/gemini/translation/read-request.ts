/** A request in Gemini's generateContent: https://ai.google.dev/api/generate-content */
import type { Json, JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import { readEffort } from '../../canonical/effort.ts'
import { isGiven, listOf, numberOf, objectOf, objectsOf, textOf, textsOf, wordOf } from '../../canonical/fields.ts'
import type { Generation, OutputFormat, ReasoningSettings, Sampling } from '../../canonical/generation.ts'
import type { Losses } from '../../canonical/loss.ts'
import type { TextPart } from '../../canonical/part.ts'
import { Refusal } from '../../canonical/problem.ts'
import type { ClientRequest } from '../../canonical/request-translation.ts'
import type { Tool, ToolChoice } from '../../canonical/tool.ts'
import { member } from './members.ts'
import { readContents } from './read-contents.ts'
import { plainSchema } from './schema.ts'

export function* readGeminiRequest({ document, model, stream }: ClientRequest, losses: Losses): Work<Generation> {
  const outer = objectOf(document.value)
  if (outer === undefined) throw new Refusal('The body must be a JSON object')
  // Tokens are counted of a request inside another.
  const body = objectOf(member(outer, 'generateContentRequest')) ?? outer
  const config = objectOf(member(body, 'generationConfig')) ?? {}
  refuseUntranslatable(body, config)
  return {
    model: (model ?? textOf(body['model']) ?? '').replace(/^models\//, ''),
    stream: stream === true,
    system: readSystem(member(body, 'systemInstruction')),
    turns: yield* readContents(body['contents'], document, losses),
    tools: objectsOf(body['tools']).flatMap((tool) => readTools(tool, document)),
    toolChoice: readChoice(body),
    reasoning: readReasoning(objectOf(member(config, 'thinkingConfig'))),
    sampling: readSampling(config, document),
    output: readOutput(config, document),
    serviceTier: wordOf(member(body, 'serviceTier')),
  }
}

const refuseUntranslatable = (body: JsonObject, config: JsonObject): void => {
  if (listOf(body['contents']).length === 0)
    throw new Refusal('contents: a list with at least one content is required', 'contents')
  if (isGiven(member(body, 'cachedContent'))) {
    throw new Refusal('cachedContent: only Gemini itself can read it; send the whole content', 'cachedContent')
  }
  if ((numberOf(member(config, 'candidateCount')) ?? 1) > 1) {
    throw new Refusal('candidateCount: this upstream gives one answer at a time', 'candidateCount')
  }
  const modalities = textsOf(member(config, 'responseModalities'))
  if (modalities.some((one) => one.toUpperCase() !== 'TEXT')) {
    throw new Refusal('responseModalities: this upstream answers with text only', 'responseModalities')
  }
}

/** A text, a part, or a content, of any role. */
const readSystem = (system: Json | undefined): readonly TextPart[] => {
  if (typeof system === 'string') return [{ type: 'text', text: system }]
  const value = objectOf(system)
  const parts = value?.['parts'] ?? (value === undefined ? system : [value])
  return objectsOf(parts).flatMap((part): readonly TextPart[] => {
    const text = wordOf(part['text'])
    return text === undefined ? [] : [{ type: 'text', text }]
  })
}

const readTools = (tool: JsonObject, document: JsonDocument): readonly Tool[] =>
  Object.entries(tool).flatMap(([name, value]): readonly Tool[] => {
    if (/^function_?declarations$/i.test(name)) return objectsOf(value).map((one) => readFunction(one, document))
    return [
      {
        kind: 'hosted',
        name,
        protocol: 'gemini',
        item: document.raw(tool),
        searchesWeb: /^google_?search/i.test(name),
      },
    ]
  })

const readFunction = (declaration: JsonObject, document: JsonDocument): Tool => {
  const schema = objectOf(member(declaration, 'parametersJsonSchema'))
  const own = objectOf(declaration['parameters'])
  return {
    kind: 'function',
    name: textOf(declaration['name']) ?? '',
    description: textOf(declaration['description']),
    schema: schema === undefined ? (own === undefined ? undefined : plainSchema(own)) : document.raw(schema),
  }
}

const readChoice = (body: JsonObject): ToolChoice | undefined => {
  const calling = objectOf(member(objectOf(member(body, 'toolConfig')), 'functionCallingConfig'))
  const tools = textsOf(member(calling, 'allowedFunctionNames')).map((name) => ({ name }))
  const [first, ...others] = tools
  switch (textOf(calling?.['mode'])?.toUpperCase()) {
    case 'NONE':
      return { kind: 'none' }
    case 'ANY':
      if (first === undefined) return { kind: 'required' }
      return others.length === 0 ? { kind: 'tool', tool: first } : { kind: 'allowed', required: true, tools }
    case 'AUTO':
    case 'VALIDATED':
      return first === undefined ? { kind: 'auto' } : { kind: 'allowed', required: false, tools }
    default:
      return undefined
  }
}

const readReasoning = (thinking: JsonObject | undefined): ReasoningSettings => {
  const budget = numberOf(member(thinking, 'thinkingBudget'))
  const effort = readEffort(
    textOf(member(thinking, 'thinkingLevel'))?.toLowerCase().replace('thinking_level_unspecified', ''),
  )
  const shown = member(thinking, 'includeThoughts')
  const show = shown === true ? 'summary' : shown === false ? 'none' : undefined
  if (budget === 0) return { mode: 'off', show }
  if (budget !== undefined && budget < 0) return { mode: 'adaptive', show }
  return { mode: budget === undefined && effort === undefined ? 'default' : 'on', budget, effort, show }
}

const readSampling = (config: JsonObject, document: JsonDocument): Sampling => {
  const stop = textsOf(member(config, 'stopSequences'))
  const { seed } = config
  return {
    maxTokens: numberOf(member(config, 'maxOutputTokens')),
    temperature: numberOf(config['temperature']),
    topP: numberOf(member(config, 'topP')),
    topK: numberOf(member(config, 'topK')),
    seed: seed === undefined || seed === null ? undefined : document.raw(seed),
    frequencyPenalty: numberOf(member(config, 'frequencyPenalty')),
    presencePenalty: numberOf(member(config, 'presencePenalty')),
    stop: stop.length === 0 ? undefined : stop,
  }
}

const readOutput = (config: JsonObject, document: JsonDocument): OutputFormat | undefined => {
  const schema = objectOf(member(config, 'responseJsonSchema'))
  if (schema !== undefined) return { kind: 'schema', schema: document.raw(schema) }
  const own = objectOf(member(config, 'responseSchema'))
  if (own !== undefined) return { kind: 'schema', schema: plainSchema(own) }
  return textOf(member(config, 'responseMimeType'))?.startsWith('application/json') === true
    ? { kind: 'json' }
    : undefined
}
