/** Items of an answer and the response around them as OpenAI Responses has them. */
import { RawJson, readJson } from '../../../codec/json/exact-json.ts'
import type { AnswerCall, AnswerContext } from '../../canonical/answer-sink.ts'
import { type Fields, listOf, numberOf, objectOf, wordOf } from '../../canonical/fields.ts'
import type { Finish } from '../../canonical/finish.ts'
import type { PlacedCitation } from '../../canonical/whole-answer.ts'
import { writeTier } from '../../openai/service-tier.ts'
import { urlCitation } from '../../openai/url-citation.ts'
import { incompleteReason, writeUsage } from './write-usage.ts'

export const textContent = (kind: 'text' | 'refusal', text: string, annotations: readonly Fields[] = []): Fields =>
  kind === 'refusal' ? { type: 'refusal', refusal: text } : { type: 'output_text', text, annotations, logprobs: [] }

export const annotation = (citation: PlacedCitation): Fields => ({ type: 'url_citation', ...urlCitation(citation) })

export const messageItem = (id: string, content: readonly Fields[], status: string): Fields => ({
  id,
  type: 'message',
  status,
  role: 'assistant',
  content,
})

/** `carrier`: what the client gives back untouched; undefined as long as the item is not done. */
export const reasoningItem = (id: string, paragraphs: readonly string[], carrier: string | undefined): Fields => ({
  id,
  type: 'reasoning',
  summary: paragraphs.map((text) => ({ type: 'summary_text', text })),
  encrypted_content: carrier,
})

/** Prefixes of the ids of items; the id of a local shell call is that of the call. */
const PREFIXES = { function: 'fc_', custom: 'ctc_', shell: 'sh_', apply_patch: 'apc_' } as const

export const callItemId = ({ id, kind }: AnswerCall, mint: AnswerContext['mint']): string =>
  kind === 'local_shell' ? id : mint(PREFIXES[kind])

export const callItem = (id: string, call: AnswerCall, args: string, status: string): Fields => {
  const head = { id, status, call_id: call.id }
  const { name, namespace } = call
  switch (call.kind) {
    case 'custom':
      return { ...head, type: 'custom_tool_call', name, namespace, input: args }
    case 'local_shell':
      return { ...head, type: 'local_shell_call', action: localShellAction(args) }
    case 'shell':
      return { ...head, type: 'shell_call', action: shellAction(args) }
    case 'apply_patch':
      return { ...head, type: 'apply_patch_call', operation: objectOf(readJson(args))?.['operation'] ?? {} }
    default:
      return { ...head, type: 'function_call', name, namespace, arguments: args }
  }
}

const shellAction = (args: string): Fields => {
  const value = objectOf(readJson(args)) ?? {}
  return {
    commands: listOf(value['commands']),
    timeout_ms: value['timeout_ms'] ?? null,
    max_output_length: value['max_output_length'] ?? null,
  }
}

const localShellAction = (args: string): Fields => {
  const value = objectOf(readJson(args)) ?? {}
  const { command } = value
  return {
    type: 'exec',
    command: typeof command === 'string' ? [command] : listOf(command),
    env: objectOf(value['env']) ?? {},
    working_directory: wordOf(value['workdir']),
    timeout_ms: numberOf(value['timeout_ms']),
  }
}

/** `extras`: what the request asked, where it is repeated. */
export const response = (
  id: string,
  status: string,
  output: readonly Fields[],
  context: AnswerContext,
  extras: Fields,
): Fields => ({
  id,
  object: 'response',
  created_at: context.created,
  status,
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  model: context.model,
  output,
  parallel_tool_calls: context.asked.parallelTools ?? true,
  temperature: context.asked.temperature ?? null,
  top_p: context.asked.topP ?? null,
  tool_choice: 'auto',
  tools: new RawJson('[]'),
  store: false,
  ...extras,
})

/** The members by which a response tells how it ended. */
export const ending = (finish: Finish): Fields => {
  const reason = incompleteReason(finish)
  return {
    incomplete_details: reason === undefined ? null : { reason },
    usage: writeUsage(finish),
    service_tier: writeTier(finish.tier),
  }
}

export const statusOf = (finish: Finish): 'completed' | 'incomplete' =>
  incompleteReason(finish) === undefined ? 'completed' : 'incomplete'

/** A summary that replaces the conversation, in the form in which it will come back. */
export const compactionItem = (id: string, carrier: string): Fields => ({
  id,
  type: 'compaction',
  encrypted_content: carrier,
})
