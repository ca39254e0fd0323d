/** Conversations that are long in every way take time that grows with their length alone: a quadratic one would not end in time. */

import { describe, expect, test } from 'vitest'
import { PATHS, PROFILE } from '../../../test/kit/translation.ts'
import { finish, type Work } from '../../codec/work/work.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import { readRequest, writeRequest } from './request.ts'

const MANY = 10_000
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
    finish(
      readRequest({
        protocol: client,
        path: PATHS[client],
        query: '',
        header: () => undefined,
        body: JSON.stringify(LONG[client]()),
      }),
    )

  test.each(PROTOCOL_IDS.filter((one) => one !== client))('on an upstream of %s', (upstream) => {
    const request = read()
    if (!request.ok) throw new Error(request.problem.message)
    const written = finish(writeRequest(request.value, upstream, PROFILE))
    if (!written.ok) throw new Error(written.problem.message)
    expect(written.value.body.match(/"x"|"y"/g)?.length).toBeGreaterThanOrEqual(MANY)
  })
})

/** How often a piece of work could pause. */
const pauses = <T>(work: Work<T>): number => {
  let count = 0
  while (work.next().done !== true) count += 1
  return count
}

test.each(PROTOCOL_IDS)('a conversation of %s is translated in slices, whatever it is made of', (client) => {
  const body = JSON.stringify(LONG[client]())
  const call = { protocol: client, path: PATHS[client], query: '', header: () => undefined, body }
  expect(pauses(readRequest(call))).toBeGreaterThan(MANY)
  const request = finish(readRequest(call))
  if (!request.ok) throw new Error(request.problem.message)
  for (const upstream of PROTOCOL_IDS)
    expect(pauses(writeRequest(request.value, upstream, PROFILE))).toBeGreaterThan(10)
})

test('more tools than anybody declares are refused with the number that is taken', () => {
  const tools = Array.from({ length: 10_001 }, (_, at) => ({ name: `t${at}`, input_schema: {} }))
  const body = JSON.stringify({ model: 'm', max_tokens: 9, tools, messages: [{ role: 'user', content: 'go' }] })
  const request = finish(
    readRequest({ protocol: 'messages', path: '/v1/messages', query: '', header: () => undefined, body }),
  )
  expect(request).toMatchObject({
    ok: false,
    problem: { status: 400, message: 'tools: at most 10000 can be translated' },
  })
})

test('the name of a user that was made to be searched for long is not', () => {
  const user_id = `${'_session_a'.repeat(400_000)}!`
  const body = JSON.stringify({
    model: 'm',
    max_tokens: 9,
    metadata: { user_id },
    messages: [{ role: 'user', content: 'go' }],
  })
  expect(
    finish(readRequest({ protocol: 'messages', path: '/v1/messages', query: '', header: () => undefined, body })).ok,
  ).toBe(true)
})
