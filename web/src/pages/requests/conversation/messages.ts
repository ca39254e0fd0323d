/** Anthropic Messages: requests, whole answers and streams. https://docs.anthropic.com/en/api/messages */
import {
  type AskedConversation,
  type Block,
  errorText,
  isObject,
  type Json,
  objectsOf,
  other,
  pretty,
  type Turn,
  textOf,
} from './model.ts'

/** Content of a message: a text, or a list of blocks. */
export const messageBlocks = (content: unknown): readonly Block[] => {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  return objectsOf(content).map(messageBlock)
}

const messageBlock = (block: Json): Block => {
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
        blocks: messageBlocks(block['content']),
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
  if (source['type'] === 'base64') {
    return { kind: 'image', mediaType, source: `data:${mediaType};base64,${textOf(source['data'])}` }
  }
  return { kind: 'image', mediaType, source: textOf(source['url']) }
}

export const readMessagesRequest = (body: Json, whole: boolean): AskedConversation => {
  const system = messageBlocks(body['system'])
  const turns: Turn[] = system.length === 0 ? [] : [{ role: 'system', blocks: system }]
  for (const message of objectsOf(body['messages'])) {
    turns.push({ role: textOf(message['role']), blocks: chatBlocks(message) })
  }
  return { turns, whole, model: textOf(body['model']), tools: objectsOf(body['tools']).map(toolName) }
}

const toolName = (tool: Json): string => {
  const inner = tool['function']
  return textOf(tool['name']) || (isObject(inner) ? textOf(inner['name']) : '') || textOf(tool['type'])
}

/** Chat Completions put calls and results beside the content. https://platform.openai.com/docs/api-reference/chat */
const chatBlocks = (message: Json): readonly Block[] => {
  const blocks = messageBlocks(message['content'])
  if (message['role'] === 'tool') {
    return [{ kind: 'result', id: textOf(message['tool_call_id']), failed: false, blocks }]
  }
  const calls = objectsOf(message['tool_calls']).map((call): Block => {
    const named = isObject(call['function']) ? call['function'] : {}
    return { kind: 'call', id: textOf(call['id']), name: textOf(named['name']), input: textOf(named['arguments']) }
  })
  return [...blocks, ...calls]
}

/** The growing answer of a stream: blocks by position, changed in place. */
export interface Draft {
  readonly blocks: Map<string, Block>
  model: string
  stopReason: string
  error: string
}

export const foldMessagesEvent = (draft: Draft, event: Json): boolean => {
  const key = String(event['index'] ?? '')
  switch (event['type']) {
    case 'message_start':
      if (isObject(event['message'])) draft.model = textOf(event['message']['model'])
      return true
    case 'content_block_start':
      if (isObject(event['content_block'])) draft.blocks.set(key, messageBlock(event['content_block']))
      return true
    case 'content_block_delta':
      if (isObject(event['delta'])) growBlock(draft, key, event['delta'])
      return true
    case 'message_delta':
      if (isObject(event['delta'])) draft.stopReason = textOf(event['delta']['stop_reason']) || draft.stopReason
      return true
    case 'error':
      draft.error = errorText(event['error'] ?? event)
      return true
    default:
      return event['type'] === 'content_block_stop' || event['type'] === 'message_stop' || event['type'] === 'ping'
  }
}

const growBlock = (draft: Draft, key: string, delta: Json): void => {
  const block = draft.blocks.get(key)
  const text = textOf(delta['text'])
  switch (delta['type']) {
    case 'text_delta':
      draft.blocks.set(key, { kind: 'text', text: (block?.kind === 'text' ? block.text : '') + text })
      return
    case 'thinking_delta': {
      const before = block?.kind === 'thinking' ? block.text : ''
      draft.blocks.set(key, { kind: 'thinking', text: before + textOf(delta['thinking']), sealed: false })
      return
    }
    case 'input_json_delta':
      if (block?.kind === 'call')
        draft.blocks.set(key, { ...block, input: block.input + textOf(delta['partial_json']) })
      return
    default:
  }
}

/** A whole answer that is one JSON object. */
export const readMessagesAnswer = (draft: Draft, body: Json): void => {
  draft.model = textOf(body['model'])
  draft.stopReason = textOf(body['stop_reason'])
  if (body['type'] === 'error') draft.error = errorText(body['error'])
  messageBlocks(body['content']).forEach((block, index) => {
    draft.blocks.set(String(index), block)
  })
}
