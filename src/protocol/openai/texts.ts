/**
 * Where texts stand in requests and answers of OpenAI: of Responses and of Chat Completions, which come below one address.
 * https://platform.openai.com/docs/api-reference/responses-streaming, /chat-streaming
 */

import { isObject } from '../../codec/json/is-object.ts'
import { ALL_END, NO_DELTAS, NO_ENDS, textAtOf } from '../common/answer-texts.ts'
import type { Json } from '../common/protocol.ts'
import { requestTexts } from '../common/request-texts.ts'
import type { AnswerTexts, TextDelta } from '../common/text-forms.ts'

const below = (way: string, names: readonly string[]): readonly string[] => names.map((name) => `${way}.${name}`)

const PART = ['type', 'file_id', 'detail', 'prompt_cache_breakpoint.**']
const TOOL = ['type', 'name', 'server_label', 'authorization', 'headers.**', 'vector_store_ids.*', 'container.**']

export const requestTextsOfOpenAi = requestTexts({
  own: [
    'model',
    'previous_response_id',
    'conversation',
    'conversation.id',
    'prompt_cache_key',
    'prompt_cache_retention',
    'safety_identifier',
    'service_tier',
    'truncation',
    'include.*',
    'reasoning.**',
    'tool_choice',
    'tool_choice.**',
    'stream_options.**',
    'text.verbosity',
    'text.format.type',
    'text.format.name',
    ...below('input.*', ['type', 'role', 'id', 'call_id', 'status', 'name', 'namespace', 'phase', 'server_label']),
    ...below('input.*', ['action.type', 'operation.type', 'file_id', 'detail']),
    ...below('input.*.content.*', PART),
    ...below('input.*.summary.*', PART),
    ...below('input.*.output.*', PART),
    ...below('tools.*', TOOL),
    ...below('tools.*.tools.*', TOOL),
    'messages.*.role',
    'messages.*.tool_call_id',
    ...below('messages.*.content.*', [...PART, 'image_url.detail', 'file.file_id', 'input_audio.format']),
    ...below('messages.*.tool_calls.*', ['id', 'type', 'function.name', 'custom.name']),
    'messages.*.function_call.name',
    'tools.*.function.name',
    'tools.*.custom.name',
    'reasoning_effort',
    'response_format.type',
    'response_format.json_schema.name',
  ],
  free: ['input.*.action', 'input.*.operation', 'input.*.arguments', 'input.*.output'],
  json: ['input.*.arguments', 'messages.*.tool_calls.*.function.arguments', 'messages.*.function_call.arguments'],
})

const textAt = textAtOf({
  apart: ['reasoning', 'compaction', 'context_compaction', 'reasoning_text', 'summary_text'],
  free: ['action', 'operation'],
  json: ['arguments'],
})

export const answerTextsOfOpenAi: AnswerTexts = {
  deltas: (event) => (Array.isArray(event['choices']) ? deltasOfChat(event['choices']) : deltasOfResponses(event)),
  ends: (event) => (Array.isArray(event['choices']) ? endsOfChat(event['choices']) : endsOfResponses(event)),
  textAt: (answer, path) => {
    if (isReasoning(answer['type'])) return 'own'
    return answer['type'] === 'response.audio.delta' ? 'own' : textAt(answer, path)
  },
}

const isReasoning = (type: unknown): boolean => typeof type === 'string' && type.startsWith('response.reasoning')

/** An item, and a part of it where it has several. */
const blockOf = ({ item_id, output_index, content_index }: Json): string =>
  `${typeof item_id === 'string' ? item_id : output_index}.${content_index ?? ''}.`

const deltasOfResponses = (event: Json): readonly TextDelta[] => {
  const { type, delta } = event
  if (typeof type !== 'string' || typeof delta !== 'string' || !type.endsWith('.delta')) return NO_DELTAS
  if (isReasoning(type) || type === 'response.audio.delta') return NO_DELTAS
  return [{ path: ['delta'], block: blockOf(event), isJson: type.includes('arguments') }]
}

const endsOfResponses = (event: Json): readonly string[] => {
  const { type, item } = event
  if (typeof type !== 'string') return NO_ENDS
  if (type === 'response.output_item.done') {
    const ends = [`${event['output_index']}.`]
    return isObject(item) && typeof item['id'] === 'string' ? [`${item['id']}.`, ...ends] : ends
  }
  if (type.startsWith('response.output_item') || type.endsWith('.delta')) return NO_ENDS
  if (type.endsWith('.done')) return [blockOf(event)]
  return ENDING.has(type) ? ALL_END : NO_ENDS
}

const ENDING: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error'])

const deltasOfChat = (choices: readonly unknown[]): readonly TextDelta[] =>
  choices.flatMap((choice, place) => (isObject(choice) ? deltasOfChoice(choice, place) : []))

/** `place` is its position among the choices of this event, not the number it has among those of the answer. */
const deltasOfChoice = (choice: Json, place: number): readonly TextDelta[] => {
  const { delta } = choice
  const number = choice['index'] ?? place
  if (!isObject(delta)) return NO_DELTAS
  const at = ['choices', place, 'delta'] as const
  const texts = ['content', 'refusal'].flatMap((name) =>
    typeof delta[name] === 'string' ? [{ path: [...at, name], block: `${number}.${name}.`, isJson: false }] : [],
  )
  const calls = Array.isArray(delta['tool_calls']) ? delta['tool_calls'] : []
  return [
    ...texts,
    ...calls.flatMap((call, position) => deltaOfCall(call, [...at, 'tool_calls', position], `${number}`)),
  ]
}

const deltaOfCall = (call: unknown, at: TextDelta['path'], choice: string): readonly TextDelta[] => {
  if (!isObject(call)) return NO_DELTAS
  const block = `${choice}.call.${call['index'] ?? at.at(-1)}.`
  const { function: named, custom } = call
  if (isObject(named) && typeof named['arguments'] === 'string') {
    return [{ path: [...at, 'function', 'arguments'], block, isJson: true }]
  }
  return isObject(custom) && typeof custom['input'] === 'string'
    ? [{ path: [...at, 'custom', 'input'], block, isJson: false }]
    : NO_DELTAS
}

const endsOfChat = (choices: readonly unknown[]): readonly string[] =>
  choices.flatMap((choice, place) =>
    isObject(choice) && typeof choice['finish_reason'] === 'string' ? [`${choice['index'] ?? place}.`] : [],
  )
