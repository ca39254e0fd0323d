/** Requests of the Chat Completions API: https://platform.openai.com/docs/api-reference/chat/create */

import { isObject } from '../../../codec/json/is-object.ts'
import { contentBlocks } from '../../anthropic-messages/conversation/blocks.ts'
import type { Json } from '../../common/protocol.ts'
import type { AskedConversation, Block, Turn } from '../../conversation/conversation.ts'
import { objectsOf, textOf } from '../../conversation/fields.ts'

/** What tells such a request from one of the Messages API, which has `messages` too. Where nothing does, both read the same. */
export const readRequest = (body: Json, whole: boolean): AskedConversation | undefined => {
  const messages = objectsOf(body['messages'])
  const tools = objectsOf(body['tools'])
  if (!messages.some(isChatMessage) && !tools.some(({ function: inner }) => isObject(inner))) return undefined
  return { turns: messages.map(turnOf), whole, model: textOf(body['model']), tools: tools.map(toolName) }
}

const isChatMessage = ({ role, content, tool_calls: calls }: Json): boolean =>
  role === 'tool' || role === 'developer' || Array.isArray(calls) || objectsOf(content).some(isChatPart)

const isChatPart = ({ type }: Json): boolean => type === 'image_url' || type === 'input_audio' || type === 'file'

const toolName = (tool: Json): string =>
  (isObject(tool['function']) ? textOf(tool['function']['name']) : '') || textOf(tool['name']) || textOf(tool['type'])

/** Calls and results stand beside the content. */
const turnOf = (message: Json): Turn => {
  const role = textOf(message['role'])
  const blocks = partBlocks(message['content'])
  if (role === 'tool')
    return { role, blocks: [{ kind: 'result', id: textOf(message['tool_call_id']), failed: false, blocks }] }
  return { role, blocks: [...blocks, ...objectsOf(message['tool_calls']).map(callBlock)] }
}

/** Relays take blocks of the Messages API here as well. */
const partBlocks = (content: unknown): readonly Block[] =>
  typeof content === 'string' ? contentBlocks(content) : objectsOf(content).flatMap(partBlock)

const partBlock = (part: Json): readonly Block[] => {
  if (part['type'] === 'refusal') return [{ kind: 'text', text: textOf(part['refusal']) }]
  if (part['type'] !== 'image_url' || !isObject(part['image_url'])) return contentBlocks([part])
  return [{ kind: 'image', source: textOf(part['image_url']['url']), mediaType: '' }]
}

const callBlock = (call: Json): Block => {
  const named = isObject(call['function']) ? call['function'] : {}
  return { kind: 'call', id: textOf(call['id']), name: textOf(named['name']), input: textOf(named['arguments']) }
}
