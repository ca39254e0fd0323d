/** Requests of the Responses API: https://platform.openai.com/docs/api-reference/responses/create */
import type { Json } from '../../common/protocol.ts'
import type { AskedConversation, Turn } from '../../conversation/conversation.ts'
import { objectsOf, textOf } from '../../conversation/fields.ts'
import { itemBlocks } from './items.ts'

export const readRequest = (body: Json, whole: boolean): AskedConversation | undefined => {
  const { input } = body
  if (input === undefined && body['instructions'] === undefined) return undefined
  const instructions = textOf(body['instructions'])
  const turns: readonly Turn[] = [
    ...(instructions === '' ? [] : [said('system', instructions)]),
    ...(typeof input === 'string' ? [said('user', input)] : objectsOf(input).map(itemTurn)),
  ]
  const tools = objectsOf(body['tools']).map((tool) => textOf(tool['name']) || textOf(tool['type']))
  return { turns: joinTurns(turns), whole, model: textOf(body['model']), tools }
}

const said = (role: string, text: string): Turn => ({ role, blocks: [{ kind: 'text', text }] })

/** Calls, reasoning and words of one side stand in one turn. */
const joinTurns = (turns: readonly Turn[]): readonly Turn[] => {
  const joined: Turn[] = []
  for (const turn of turns) {
    const last = joined.at(-1)
    if (last !== undefined && last.role === turn.role && turn.role !== 'user') {
      joined[joined.length - 1] = { role: last.role, blocks: [...last.blocks, ...turn.blocks] }
    } else joined.push(turn)
  }
  return joined
}

const itemTurn = (item: Json): Turn => {
  const type = textOf(item['type'])
  if (type === 'message' || (type === '' && item['role'] !== undefined))
    return { role: textOf(item['role']), blocks: itemBlocks(item) }
  return { role: type.endsWith('_output') ? 'tool' : 'assistant', blocks: itemBlocks(item) }
}
