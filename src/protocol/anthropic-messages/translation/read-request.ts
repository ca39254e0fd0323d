/** A request in Anthropic Messages: https://docs.anthropic.com/en/api/messages */
import { type Json, type JsonDocument, type JsonObject, readJson } from '../../../codec/json/exact-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import { readEffort } from '../../canonical/effort.ts'
import { isGiven, listOf, numberOf, objectOf, objectsOf, textOf, textsOf, wordOf } from '../../canonical/fields.ts'
import type { Generation, OutputFormat, ReasoningSettings, Sampling } from '../../canonical/generation.ts'
import type { Losses } from '../../canonical/loss.ts'
import type { TextPart, Turn } from '../../canonical/part.ts'
import { Refusal } from '../../canonical/problem.ts'
import type { ClientRequest } from '../../canonical/request-translation.ts'
import { type BlockReading, blocksOf, cacheMark, readContent } from './read-blocks.ts'
import { readChoice, readParallel, readTools } from './read-tools.ts'

export function* readMessagesRequest(request: ClientRequest, losses: Losses): Work<Generation> {
  const body = objectOf(request.document.value)
  if (body === undefined) throw new Refusal('The body must be a JSON object')
  refuseUntranslatable(body)
  const loaded = new Set<string>()
  const reading = { document: request.document, losses, loaded }
  const turns = yield* readTurns(body, reading)
  return {
    model: textOf(body['model']) ?? '',
    stream: body['stream'] === true,
    system: readSystem(body['system'], request.document, losses),
    turns,
    tools: readTools(body, request.document, loaded),
    toolChoice: readChoice(body),
    parallelTools: readParallel(body),
    reasoning: readReasoning(body),
    sampling: readSampling(body),
    output: readOutput(body, request.document),
    serviceTier: tierOf(body),
    cacheKey: readCacheKey(request, body),
  }
}

const refuseUntranslatable = (body: JsonObject): void => {
  if (!Array.isArray(body['messages']) || body['messages'].length === 0)
    throw new Refusal('messages: Field required', 'messages')
  // The client leaves the field out and comes back at once.
  if (isGiven(body['safeguards'])) throw new Refusal('safeguards: Extra inputs are not permitted', 'safeguards')
  if (listOf(body['mcp_servers']).length > 0) {
    throw new Refusal(
      'mcp_servers: the maker of the model would call these servers, and this upstream cannot',
      'mcp_servers',
    )
  }
  if (listOf(objectOf(body['container'])?.['skills']).length > 0) {
    throw new Refusal('container: skills run at the maker of the model, and this upstream has none', 'container')
  }
}

/** Its fast mode is the class that others sell as faster. */
const tierOf = (body: JsonObject): string | undefined => {
  if (body['speed'] === 'fast') return 'priority'
  return body['service_tier'] === 'standard_only' ? 'standard' : wordOf(body['service_tier'])
}

/** Claude Code's line of attribution, which changes with every version and would break caches elsewhere. */
const ATTRIBUTION = 'x-anthropic-billing-header:'

const readSystem = (system: Json | undefined, document: JsonDocument, losses: Losses): readonly TextPart[] => {
  const parts = blocksOf(system).map(
    (block): TextPart => ({ type: 'text', text: textOf(block['text']) ?? '', cache: cacheMark(block, document) }),
  )
  const [first, ...rest] = parts
  if (first?.text.startsWith(ATTRIBUTION) !== true) return parts
  losses.add('attribution-dropped', 'system[0]')
  const line = first.text.indexOf('\n')
  return line < 0 ? rest : [{ ...first, text: first.text.slice(line + 1) }, ...rest]
}

function* readTurns(body: JsonObject, reading: BlockReading): Work<readonly Turn[]> {
  const turns: Turn[] = []
  for (const { role, content } of objectsOf(body['messages'])) {
    const parts = yield* readContent(content, reading)
    turns.push({ role: role === 'assistant' || role === 'system' ? role : 'user', parts })
    yield
  }
  return turns
}

const readReasoning = (body: JsonObject): ReasoningSettings => {
  const thinking = objectOf(body['thinking'])
  const config = objectOf(body['output_config'])
  const written = config?.['effort']
  const effort = readEffort(textOf(written) ?? numberOf(written))
  const show =
    thinking?.['display'] === 'omitted' ? 'none' : thinking?.['display'] === 'summarized' ? 'summary' : undefined
  switch (thinking?.['type']) {
    case undefined:
      return { mode: 'default', effort }
    case 'disabled':
      return { mode: 'off' }
    case 'enabled':
      return { mode: 'on', effort, budget: numberOf(thinking['budget_tokens']), show }
    default:
      return { mode: 'adaptive', effort, show }
  }
}

const readSampling = (body: JsonObject): Sampling => {
  const stop = textsOf(body['stop_sequences'])
  return {
    maxTokens: numberOf(body['max_tokens']),
    temperature: numberOf(body['temperature']),
    topP: numberOf(body['top_p']),
    topK: numberOf(body['top_k']),
    stop: stop.length === 0 ? undefined : stop,
  }
}

const readOutput = (body: JsonObject, document: JsonDocument): OutputFormat | undefined => {
  const format = objectOf(objectOf(body['output_config'])?.['format'] ?? body['output_format'])
  const schema = objectOf(format?.['schema'])
  return schema === undefined ? undefined : { kind: 'schema', schema: document.raw(schema) }
}

/** Characters of the longest name of a user that is looked into. */
const LONGEST_ID = 4096

/** The conversation's id, never the device or account beside it. */
const readCacheKey = ({ header }: ClientRequest, body: JsonObject): string | undefined => {
  const named = wordOf(header('x-claude-code-session-id'))
  if (named !== undefined) return named
  const user = (textOf(objectOf(body['metadata'])?.['user_id']) ?? '').slice(0, LONGEST_ID)
  return wordOf(objectOf(readJson(user))?.['session_id']) ?? /_session_([\w-]+)$/.exec(user)?.[1]
}
