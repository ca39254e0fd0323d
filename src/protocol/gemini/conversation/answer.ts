/** Answers of the Gemini API: https://ai.google.dev/api/generate-content#generatecontentresponse. Every event is one, with what is new. */
import { isObject } from '../../../codec/json/is-object.ts'
import type { Json } from '../../common/protocol.ts'
import type { Draft } from '../../conversation/conversation.ts'
import { objectsOf, textOf } from '../../conversation/fields.ts'
import { growText, growThinking } from '../../conversation/grow.ts'
import { partBlock } from './parts.ts'

/** Code Assist puts each into a `response`. Of several candidates the first is shown. */
export const readEvent = (draft: Draft, event: Json): boolean => {
  const response = isObject(event['response']) ? event['response'] : event
  const { candidates, promptFeedback } = response
  if (!Array.isArray(candidates) && !isObject(promptFeedback)) return false
  draft.model = textOf(response['modelVersion']) || draft.model
  if (isObject(promptFeedback)) draft.stopReason = textOf(promptFeedback['blockReason']) || draft.stopReason
  const [candidate] = objectsOf(candidates)
  if (candidate === undefined) return true
  draft.stopReason = textOf(candidate['finishReason']) || draft.stopReason
  if (isObject(candidate['content'])) for (const part of objectsOf(candidate['content']['parts'])) add(draft, part)
  return true
}

/** Parts have no number: one of the last block's kind goes on with it. */
const add = (draft: Draft, part: Json): void => {
  const block = partBlock(part)
  const [last, before] = lastOf(draft)
  const next = String(draft.blocks.size)
  if (block.kind === 'text') growText(draft, before === 'text' ? last : next, block.text)
  else if (block.kind === 'thinking') growThinking(draft, before === 'thinking' ? last : next, block.text)
  else draft.blocks.set(next, block)
}

const lastOf = ({ blocks }: Draft): readonly [key: string, kind: string | undefined] => {
  const key = String(blocks.size - 1)
  return [key, blocks.get(key)?.kind]
}
