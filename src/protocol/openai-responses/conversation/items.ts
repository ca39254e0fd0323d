/** Items of the Responses API, in which both sides write: https://platform.openai.com/docs/api-reference/responses */
import type { Json } from '../../common/protocol.ts'
import type { Block } from '../../conversation/conversation.ts'
import { objectsOf, other, pretty, textOf } from '../../conversation/fields.ts'

/** One item of an input or an output, as blocks. */
export const itemBlocks = (item: Json): readonly Block[] => {
  const type = textOf(item['type'])
  if (type === 'message' || type === '') return contentBlocks(item['content'])
  if (type === 'reasoning') return [reasoningBlock(item)]
  if (type.endsWith('_call_output')) return [resultBlock(item)]
  if (type.endsWith('_call')) return [callBlock(item, type)]
  return [other(item)]
}

const contentBlocks = (content: unknown): readonly Block[] =>
  typeof content === 'string' ? [{ kind: 'text', text: content }] : objectsOf(content).map(partBlock)

const partBlock = (part: Json): Block => {
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'refusal':
    case undefined:
      return { kind: 'text', text: textOf(part['text']) || textOf(part['refusal']) }
    case 'input_image':
      return { kind: 'image', source: textOf(part['image_url']), mediaType: '' }
    default:
      return other(part)
  }
}

const reasoningBlock = (item: Json): Block => {
  const parts = [...objectsOf(item['summary']), ...objectsOf(item['content'])].map((part) => textOf(part['text']))
  const text = parts.filter((part) => part !== '').join('\n\n')
  return { kind: 'thinking', text, sealed: text === '' }
}

const callBlock = (item: Json, type: string): Block => ({
  kind: 'call',
  id: textOf(item['call_id']) || textOf(item['id']),
  name: textOf(item['name']) || type,
  input: pretty(item['arguments'] ?? item['input'] ?? item['action'] ?? ''),
})

const resultBlock = (item: Json): Block => {
  const { output } = item
  const blocks: readonly Block[] = Array.isArray(output)
    ? contentBlocks(output)
    : [{ kind: 'text', text: pretty(output) }]
  return { kind: 'result', id: textOf(item['call_id']), failed: item['status'] === 'failed', blocks }
}
