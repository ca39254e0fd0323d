/** Conversations that are long in every way take time that grows with their length alone: a quadratic one would not end in time. */
import { describe, expect, test } from 'vitest'
import { PATHS, PROFILE } from '../../../test/kit/translation.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import { readRequest, writeRequest } from './request.ts'

const MANY = 40_000
const numbers = Array.from({ length: MANY }, (_, index) => index)

/** So many calls in one turn, their results in the next, then as many texts of one assistant. */
const LONG: Readonly<Record<ProtocolId, () => object>> = {
  messages: () => ({
    model: 'm',
    max_tokens: 9,
    messages: [
      { role: 'user', content: 'go' },
      { role: 'assistant', content: numbers.map((id) => ({ type: 'tool_use', id: `c${id}`, name: 'f', input: {} })) },
      { role: 'user', content: numbers.map((id) => ({ type: 'tool_result', tool_use_id: `c${id}`, content: 'x' })) },
      ...numbers.map(() => ({ role: 'assistant', content: 'y' })),
    ],
  }),
  responses: () => ({
    model: 'm',
    input: [
      { role: 'user', content: 'go' },
      ...numbers.map((id) => ({ type: 'function_call', call_id: `c${id}`, name: 'f', arguments: '{}' })),
      ...numbers.map((id) => ({ type: 'function_call_output', call_id: `c${id}`, output: 'x' })),
      ...numbers.map(() => ({ role: 'assistant', content: 'y' })),
    ],
  }),
  chat: () => ({
    model: 'm',
    messages: [
      { role: 'user', content: 'go' },
      {
        role: 'assistant',
        tool_calls: numbers.map((id) => ({ id: `c${id}`, type: 'function', function: { name: 'f', arguments: '{}' } })),
      },
      ...numbers.map((id) => ({ role: 'tool', tool_call_id: `c${id}`, content: 'x' })),
      ...numbers.map(() => ({ role: 'assistant', content: 'y' })),
    ],
  }),
  gemini: () => ({
    contents: [
      { role: 'user', parts: [{ text: 'go' }] },
      { role: 'model', parts: numbers.map(() => ({ functionCall: { name: 'f', args: {} } })) },
      { role: 'user', parts: numbers.map(() => ({ functionResponse: { name: 'f', response: { output: 'x' } } })) },
      ...numbers.map(() => ({ role: 'model', parts: [{ text: 'y' }] })),
    ],
  }),
}

describe.each(PROTOCOL_IDS)('a client of %s', (client) => {
  const read = () =>
    readRequest({
      protocol: client,
      path: PATHS[client],
      query: '',
      header: () => undefined,
      body: JSON.stringify(LONG[client]()),
    })

  test.each(PROTOCOL_IDS.filter((one) => one !== client))('on an upstream of %s', (upstream) => {
    const request = read()
    if (!request.ok) throw new Error(request.problem.message)
    const written = writeRequest(request.value, upstream, PROFILE)
    if (!written.ok) throw new Error(written.problem.message)
    expect(written.value.body.match(/"x"|"y"/g)?.length).toBeGreaterThanOrEqual(MANY)
  })
})
