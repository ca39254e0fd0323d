/** A request in Chat Completions: https://platform.openai.com/docs/api-reference/chat/create */
import type { Json, JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import { readEffort } from '../../canonical/effort.ts'
import { booleanOf, isGiven, numberOf, objectOf, objectsOf, textOf, textsOf, wordOf } from '../../canonical/fields.ts'
import type { Generation, OutputFormat, ReasoningSettings, Sampling } from '../../canonical/generation.ts'
import type { Losses } from '../../canonical/loss.ts'
import { Refusal } from '../../canonical/problem.ts'
import type { ClientRequest } from '../../canonical/request-translation.ts'
import type { Tool, ToolChoice, ToolName } from '../../canonical/tool.ts'
import { readTier } from '../../openai/service-tier.ts'
import { readMessages } from './read-messages.ts'

export function* readChatRequest({ document }: ClientRequest, losses: Losses): Work<Generation> {
  const body = objectOf(document.value)
  if (body === undefined) throw new Refusal('The body must be a JSON object')
  refuseUntranslatable(body)
  tellIgnored(body, losses)
  return {
    model: textOf(body['model']) ?? '',
    stream: body['stream'] === true,
    ...(yield* readMessages(objectsOf(body['messages']), { document, losses })),
    tools: readTools(body, document),
    toolChoice: readChoice(body['tool_choice'] ?? body['function_call']),
    parallelTools: booleanOf(body['parallel_tool_calls']),
    reasoning: readReasoning(body),
    sampling: readSampling(body, document),
    output: readOutput(objectOf(body['response_format']), document),
    verbosity: wordOf(body['verbosity']),
    serviceTier: readTier(wordOf(body['service_tier'])),
    cacheKey: wordOf(body['prompt_cache_key']),
    endUser: wordOf(body['safety_identifier']) ?? wordOf(body['user']),
    wantsUsage: objectOf(body['stream_options'])?.['include_usage'] === true ? true : undefined,
  }
}

const refuseUntranslatable = (body: JsonObject): void => {
  if (objectsOf(body['messages']).length === 0)
    throw new Refusal('messages: a list with at least one message is required', 'messages')
  if ((numberOf(body['n']) ?? 1) > 1) throw new Refusal('n: this upstream gives one answer at a time', 'n')
  if (isGiven(body['audio']) || textsOf(body['modalities']).includes('audio')) {
    throw new Refusal('modalities: this upstream answers with text only', 'modalities')
  }
}

const tellIgnored = (body: JsonObject, losses: Losses): void => {
  for (const name of ['logprobs', 'top_logprobs']) {
    if (isGiven(body[name]) && body[name] !== false) losses.add('parameter-dropped', name)
  }
}

const readTools = (body: JsonObject, document: JsonDocument): readonly Tool[] => [
  ...objectsOf(body['tools']).map((tool) => readTool(tool, document)),
  ...objectsOf(body['functions']).map((tool) => functionTool(tool, document)),
]

const readTool = (tool: JsonObject, document: JsonDocument): Tool => {
  const custom = objectOf(tool['custom'])
  if (custom !== undefined) return customTool(custom)
  const plain = objectOf(tool['function'])
  if (plain !== undefined) return functionTool(plain, document)
  const name = textOf(tool['type']) ?? ''
  return {
    kind: 'hosted',
    name,
    protocol: 'chat',
    item: document.raw(tool),
    searchesWeb: name.startsWith('web_search'),
  }
}

const functionTool = (tool: JsonObject, document: JsonDocument): Tool => {
  const schema = objectOf(tool['parameters'])
  return {
    kind: 'function',
    name: textOf(tool['name']) ?? '',
    description: textOf(tool['description']),
    schema: schema === undefined ? undefined : document.raw(schema),
    strict: booleanOf(tool['strict']),
  }
}

const customTool = (tool: JsonObject): Tool => {
  const grammar = objectOf(objectOf(tool['format'])?.['grammar'])
  return {
    kind: 'custom',
    name: textOf(tool['name']) ?? '',
    description: textOf(tool['description']),
    grammar:
      grammar === undefined
        ? undefined
        : { syntax: textOf(grammar['syntax']) ?? 'lark', definition: textOf(grammar['definition']) ?? '' },
  }
}

const readChoice = (choice: Json | undefined): ToolChoice | undefined => {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { kind: choice }
  const value = objectOf(choice)
  if (value === undefined) return undefined
  const allowed = objectOf(value['allowed_tools'])
  if (allowed !== undefined) {
    return {
      kind: 'allowed',
      required: allowed['mode'] === 'required',
      tools: objectsOf(allowed['tools']).map(toolName),
    }
  }
  return { kind: 'tool', tool: toolName(value) }
}

const toolName = (value: JsonObject): ToolName => ({
  name:
    textOf(objectOf(value['function'] ?? value['custom'])?.['name'] ?? value['name']) ?? textOf(value['type']) ?? '',
})

/** OpenAI's field, or those of OpenRouter, DeepSeek and DashScope. */
const readReasoning = (body: JsonObject): ReasoningSettings => {
  const router = objectOf(body['reasoning'])
  const written = body['reasoning_effort'] ?? router?.['effort']
  const effort = readEffort(textOf(written) ?? numberOf(written))
  const budget = numberOf(router?.['max_tokens'])
  const type = objectOf(body['thinking'])?.['type']
  const isOff =
    effort === 'none' || type === 'disabled' || body['enable_thinking'] === false || router?.['enabled'] === false
  if (isOff) return { mode: 'off' }
  if (effort !== undefined || budget !== undefined) return { mode: 'on', effort, budget }
  const isOn = type === 'enabled' || body['enable_thinking'] === true || router?.['enabled'] === true
  return { mode: isOn ? 'on' : 'default' }
}

const readSampling = (body: JsonObject, document: JsonDocument): Sampling => {
  const stop = typeof body['stop'] === 'string' ? [body['stop']] : textsOf(body['stop'])
  const seed = body['seed']
  return {
    maxTokens: numberOf(body['max_completion_tokens']) ?? numberOf(body['max_tokens']),
    temperature: numberOf(body['temperature']),
    topP: numberOf(body['top_p']),
    topK: numberOf(body['top_k']),
    seed: seed === undefined || seed === null ? undefined : document.raw(seed),
    frequencyPenalty: numberOf(body['frequency_penalty']),
    presencePenalty: numberOf(body['presence_penalty']),
    stop: stop.length === 0 ? undefined : stop,
  }
}

const readOutput = (format: JsonObject | undefined, document: JsonDocument): OutputFormat | undefined => {
  if (format?.['type'] === 'json_object') return { kind: 'json' }
  const named = objectOf(format?.['json_schema'])
  const schema = objectOf(named?.['schema'])
  if (named === undefined || schema === undefined) return undefined
  return {
    kind: 'schema',
    schema: document.raw(schema),
    name: wordOf(named['name']),
    strict: booleanOf(named['strict']),
    description: wordOf(named['description']),
  }
}
