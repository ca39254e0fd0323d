/** Requests of the Gemini API: https://ai.google.dev/api/generate-content. Code Assist puts them into a `request`. */
import { isObject } from '../../../codec/json/is-object.ts'
import type { Json } from '../../common/protocol.ts'
import type { AskedConversation, Turn } from '../../conversation/conversation.ts'
import { objectsOf, textOf } from '../../conversation/fields.ts'
import { contentBlocks } from './parts.ts'

export const readRequest = (body: Json, whole: boolean): AskedConversation | undefined => {
  const request = isObject(body['request']) ? body['request'] : body
  if (!Array.isArray(request['contents'])) return undefined
  const system = contentBlocks(request['systemInstruction'] ?? request['system_instruction'])
  const turns: readonly Turn[] = [
    ...(system.length === 0 ? [] : [{ role: 'system', blocks: system }]),
    ...objectsOf(request['contents']).map((content) => ({ role: roleOf(content), blocks: contentBlocks(content) })),
  ]
  return { turns, whole, model: textOf(body['model']), tools: objectsOf(request['tools']).flatMap(toolNames) }
}

/** A content without a role is the user's. */
const roleOf = ({ role }: Json): string => (role === 'model' ? 'assistant' : textOf(role) || 'user')

/** An entry declares functions, or switches on a tool of Google's by its name. */
const toolNames = (tool: Json): readonly string[] => {
  const declared = tool['functionDeclarations'] ?? tool['function_declarations']
  return Array.isArray(declared) ? objectsOf(declared).map(({ name }) => textOf(name)) : Object.keys(tool)
}
