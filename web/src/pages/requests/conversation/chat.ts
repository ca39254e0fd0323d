/** Chat Completions: whole answers and streams. https://platform.openai.com/docs/api-reference/chat */
import type { Draft } from './messages.ts'
import { type Block, isObject, type Json, objectsOf, textOf } from './model.ts'

export const foldChatEvent = (draft: Draft, event: Json): boolean => {
  if (!Array.isArray(event['choices'])) return false
  draft.model = textOf(event['model']) || draft.model
  const choice = objectsOf(event['choices'])[0]
  if (choice === undefined) return true
  draft.stopReason = textOf(choice['finish_reason']) || draft.stopReason
  const delta = choice['delta'] ?? choice['message']
  if (isObject(delta)) growChoice(draft, delta)
  return true
}

const growChoice = (draft: Draft, delta: Json): void => {
  const thinking = textOf(delta['reasoning_content']) || textOf(delta['reasoning'])
  if (thinking !== '') {
    const block = draft.blocks.get('thinking')
    const before = block?.kind === 'thinking' ? block.text : ''
    draft.blocks.set('thinking', { kind: 'thinking', text: before + thinking, sealed: false })
  }
  const text = textOf(delta['content'])
  if (text !== '') {
    const block = draft.blocks.get('text')
    draft.blocks.set('text', { kind: 'text', text: (block?.kind === 'text' ? block.text : '') + text })
  }
  objectsOf(delta['tool_calls']).forEach((call, position) => {
    growCall(draft, call, position)
  })
}

const growCall = (draft: Draft, call: Json, position: number): void => {
  const key = `call ${String(call['index'] ?? position)}`
  const named = isObject(call['function']) ? call['function'] : {}
  const block = draft.blocks.get(key)
  const before: Extract<Block, { kind: 'call' }> =
    block?.kind === 'call' ? block : { kind: 'call', id: textOf(call['id']), name: textOf(named['name']), input: '' }
  draft.blocks.set(key, { ...before, input: before.input + textOf(named['arguments']) })
}
