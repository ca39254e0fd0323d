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
