/** Conversations of a client of any protocol with upstreams of any protocol, for tests: what each side writes, in its own words. */
import type { ProtocolId } from '../../src/contract/protocol.ts'

// biome-ignore lint/suspicious/noExplicitAny: JSON of four protocols
export type Any = any

/** One thing a model says. */
export type Said =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string; readonly secret: string }
  | { readonly type: 'call'; readonly id: string; readonly name: string; readonly args: string }

export const TOOLS = ['Read', 'mcp__server__tool.with/odd characters', 'edit'] as const

const SCHEMA = { type: 'object', properties: { path: { type: 'string' }, n: { type: 'integer' } } }

/** A first request of a client. */
export const openRequest = (client: ProtocolId, text: string): Any => {
  switch (client) {
    case 'messages':
      return {
        model: 'asked',
        max_tokens: 4096,
        system: 'system',
        tools: TOOLS.map((name) => ({ name, input_schema: SCHEMA })),
        messages: [{ role: 'user', content: text }],
      }
    case 'responses':
      return {
        model: 'asked',
        instructions: 'system',
        tools: TOOLS.map((name) => ({ type: 'function', name, parameters: SCHEMA })),
        input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }],
      }
    case 'chat':
      return {
        model: 'asked',
        tools: TOOLS.map((name) => ({ type: 'function', function: { name, parameters: SCHEMA } })),
        messages: [
          { role: 'system', content: 'system' },
          { role: 'user', content: text },
        ],
      }
    case 'gemini':
      return {
        systemInstruction: { parts: [{ text: 'system' }] },
        tools: [{ functionDeclarations: TOOLS.map((name) => ({ name, parametersJsonSchema: SCHEMA })) }],
        contents: [{ role: 'user', parts: [{ text }] }],
      }
  }
}

/** What an upstream answers, whole. `named`: how this upstream knows a tool. */
export const wholeAnswer = (upstream: ProtocolId, said: readonly Said[], named: (name: string) => string): Any => {
  const calls = said.some(({ type }) => type === 'call')
  switch (upstream) {
    case 'messages':
      return {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: said.map((one) => messagesBlock(one, named)),
        stop_reason: calls ? 'tool_use' : 'end_turn',
        stop_sequence: null,
        usage: { input_tokens: 1, output_tokens: 2 },
      }
    case 'responses':
      return {
        id: 'resp_1',
        object: 'response',
        status: 'completed',
        error: null,
        output: said.map((one, index) => responsesItem(one, index, named)),
        usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
      }
    case 'chat':
      return {
        id: 'c',
        object: 'chat.completion',
        choices: [{ index: 0, message: chatMessage(said, named), finish_reason: calls ? 'tool_calls' : 'stop' }],
        usage: { prompt_tokens: 1, completion_tokens: 2 },
      }
    case 'gemini':
      return {
        candidates: [{ content: { role: 'model', parts: geminiParts(said, named) }, finishReason: 'STOP', index: 0 }],
        usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 },
      }
  }
}

const messagesBlock = (one: Said, named: (name: string) => string): Any => {
  if (one.type === 'text') return one
  if (one.type === 'reasoning') return { type: 'thinking', thinking: one.text, signature: one.secret }
  return { type: 'tool_use', id: one.id, name: named(one.name), input: JSON.parse(one.args) }
}

const responsesItem = (one: Said, index: number, named: (name: string) => string): Any => {
  if (one.type === 'text')
    return {
      id: `msg_${index}`,
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: one.text, annotations: [] }],
    }
  if (one.type === 'reasoning')
    return {
      id: `rs_${index}`,
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: one.text }],
      encrypted_content: one.secret,
    }
  return {
    id: `fc_${index}`,
    type: 'function_call',
    status: 'completed',
    call_id: one.id,
    name: named(one.name),
    arguments: one.args,
  }
}

const chatMessage = (said: readonly Said[], named: (name: string) => string): Any => ({
  role: 'assistant',
  content: said.flatMap((one) => (one.type === 'text' ? one.text : [])).join('') || null,
  reasoning_content: said.flatMap((one) => (one.type === 'reasoning' ? one.text : [])).join('') || undefined,
  tool_calls: said.flatMap((one) =>
    one.type === 'call'
      ? [{ id: one.id, type: 'function', function: { name: named(one.name), arguments: one.args } }]
      : [],
  ),
})

const geminiParts = (said: readonly Said[], named: (name: string) => string): Any => {
  const parts: Any[] = []
  let secret: string | undefined
  for (const one of said) {
    if (one.type === 'reasoning') {
      parts.push({ text: one.text, thought: true })
      secret = one.secret
      continue
    }
    const part =
      one.type === 'text' ? { text: one.text } : { functionCall: { name: named(one.name), args: JSON.parse(one.args) } }
    parts.push(secret === undefined ? part : { ...part, thoughtSignature: secret })
    secret = undefined
  }
  return parts
}

