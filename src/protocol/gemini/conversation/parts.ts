/** Parts of the Gemini API, in which both sides write: https://ai.google.dev/api/caching#Part */
import { isObject } from '../../../codec/json/is-object.ts'
import type { Json } from '../../common/protocol.ts'
import type { Block } from '../../conversation/conversation.ts'
import { objectsOf, other, pretty, textOf } from '../../conversation/fields.ts'

/** Parts of a content, or a system instruction: an object with parts, or a text. Python clients write names with underscores. */
export const contentBlocks = (content: unknown): readonly Block[] => {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  return isObject(content) ? objectsOf(content['parts']).map(partBlock) : []
}

export const partBlock = (part: Json): Block => {
  const { text } = part
  if (typeof text === 'string') return part['thought'] === true ? thinkingBlock(text) : { kind: 'text', text }
  const [call, result] = [
    part['functionCall'] ?? part['function_call'],
    part['functionResponse'] ?? part['function_response'],
  ]
  if (isObject(call)) return callBlock(call)
  if (isObject(result)) return resultBlock(result)
  return imageBlock(part) ?? other(part, Object.keys(part)[0] ?? '')
}

const thinkingBlock = (text: string): Block => ({ kind: 'thinking', text, sealed: text === '' })

/** Calls have an id only where the model makes several of one name at once. */
const callBlock = (call: Json): Block => {
  const name = textOf(call['name'])
  return { kind: 'call', id: textOf(call['id']) || name, name, input: pretty(call['args'] ?? '') }
}

const resultBlock = (result: Json): Block => {
  const { response } = result
  const failed = isObject(response) && 'error' in response
  const blocks: readonly Block[] = [{ kind: 'text', text: pretty(response ?? '') }]
  return { kind: 'result', id: textOf(result['id']) || textOf(result['name']), failed, blocks }
}

/** Bytes or a file that is a picture; undefined for any other part. */
const imageBlock = (part: Json): Block | undefined => {
  const data = part['inlineData'] ?? part['inline_data'] ?? part['fileData'] ?? part['file_data']
  if (!isObject(data)) return undefined
  const mediaType = textOf(data['mimeType']) || textOf(data['mime_type'])
  if (!mediaType.startsWith('image/')) return undefined
  const address = textOf(data['fileUri']) || textOf(data['file_uri'])
  return { kind: 'image', mediaType, source: address || `data:${mediaType};base64,${textOf(data['data'])}` }
}
