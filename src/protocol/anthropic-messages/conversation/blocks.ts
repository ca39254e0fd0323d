/** Content blocks of the Messages API: https://docs.anthropic.com/en/api/messages */
import { isObject } from '../../../codec/json/is-object.ts'
import type { Json } from '../../common/protocol.ts'
import type { Block } from '../../conversation/conversation.ts'
import { objectsOf, other, pretty, textOf } from '../../conversation/fields.ts'

/** Content of a message: a text, or a list of blocks. */
export const contentBlocks = (content: unknown): readonly Block[] => {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  return objectsOf(content).map(contentBlock)
}

export const contentBlock = (block: Json): Block => {
  switch (block['type']) {
    case 'text':
      return { kind: 'text', text: textOf(block['text']) }
    case 'thinking':
      return { kind: 'thinking', text: textOf(block['thinking']), sealed: textOf(block['thinking']) === '' }
    case 'redacted_thinking':
      return { kind: 'thinking', text: '', sealed: true }
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return { kind: 'call', id: textOf(block['id']), name: textOf(block['name']), input: inputText(block['input']) }
    case 'tool_result':
    case 'mcp_tool_result':
      return {
        kind: 'result',
        id: textOf(block['tool_use_id']),
        failed: block['is_error'] === true,
        blocks: contentBlocks(block['content']),
      }
    case 'image':
      return imageBlock(block)
    default:
      return other(block)
  }
}

/** An empty input at the start of a stream is no input yet. */
const inputText = (input: unknown): string => {
  if (isObject(input) && Object.keys(input).length === 0) return ''
  return input === undefined ? '' : pretty(input)
}

const imageBlock = (block: Json): Block => {
  const source = block['source']
  if (!isObject(source)) return other(block)
  const mediaType = textOf(source['media_type'])
  if (source['type'] === 'base64')
    return { kind: 'image', mediaType, source: `data:${mediaType};base64,${textOf(source['data'])}` }
  return { kind: 'image', mediaType, source: textOf(source['url']) }
}