/** A client's next request: the answer it got, results for the calls in it, and what its user says. */
export const nextRequest = (client: ProtocolId, request: Any, got: Any, text: string): Any => {
  switch (client) {
    case 'messages': {
      const results = got.content.flatMap((block: Any) =>
        block.type === 'tool_use' ? [{ type: 'tool_result', tool_use_id: block.id, content: 'ok' }] : [],
      )
      return {
        ...request,
        messages: [
          ...request.messages,
          { role: 'assistant', content: got.content },
          { role: 'user', content: [...results, { type: 'text', text }] },
        ],
      }
    }
    case 'responses': {
      const results = got.output.flatMap((item: Any) =>
        item.type === 'function_call' ? [{ type: 'function_call_output', call_id: item.call_id, output: 'ok' }] : [],
      )
      return { ...request, input: [...request.input, ...got.output, ...results, { role: 'user', content: text }] }
    }
    case 'chat': {
      const { message } = got.choices[0]
      const results = (message.tool_calls ?? []).map((call: Any) => ({
        role: 'tool',
        tool_call_id: call.id,
        content: 'ok',
      }))
      return { ...request, messages: [...request.messages, message, ...results, { role: 'user', content: text }] }
    }
    case 'gemini': {
      const { content } = got.candidates[0]
      const results = content.parts.flatMap((part: Any) =>
        part.functionCall === undefined
          ? []
          : [
              {
                functionResponse: {
                  id: part.functionCall.id,
                  name: part.functionCall.name,
                  response: { output: 'ok' },
                },
              },
            ],
      )
      return { ...request, contents: [...request.contents, content, { role: 'user', parts: [...results, { text }] }] }
    }
  }
}

const event = (value: Any): string => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`
const data = (value: Any): string => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`

/** A text in two pieces. */
const halves = (text: string): readonly string[] => [text.slice(0, 2), text.slice(2)].filter((half) => half !== '')

/** The same answer as a stream of that upstream. */
export const streamedAnswer = (
  upstream: ProtocolId,
  said: readonly Said[],
  named: (name: string) => string,
): string => {
  switch (upstream) {
    case 'messages':
      return messagesStream(said, named)
    case 'responses':
      return responsesStream(said, named)
    case 'chat':
      return chatStream(said, named)
    case 'gemini':
      return geminiParts(said, named)
        .map((part: Any, index: number, all: Any[]) =>
          data({
            candidates: [
              {
                content: { role: 'model', parts: [part] },
                index: 0,
                ...(index === all.length - 1 ? { finishReason: 'STOP' } : {}),
              },
            ],
            usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 },
          }),
        )
        .join('')
  }
}

const messagesStream = (said: readonly Said[], named: (name: string) => string): string => {
  const blocks = said.flatMap((one, index) => {
    const start =
      one.type === 'text'
        ? { type: 'text', text: '' }
        : one.type === 'reasoning'
          ? { type: 'thinking', thinking: '', signature: '' }
          : { type: 'tool_use', id: one.id, name: named(one.name), input: {} }
    const deltas: Any[] =
      one.type === 'text'
        ? halves(one.text).map((text) => ({ type: 'text_delta', text }))
        : one.type === 'reasoning'
          ? [
              ...halves(one.text).map((thinking) => ({ type: 'thinking_delta', thinking })),
              { type: 'signature_delta', signature: one.secret },
            ]
          : halves(one.args).map((partial_json) => ({ type: 'input_json_delta', partial_json }))
    return [
      { type: 'content_block_start', index, content_block: start },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]
  })
  const stop_reason = said.some(({ type }) => type === 'call') ? 'tool_use' : 'end_turn'
  return [
    {
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        content: [],
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    },
    { type: 'ping' },
    ...blocks,
    { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 2 } },
    { type: 'message_stop' },
  ]
    .map(event)
    .join('')
}

const responsesStream = (said: readonly Said[], named: (name: string) => string): string => {
  const output = said.map((one, index) => responsesItem(one, index, named))
  const items = said.flatMap((one, output_index) => {
    const item = output[output_index]
    const at = { item_id: item.id, output_index }
    const deltas: Any[] =
      one.type === 'text'
        ? halves(one.text).map((delta) => ({ type: 'response.output_text.delta', ...at, content_index: 0, delta }))
        : one.type === 'reasoning'
          ? halves(one.text).map((delta) => ({
              type: 'response.reasoning_summary_text.delta',
              ...at,
              summary_index: 0,
              delta,
            }))
          : halves(one.args).map((delta) => ({ type: 'response.function_call_arguments.delta', ...at, delta }))
    return [
      {
        type: 'response.output_item.added',
        output_index,
        item: { ...item, content: [], arguments: '', summary: [], status: 'in_progress' },
      },
      ...deltas,
      { type: 'response.output_item.done', output_index, item },
    ]
  })
  const response = {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    output,
    usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
  }
  return [
    { type: 'response.created', response: { ...response, output: [] } },
    ...items,
    { type: 'response.completed', response },
  ]
    .map((value, sequence_number) => event({ ...value, sequence_number }))
    .join('')
}

const chatStream = (said: readonly Said[], named: (name: string) => string): string => {
  let calls = 0
  const deltas = said.flatMap((one): Any[] => {
    if (one.type === 'text') return halves(one.text).map((content) => ({ content }))
    if (one.type === 'reasoning') return halves(one.text).map((reasoning_content) => ({ reasoning_content }))
    const index = calls++
    return [
      { tool_calls: [{ index, id: one.id, type: 'function', function: { name: named(one.name), arguments: '' } }] },
      ...halves(one.args).map((args) => ({ tool_calls: [{ index, function: { arguments: args } }] })),
    ]
  })
  const chunk = (delta: Any, finish_reason: string | null) =>
    data({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })
  return [
    ...[{ role: 'assistant' }, ...deltas].map((delta) => chunk(delta, null)),
    chunk({}, calls > 0 ? 'tool_calls' : 'stop'),
    data({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }),
    data('[DONE]'),
  ].join('')
}
