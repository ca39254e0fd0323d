/** Makes up answers of OpenAI's Responses API, whole and as streams, in the shape the real service sends them: for the demo and the tests. */
import type { RawHeaders } from '../../contract/exchange.ts'
import { type StreamEvent, sseEvent } from '../common/sample-event.ts'

/** One output item, with the pieces in which a stream delivers it. */
export type Item =
  | { readonly type: 'message'; readonly pieces: readonly string[] }
  | { readonly type: 'reasoning'; readonly summary: string; readonly encrypted: string }
  | { readonly type: 'function_call'; readonly callId: string; readonly name: string; readonly arguments: unknown }

export interface ResponsePlan {
  readonly items: readonly Item[]
  readonly id?: string
  readonly model?: string
  readonly inputTokens?: number
  readonly cachedTokens?: number
  readonly outputTokens?: number
  readonly reasoningTokens?: number
}

export const says = (...pieces: readonly string[]): Item => ({ type: 'message', pieces })
export const reasons = (summary: string, encrypted: string): Item => ({ type: 'reasoning', summary, encrypted })
export const calls = (callId: string, name: string, args: unknown): Item => ({
  type: 'function_call',
  callId,
  name,
  arguments: args,
})

/** Headers the real service sends and clients read. */
export const RESPONSES_HEADERS: RawHeaders = [
  'x-request-id',
  'req_5f0c2d0cbb6b4b7f9f6d',
  'openai-processing-ms',
  '412',
  'openai-version',
  '2020-10-01',
]

/** The answer to a request without `stream`. */
export const response = (plan: ResponsePlan): Record<string, unknown> => ({
  ...shell(plan),
  status: 'completed',
  output: plan.items.map((item, index) => whole(item, index)),
  usage: usage(plan),
})

/** The text of a stream, ended the way the service ends it. */
export const responseStream = (plan: ResponsePlan, newline = '\n'): string =>
  responseEvents(plan)
    .map((event) => sseEvent(event, newline))
    .join('')

export const responseEvents = (plan: ResponsePlan): StreamEvent[] =>
  [
    { type: 'response.created', response: { ...shell(plan), status: 'in_progress', output: [], usage: null } },
    { type: 'response.in_progress', response: { ...shell(plan), status: 'in_progress', output: [], usage: null } },
    ...plan.items.flatMap(itemEvents),
    { type: 'response.completed', response: response(plan) },
  ].map((event, sequence_number) => ({ ...event, sequence_number }))

/** An error object of the service. */
export const responseError = (code: string, detail: string): Record<string, unknown> => ({
  error: { message: detail, type: 'invalid_request_error', param: null, code },
})

/** The event with which a stream reports that the answer failed. */
export const responseFailed = (code: string, detail: string): StreamEvent => ({
  type: 'response.failed',
  sequence_number: 2,
  response: { ...shell({ items: [] }), status: 'failed', output: [], error: { code, message: detail }, usage: null },
})

const shell = (plan: ResponsePlan): Record<string, unknown> => ({
  id: plan.id ?? 'resp_67ccd2bed1ec8190b14f964abc054267',
  object: 'response',
  created_at: 1_741_476_542,
  error: null,
  incomplete_details: null,
  instructions: null,
  model: plan.model ?? 'gpt-5-codex',
  parallel_tool_calls: true,
  store: false,
  tool_choice: 'auto',
  tools: [],
})

const itemId = (index: number): string => `item_${index}`

const whole = (item: Item, index: number): Record<string, unknown> => {
  const id = itemId(index)
  switch (item.type) {
    case 'message':
      return { id, type: 'message', role: 'assistant', status: 'completed', content: [part(item.pieces.join(''))] }
    case 'reasoning':
      return {
        id,
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: item.summary }],
        encrypted_content: item.encrypted,
      }
    case 'function_call':
      return {
        id,
        type: 'function_call',
        status: 'completed',
        call_id: item.callId,
        name: item.name,
        arguments: JSON.stringify(item.arguments),
      }
  }
}

const part = (value: string): Record<string, unknown> => ({
  type: 'output_text',
  text: value,
  annotations: [],
  logprobs: [],
})

const itemEvents = (item: Item, index: number): StreamEvent[] => [
  { type: 'response.output_item.added', output_index: index, item: begun(item, index) },
  ...contentEvents(item, index),
  { type: 'response.output_item.done', output_index: index, item: whole(item, index) },
]

const begun = (item: Item, index: number): Record<string, unknown> => {
  switch (item.type) {
    case 'message':
      return { ...whole(item, index), status: 'in_progress', content: [] }
    case 'reasoning':
      return { id: itemId(index), type: 'reasoning', summary: [] }
    case 'function_call':
      return { ...whole(item, index), status: 'in_progress', arguments: '' }
  }
}

const contentEvents = (item: Item, index: number): StreamEvent[] => {
  const place = { item_id: itemId(index), output_index: index }
  if (item.type === 'function_call') {
    const args = JSON.stringify(item.arguments)
    return [
      { type: 'response.function_call_arguments.delta', ...place, delta: args },
      { type: 'response.function_call_arguments.done', ...place, name: item.name, arguments: args },
    ]
  }
  if (item.type === 'reasoning') return []
  const whole = item.pieces.join('')
  return [
    { type: 'response.content_part.added', ...place, content_index: 0, part: part('') },
    ...item.pieces.map((delta) => ({
      type: 'response.output_text.delta',
      ...place,
      content_index: 0,
      delta,
      logprobs: [],
    })),
    { type: 'response.output_text.done', ...place, content_index: 0, text: whole, logprobs: [] },
    { type: 'response.content_part.done', ...place, content_index: 0, part: part(whole) },
  ]
}

const usage = (plan: ResponsePlan): Record<string, unknown> => {
  const input = plan.inputTokens ?? 36
  const output = plan.outputTokens ?? 87
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: plan.cachedTokens ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: plan.reasoningTokens ?? 0 },
    total_tokens: input + output,
  }
}
