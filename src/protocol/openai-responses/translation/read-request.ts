/** A request in OpenAI Responses: https://platform.openai.com/docs/api-reference/responses/create */
import type { JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import { readEffort } from '../../canonical/effort.ts'
import { booleanOf, isGiven, listOf, numberOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Generation, OutputFormat, ReasoningSettings } from '../../canonical/generation.ts'
import type { Losses } from '../../canonical/loss.ts'
import { Refusal } from '../../canonical/problem.ts'
import type { ClientRequest } from '../../canonical/request-translation.ts'
import { readTier } from '../../openai/service-tier.ts'
import { readItems } from './read-items.ts'
import { readChoice, readTools } from './read-tools.ts'

export function* readResponsesRequest(request: ClientRequest, losses: Losses): Work<Generation> {
  const { document } = request
  const body = objectOf(document.value)
  if (body === undefined) throw new Refusal('The body must be a JSON object')
  refuseUntranslatable(body)
  tellIgnored(body, losses)
  const items = yield* readItems(body['input'], { document, losses })
  const instructions = wordOf(body['instructions'])
  const plain = { type: 'text', text: instructions ?? '' } as const
  const common = {
    model: textOf(body['model']) ?? '',
    stream: body['stream'] === true,
    system: instructions === undefined ? items.system : [plain, ...items.system],
    turns: items.turns,
    cacheKey: readCacheKey(request, body),
    endUser: wordOf(body['safety_identifier']) ?? wordOf(body['user']),
    serviceTier: readTier(wordOf(body['service_tier'])),
  }
  if (items.compacts) return { ...common, tools: [], reasoning: { mode: 'default' }, sampling: {}, compacts: true }
  return {
    ...common,
    tools: readTools(objectsOf(body['tools']), items.tools, document),
    toolChoice: readChoice(body['tool_choice']),
    parallelTools: booleanOf(body['parallel_tool_calls']),
    reasoning: readReasoning(objectOf(body['reasoning'])),
    sampling: {
      maxTokens: numberOf(body['max_output_tokens']),
      temperature: numberOf(body['temperature']),
      topP: numberOf(body['top_p']),
    },
    output: readOutput(objectOf(objectOf(body['text'])?.['format']), document),
    verbosity: wordOf(objectOf(body['text'])?.['verbosity']),
  }
}

const refuseUntranslatable = (body: JsonObject): void => {
  for (const name of ['previous_response_id', 'conversation', 'prompt']) {
    if (isGiven(body[name])) {
      throw new Refusal(
        `${name} cannot be resolved here, since nothing is stored; send the whole input`,
        name,
        name === 'previous_response_id' ? 'previous_response_not_found' : 'unsupported_parameter',
      )
    }
  }
  if (body['background'] === true) {
    throw new Refusal('background: this upstream answers at once or not at all', 'background', 'unsupported_parameter')
  }
  const input = body['input']
  if (typeof input !== 'string' && listOf(input).length === 0)
    throw new Refusal('input: a text or a list of items is required', 'input')
}

const tellIgnored = (body: JsonObject, losses: Losses): void => {
  if (body['truncation'] === 'auto') losses.add('parameter-dropped', 'truncation')
  if (isGiven(body['top_logprobs']) && body['top_logprobs'] !== 0) losses.add('parameter-dropped', 'top_logprobs')
}

const readReasoning = (reasoning: JsonObject | undefined): ReasoningSettings => {
  const written = reasoning?.['effort']
  const effort = readEffort(textOf(written) ?? numberOf(written))
  const summary = wordOf(reasoning?.['summary'])
  const show = summary === undefined ? undefined : summary === 'none' ? 'none' : 'summary'
  if (effort === 'none') return { mode: 'off', show }
  return { mode: effort === undefined ? 'default' : 'on', effort, show }
}

const readOutput = (format: JsonObject | undefined, document: JsonDocument): OutputFormat | undefined => {
  if (format?.['type'] === 'json_object') return { kind: 'json' }
  const schema = objectOf(format?.['schema'])
  if (format?.['type'] !== 'json_schema' || schema === undefined) return undefined
  return {
    kind: 'schema',
    schema: document.raw(schema),
    name: wordOf(format['name']),
    strict: booleanOf(format['strict']),
    description: wordOf(format['description']),
  }
}

const readCacheKey = ({ header }: ClientRequest, body: JsonObject): string | undefined =>
  wordOf(body['prompt_cache_key']) ?? wordOf(header('session-id')) ?? wordOf(header('session_id'))
