/** Answers of the Messages API, whole and as events: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
import { isObject } from '../../../codec/json/is-object.ts'
import type { Json } from '../../common/protocol.ts'
import type { Draft } from '../../conversation/conversation.ts'
import { errorText, textOf } from '../../conversation/fields.ts'
import { growCall, growText, growThinking } from '../../conversation/grow.ts'
import { contentBlock, contentBlocks } from './blocks.ts'

export const readEvent = (draft: Draft, event: Json): boolean => {
  const key = String(event['index'] ?? '')
  switch (event['type']) {
    case 'message_start':
      if (isObject(event['message'])) draft.model = textOf(event['message']['model'])
      return true
    case 'content_block_start':
      if (isObject(event['content_block'])) draft.blocks.set(key, contentBlock(event['content_block']))
      return true
    case 'content_block_delta':
      if (isObject(event['delta'])) growBlock(draft, key, event['delta'])
      return true
    case 'message_delta':
      if (isObject(event['delta'])) draft.stopReason = textOf(event['delta']['stop_reason']) || draft.stopReason
      return true
    case 'error':
      draft.error = errorText(event['error'] ?? event['message'])
      return true
    default:
      return event['type'] === 'content_block_stop' || event['type'] === 'message_stop' || event['type'] === 'ping'
  }
}

const growBlock = (draft: Draft, key: string, delta: Json): void => {
  switch (delta['type']) {
    case 'text_delta':
      growText(draft, key, textOf(delta['text']))
      return
    case 'thinking_delta':
      growThinking(draft, key, textOf(delta['thinking']))
      return
    case 'input_json_delta':
      growCall(draft, key, textOf(delta['partial_json']))
      return
    default:
  }
}

export const readAnswer = (draft: Draft, body: Json): boolean => {
  if (body['type'] === 'error') {
    draft.error = errorText(body['error'])
    return true
  }
  if (body['type'] !== 'message' && !Array.isArray(body['content'])) return false
  draft.model = textOf(body['model'])
  draft.stopReason = textOf(body['stop_reason'])
  contentBlocks(body['content']).forEach((block, index) => {
    draft.blocks.set(String(index), block)
  })
  return true
}
