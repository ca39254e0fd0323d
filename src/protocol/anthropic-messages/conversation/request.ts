/** Requests of the Messages API: https://docs.anthropic.com/en/api/messages */
import type { Json } from '../../common/protocol.ts'
import type { AskedConversation, Turn } from '../../conversation/conversation.ts'
import { objectsOf, textOf } from '../../conversation/fields.ts'
import { contentBlocks } from './blocks.ts'

export const readRequest = (body: Json, whole: boolean): AskedConversation | undefined => {
  if (!Array.isArray(body['messages'])) return undefined
  const system = contentBlocks(body['system'])
  const turns: readonly Turn[] = [
    ...(system.length === 0 ? [] : [{ role: 'system', blocks: system }]),
    ...objectsOf(body['messages']).map(({ role, content }) => ({ role: textOf(role), blocks: contentBlocks(content) })),
  ]
  const tools = objectsOf(body['tools']).map((tool) => textOf(tool['name']) || textOf(tool['type']))
  return { turns, whole, model: textOf(body['model']), tools }
}
