/** Answers of the Responses API, whole and as events: https://platform.openai.com/docs/api-reference/responses-streaming */
import { isObject } from '../../../codec/json/is-object.ts'
import type { Json } from '../../common/protocol.ts'
import type { Draft } from '../../conversation/conversation.ts'
import { errorText, objectsOf, textOf } from '../../conversation/fields.ts'
import { growCall, growText, growThinking } from '../../conversation/grow.ts'
import { itemBlocks } from './items.ts'

const GROWS_TEXT: ReadonlySet<string> = new Set(['response.output_text.delta', 'response.refusal.delta'])
const GROWS_THINKING: ReadonlySet<string> = new Set([
  'response.reasoning_summary_text.delta',
  'response.reasoning_text.delta',
])
const GROWS_CALL: ReadonlySet<string> = new Set([
  'response.function_call_arguments.delta',
  'response.custom_tool_call_input.delta',
])

export const readEvent = (draft: Draft, event: Json): boolean => {
  const type = textOf(event['type'])
  if (!type.startsWith('response.')) return false
  const key = String(event['output_index'] ?? event['item_id'] ?? '')
  const delta = textOf(event['delta'])
  if (GROWS_TEXT.has(type)) growText(draft, `${key}:${String(event['content_index'] ?? 0)}`, delta)
  else if (GROWS_THINKING.has(type)) growThinking(draft, `${key}:0`, delta)
  else if (GROWS_CALL.has(type)) growCall(draft, `${key}:0`, delta)
  else if (type === 'response.output_item.added' || type === 'response.output_item.done') putItem(draft, key, event)
  else if (isObject(event['response'])) readState(draft, event['response'])
  if (type === 'response.failed' && draft.error === '') draft.error = errorText(type)
  return true
}

/** An item that begins or is done: done items are the truth about themselves. */
const putItem = (draft: Draft, key: string, { item }: Json): void => {
  if (!isObject(item)) return
  itemBlocks(item).forEach((block, index) => {
    draft.blocks.set(`${key}:${index}`, block)
  })
}

/** The response object itself: model, state, error; and the output when nothing was seen growing. */
const readState = (draft: Draft, response: Json): void => {
  draft.model = textOf(response['model']) || draft.model
  const status = textOf(response['status'])
  if (status !== '' && status !== 'in_progress' && status !== 'queued') draft.stopReason = stopOf(response, status)
  if (isObject(response['error'])) draft.error = errorText(response['error'])
  if (draft.blocks.size > 0) return
  objectsOf(response['output']).forEach((item, index) => {
    putItem(draft, String(index), { item })
  })
}

const stopOf = (response: Json, status: string): string => {
  const details = response['incomplete_details']
  return isObject(details) ? `${status}: ${textOf(details['reason'])}` : status
}

export const readAnswer = (draft: Draft, body: Json): boolean => {
  if (body['object'] !== 'response' && !Array.isArray(body['output'])) return false
  readState(draft, body)
  return true
}
