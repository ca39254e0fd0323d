/** Answers of the Chat Completions API, whole and as chunks: https://platform.openai.com/docs/api-reference/chat-streaming */
import { isObject } from '../../../codec/json/is-object.ts'
import type { Json } from '../../common/protocol.ts'
import type { Draft } from '../../conversation/conversation.ts'
import { objectsOf, textOf } from '../../conversation/fields.ts'
import { growCall, growText, growThinking } from '../../conversation/grow.ts'

/** A chunk, or a whole answer: a message is a delta to which nothing is added. Of several choices the first is shown. */
export const readEvent = (draft: Draft, event: Json): boolean => {
  if (!Array.isArray(event['choices'])) return false
  draft.model = textOf(event['model']) || draft.model
  const [choice] = objectsOf(event['choices'])
  if (choice === undefined) return true
  draft.stopReason = textOf(choice['finish_reason']) || draft.stopReason
  const delta = choice['delta'] ?? choice['message']
  if (isObject(delta)) grow(draft, delta)
  return true
}

const grow = (draft: Draft, delta: Json): void => {
  const thinking = textOf(delta['reasoning_content']) || textOf(delta['reasoning'])
  if (thinking !== '') growThinking(draft, 'thinking', thinking)
  const text = textOf(delta['content']) || textOf(delta['refusal'])
  if (text !== '') growText(draft, 'text', text)
  objectsOf(delta['tool_calls']).forEach((call, position) => {
    putCall(draft, call, position)
  })
}

const putCall = (draft: Draft, call: Json, position: number): void => {
  const key = `call ${String(call['index'] ?? position)}`
  const named = isObject(call['function']) ? call['function'] : {}
  if (draft.blocks.get(key) === undefined)
    draft.blocks.set(key, { kind: 'call', id: textOf(call['id']), name: textOf(named['name']), input: '' })
  growCall(draft, key, textOf(named['arguments']))
}
