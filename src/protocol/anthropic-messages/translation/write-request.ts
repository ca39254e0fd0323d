/** A request in Anthropic Messages, with what each Claude model refuses left out: https://docs.anthropic.com/en/api/messages */

import { writingJson } from '../../../codec/json/writing-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import { callIdsFor } from '../../canonical/call-id.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { Generation } from '../../canonical/generation.ts'
import type { Losses } from '../../canonical/loss.ts'
import type { WriteContext, WrittenRequest } from '../../canonical/request-translation.ts'
import { type ClaudeModel, claudeModel } from '../../canonical/requests/claude-models.ts'
import { foldTurns } from '../../canonical/requests/fold-turns.ts'
import { JSON_INSTRUCTION, schemaInstruction } from '../../canonical/requests/output-format.ts'
import { toolNamesFor } from '../../canonical/tool-names.ts'
import { tokenLimit } from '../../canonical/upstream-profile.ts'
import { markLast, markNewest } from './cache-marks.ts'
import { type Block, isCall, isThinking, type Message, writeMessages } from './write-blocks.ts'
import { writeSampling } from './write-sampling.ts'
import { type WrittenThinking, writeThinking } from './write-thinking.ts'
import { type WrittenTools, writeTools } from './write-tools.ts'

export function* writeMessagesRequest(generation: Generation, context: WriteContext): Work<WrittenRequest> {
  const { profile, losses } = context
  const model = claudeModel(profile.model)
  const names = toolNamesFor('messages', generation.tools, losses)
  const tools = writeTools(generation, names, model.forcedTool, context)
  const turns = yield* foldTurns(generation.turns, losses)
  const written = yield* writeMessages(turns, { context, names, ids: callIdsFor('messages') })
  const messages = trimEnd(withoutPrefill(written, model, losses))
  const place = {
    model,
    limit: tokenLimit(profile),
    forcesTool: tools.forcesTool,
    lastTurnIsBare: lastTurnIsBare(messages),
  }
  const thinking = writeThinking(generation, place, losses)
  const marked = withCacheMarks(
    { system: writeSystem(generation, model, losses), tools: tools.tools, messages },
    context,
  )
  const body = {
    model: profile.model,
    max_tokens: thinking.maxTokens,
    system: marked.system.length === 0 ? undefined : marked.system,
    messages: marked.messages,
    stream: generation.stream ? true : undefined,
    thinking: thinking.thinking,
    output_config: outputConfig(generation, thinking, model),
    ...writeTooling(marked.tools, tools.choice),
    ...writeSampling(generation.sampling, thinks(thinking), model, context),
    ...writeExtras(generation, losses),
  }
  const headers = ['anthropic-version', '2023-06-01']
  return { path: '/v1/messages', query: '', headers, body: yield* writingJson(body), names }
}

const writeTooling = (tools: readonly Block[], choice: WrittenTools['choice']): Fields =>
  tools.length === 0 ? {} : { tools, tool_choice: choice }

const writeSystem = ({ system, output }: Generation, model: ClaudeModel, losses: Losses): readonly Block[] => {
  const blocks = system
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, cache }) => ({ type: 'text', text, cache_control: cache }))
  if (output === undefined || (output.kind === 'schema' && model.schemas)) return blocks
  losses.add('format-as-instruction', 'output')
  const text = output.kind === 'json' ? JSON_INSTRUCTION : schemaInstruction(output.schema)
  return [...blocks, { type: 'text', text, cache_control: undefined }]
}

/** An assistant turn that comes last is to be gone on with; models that cannot are asked without it. */
const withoutPrefill = (messages: readonly Message[], model: ClaudeModel, losses: Losses): readonly Message[] => {
  if (messages.at(-1)?.role !== 'assistant' || model.prefill) return messages
  losses.add('prefill-dropped', `messages[${messages.length - 1}]`)
  return messages.slice(0, -1)
}

/** The API refuses white space at the end of an assistant turn that comes last. */
const trimEnd = (messages: readonly Message[]): readonly Message[] => {
  const last = messages.at(-1)
  const block = last?.content.at(-1)
  if (last?.role !== 'assistant' || block === undefined || !('type' in block) || block['type'] !== 'text')
    return messages
  const trimmed = { ...block, text: String(block['text']).trimEnd() }
  return [...messages.slice(0, -1), { ...last, content: [...last.content.slice(0, -1), trimmed] }]
}

/** With thinking by budget, the last assistant turn that calls tools must begin with its thinking. */
const lastTurnIsBare = (messages: readonly Message[]): boolean => {
  const last = messages.findLast(({ role }) => role === 'assistant')
  return last?.content.some(isCall) === true && !isThinking(last.content[0])
}

const thinks = ({ thinking }: WrittenThinking): boolean => thinking !== undefined && thinking['type'] !== 'disabled'

interface Markable {
  readonly system: readonly Block[]
  readonly tools: readonly Block[]
  readonly messages: readonly Message[]
}

const withCacheMarks = (parts: Markable, { client, losses }: WriteContext): Markable => {
  if (client === 'messages') return parts
  losses.add('cache-marks-added', 'messages')
  return { system: markLast(parts.system), tools: markLast(parts.tools), messages: markNewest(parts.messages) }
}

const outputConfig = ({ output }: Generation, { effort }: WrittenThinking, model: ClaudeModel): Fields | undefined => {
  const format = output?.kind === 'schema' && model.schemas ? { type: 'json_schema', schema: output.schema } : undefined
  return effort === undefined && format === undefined ? undefined : { effort, format }
}

const writeExtras = ({ verbosity, serviceTier, endUser }: Generation, losses: Losses): Fields => {
  if (verbosity !== undefined) losses.add('parameter-dropped', 'verbosity')
  if (serviceTier === 'flex' || serviceTier === 'priority') losses.add('parameter-dropped', 'service_tier')
  return {
    metadata: endUser === undefined ? undefined : { user_id: endUser },
    service_tier: serviceTier === 'standard' ? 'standard_only' : undefined,
  }
}
