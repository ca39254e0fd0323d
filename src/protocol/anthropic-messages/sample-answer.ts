/** Makes up answers of Anthropic's Messages API, whole and as streams, in the shape the real service sends them: for the demo and the tests. */
import type { RawHeaders } from '../../contract/exchange.ts'
import { type StreamEvent, sseEvent } from '../common/sample-event.ts'

/** One content block, with the pieces in which a stream delivers it. */
export type Block =
  | { readonly type: 'text'; readonly pieces: readonly string[] }
  | { readonly type: 'thinking'; readonly pieces: readonly string[]; readonly signature: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: unknown }

export interface MessagePlan {
  readonly blocks: readonly Block[]
  readonly model?: string
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly cacheReadTokens?: number
  readonly cacheCreateTokens?: number
}

export const text = (...parts: readonly string[]): Block => ({ type: 'text', pieces: parts })
export const thinking = (signature: string, ...parts: readonly string[]): Block => ({
  type: 'thinking',
  pieces: parts,
  signature,
})
export const toolUse = (id: string, name: string, input: unknown): Block => ({ type: 'tool_use', id, name, input })

/** Headers the real service sends and clients read. */
export const MESSAGES_HEADERS: RawHeaders = [
  'request-id',
  'req_011CSHoEeqs5C35K2UUqR7Fy',
  'anthropic-organization-id',
  '7c6c2b1e-0000-4000-8000-000000000000',
  'anthropic-ratelimit-requests-remaining',
  '3999',
]

/** The answer to a request without `stream`. */
export const message = (plan: MessagePlan): Record<string, unknown> => ({
  id: 'msg_013Zva2CMHLNnXjNJJKqJ2EF',
  type: 'message',
  role: 'assistant',
  model: plan.model ?? 'claude-sonnet-4-5',
  content: plan.blocks.map(whole),
  stop_reason: stopReason(plan),
  stop_sequence: null,
  usage: usage(plan),
})

/** The text of a stream. `newline` is the line end: the specification of server-sent events allows `\r\n` too. */
export const messageStream = (plan: MessagePlan, newline = '\n'): string =>
  messageEvents(plan)
    .map((event) => sseEvent(event, newline))
    .join('')

export const messageEvents = (plan: MessagePlan): StreamEvent[] => [
  {
    type: 'message_start',
    message: { ...message(plan), content: [], stop_reason: null, usage: { ...usage(plan), output_tokens: 1 } },
  },
  ...plan.blocks.flatMap(blockEvents),
  { type: 'message_delta', delta: { stop_reason: stopReason(plan), stop_sequence: null }, usage: usage(plan) },
  { type: 'message_stop' },
]

/** An error object of the service, whole or as an event in a stream. */
export const messageError = (type: string, detail: string): StreamEvent => ({
  type: 'error',
  error: { type, message: detail },
  request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy',
})

const whole = (block: Block): Record<string, unknown> => {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.pieces.join('') }
    case 'thinking':
      return { type: 'thinking', thinking: block.pieces.join(''), signature: block.signature }
    case 'tool_use':
      return { type: 'tool_use', id: block.id, name: block.name, input: block.input }
  }
}

const blockEvents = (block: Block, index: number): StreamEvent[] => [
  { type: 'content_block_start', index, content_block: empty(block) },
  ...deltas(block).map((delta) => ({ type: 'content_block_delta', index, delta })),
  { type: 'content_block_stop', index },
]

const empty = (block: Block): Record<string, unknown> => {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '' }
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' }
    case 'tool_use':
      return { type: 'tool_use', id: block.id, name: block.name, input: {} }
  }
}

const deltas = (block: Block): Record<string, unknown>[] => {
  switch (block.type) {
    case 'text':
      return block.pieces.map((piece) => ({ type: 'text_delta', text: piece }))
    case 'thinking':
      return [
        ...block.pieces.map((piece) => ({ type: 'thinking_delta', thinking: piece })),
        { type: 'signature_delta', signature: block.signature },
      ]
    case 'tool_use': {
      const input = JSON.stringify(block.input)
      const middle = Math.floor(input.length / 2)
      return ['', input.slice(0, middle), input.slice(middle)].map((part) => ({
        type: 'input_json_delta',
        partial_json: part,
      }))
    }
  }
}

const stopReason = (plan: MessagePlan): string =>
  plan.blocks.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn'

const usage = (plan: MessagePlan): Record<string, unknown> => ({
  input_tokens: plan.inputTokens ?? 25,
  cache_creation_input_tokens: plan.cacheCreateTokens ?? 0,
  cache_read_input_tokens: plan.cacheReadTokens ?? 0,
  output_tokens: plan.outputTokens ?? 15,
  service_tier: 'standard',
})
