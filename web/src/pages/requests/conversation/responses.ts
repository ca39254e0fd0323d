/** OpenAI Responses: requests, whole answers and streams. https://platform.openai.com/docs/api-reference/responses */
import type { Draft } from './messages.ts'
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

export const readResponsesRequest = (body: Json, whole: boolean): AskedConversation => {
  const turns: Turn[] = []
  const instructions = textOf(body['instructions'])
  if (instructions !== '') turns.push({ role: 'system', blocks: [{ kind: 'text', text: instructions }] })
  const input = body['input']
  if (typeof input === 'string') turns.push({ role: 'user', blocks: [{ kind: 'text', text: input }] })
  for (const item of objectsOf(input)) turns.push(itemTurn(item))
  const tools = objectsOf(body['tools']).map((tool) => textOf(tool['name']) || textOf(tool['type']))
  return { turns: joinTurns(turns), whole, model: textOf(body['model']), tools }
}

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
  if (type === 'message' || (type === '' && item['role'] !== undefined)) {
    return { role: textOf(item['role']), blocks: itemBlocks(item) }
  }
  return { role: type.endsWith('_output') ? 'tool' : 'assistant', blocks: itemBlocks(item) }
}

/** One item of an input or an output, as blocks. */
export const itemBlocks = (item: Json): readonly Block[] => {
  const type = textOf(item['type'])
  if (type === 'message' || type === '') return contentBlocks(item['content'])
  if (type === 'reasoning') return [reasoningBlock(item)]
  if (type.endsWith('_call_output')) return [resultBlock(item)]
  if (type.endsWith('_call')) return [callBlock(item, type)]
  return [other(item)]
}

const contentBlocks = (content: unknown): readonly Block[] => {
  if (typeof content === 'string') return [{ kind: 'text', text: content }]
  return objectsOf(content).map((part): Block => {
    switch (part['type']) {
      case 'input_text':
      case 'output_text':
      case 'text':
      case 'refusal':
        return { kind: 'text', text: textOf(part['text']) || textOf(part['refusal']) }
      case 'input_image':
        return { kind: 'image', source: textOf(part['image_url']), mediaType: '' }
      default:
        return other(part)
    }
  })
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
  const output = item['output']
  const blocks: readonly Block[] = Array.isArray(output)
    ? contentBlocks(output)
    : [{ kind: 'text', text: pretty(output) }]
  return { kind: 'result', id: textOf(item['call_id']), failed: item['status'] === 'failed', blocks }
}

const keyOf = (event: Json): string => String(event['output_index'] ?? event['item_id'] ?? '')

const GROWS_TEXT = new Set(['response.output_text.delta', 'response.refusal.delta'])
const GROWS_THINKING = new Set(['response.reasoning_summary_text.delta', 'response.reasoning_text.delta'])
const GROWS_CALL = new Set(['response.function_call_arguments.delta', 'response.custom_tool_call_input.delta'])

export const foldResponsesEvent = (draft: Draft, event: Json): boolean => {
  const type = textOf(event['type'])
  if (!type.startsWith('response.') && type !== 'error') return false
  const key = keyOf(event)
  const delta = textOf(event['delta'])
  if (GROWS_TEXT.has(type)) growText(draft, `${key}:${String(event['content_index'] ?? 0)}`, delta)
  else if (GROWS_THINKING.has(type)) growThinking(draft, key, delta)
  else if (GROWS_CALL.has(type)) growCall(draft, key, delta)
  else if (type === 'response.output_item.added' || type === 'response.output_item.done') putItem(draft, key, event)
  else if (type === 'error') draft.error = errorText(event['error'] ?? event)
  else if (isObject(event['response'])) readState(draft, event['response'])
  return true
}

const growText = (draft: Draft, key: string, delta: string): void => {
  const block = draft.blocks.get(key)
  draft.blocks.set(key, { kind: 'text', text: (block?.kind === 'text' ? block.text : '') + delta })
}

const growThinking = (draft: Draft, key: string, delta: string): void => {
  const block = draft.blocks.get(`${key}:0`)
  const before = block?.kind === 'thinking' ? block.text : ''
  draft.blocks.set(`${key}:0`, { kind: 'thinking', text: before + delta, sealed: false })
}

const growCall = (draft: Draft, key: string, delta: string): void => {
  const block = draft.blocks.get(`${key}:0`)
  if (block?.kind === 'call') draft.blocks.set(`${key}:0`, { ...block, input: block.input + delta })
}

/** An item that begins or is done: done items are the truth about themselves. */
const putItem = (draft: Draft, key: string, event: Json): void => {
  if (!isObject(event['item'])) return
  itemBlocks(event['item']).forEach((block, index) => {
    draft.blocks.set(`${key}:${index}`, block)
  })
}

/** The response object itself: model, state, error; and the output when nothing was seen growing. */
const readState = (draft: Draft, response: Json): void => {
  draft.model = textOf(response['model']) || draft.model
  const status = textOf(response['status'])
  if (status !== '' && status !== 'in_progress' && status !== 'queued') draft.stopReason = stopOf(response, status)
  if (isObject(response['error'])) draft.error = errorText(response['error'])
  if (draft.blocks.size > 0) return
  objectsOf(response['output']).forEach((item, index) => {
    putItem(draft, String(index), { item })
  })
}

const stopOf = (response: Json, status: string): string => {
  const details = response['incomplete_details']
  return isObject(details) ? `${status}: ${textOf(details['reason'])}` : status
}

export const readResponsesAnswer = (draft: Draft, body: Json): void => {
  if (isObject(body['error'])) draft.error = errorText(body['error'])
  readState(draft, body)
}
