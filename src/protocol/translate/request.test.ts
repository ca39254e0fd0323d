/** Requests that are not as they should be: refused in words, or translated as far as they say anything; never a crash. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openRequest } from '../../../test/kit/conversation.ts'
import { PATHS, PROFILE } from '../../../test/kit/translation.ts'
import { finish } from '../../codec/work/work.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import { readRequest, writeRequest } from './request.ts'

const read = (protocol: ProtocolId, body: string) =>
  finish(readRequest({ protocol, path: PATHS[protocol], query: '', header: () => undefined, body }))

test.each([
  ['no JSON', '{"model":'],
  ['a list', '[]'],
  ['a text', '"x"'],
  ['nothing of a conversation', '{"model":"m"}'],
  ['an empty conversation', '{"model":"m","messages":[],"input":[],"contents":[]}'],
  ['what is nested too deeply', `{"messages":${'['.repeat(5000)}${']'.repeat(5000)}}`],
])('%s is refused in every protocol', (_name, body) => {
  for (const protocol of PROTOCOL_IDS) {
    expect(read(protocol, body)).toMatchObject({
      ok: false,
      problem: { kind: 'invalid', status: 400, message: expect.stringMatching(/\w{4}/) },
    })
  }
})

test.each([
  ['messages', { mcp_servers: [{ url: 'x' }] }, 'mcp_servers'],
  ['messages', { container: { skills: [{}] } }, 'container'],
  ['chat', { n: 2 }, 'n:'],
  ['chat', { modalities: ['text', 'audio'] }, 'modalities'],
  ['responses', { background: true }, 'background'],
  ['responses', { conversation: 'c' }, 'conversation'],
  ['gemini', { cachedContent: 'c' }, 'cachedContent'],
  ['gemini', { generationConfig: { candidateCount: 2 } }, 'candidateCount'],
  ['gemini', { generationConfig: { responseModalities: ['AUDIO'] } }, 'responseModalities'],
] as const)('%s refuses %j by name', (protocol, fields, word) => {
  const refused = read(protocol, JSON.stringify({ ...openRequest(protocol, 'x'), ...fields }))
  expect(refused).toMatchObject({ ok: false, problem: { message: expect.stringContaining(word) } })
})

test('fields that nobody knows never fail a request', () => {
  for (const protocol of PROTOCOL_IDS) {
    expect(
      read(protocol, JSON.stringify({ ...openRequest(protocol, 'x'), invented: { a: [1] }, metadata: {}, labels: {} }))
        .ok,
    ).toBe(true)
  }
})

/** Somewhere in a value, another value. */
const damaged = (value: unknown, path: readonly number[], put: unknown): unknown => {
  const [first, ...rest] = path
  if (first === undefined || typeof value !== 'object' || value === null) return put
  const keys = Object.keys(value)
  if (keys.length === 0) return put
  const key = keys[first % keys.length] ?? ''
  const inner = damaged((value as Record<string, unknown>)[key], rest, put)
  return Array.isArray(value)
    ? value.map((one, index) => (String(index) === key ? inner : one))
    : { ...value, [key]: inner }
}

test.each(PROTOCOL_IDS)('a damaged request of %s crashes nothing, whatever the upstream', (protocol) => {
  const put = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('clp1.x', 'data:image/png;base64,', '[', null, {}, [], [null], 1e308),
  )
  const rich = {
    ...openRequest(protocol, 'x'),
    tool_choice: { type: 'function', name: 'Read', function: { name: 'Read' } },
    thinking: { type: 'enabled', budget_tokens: 9 },
    reasoning: { effort: 'low' },
    response_format: { type: 'json_schema', json_schema: { schema: {} } },
  }
  fc.assert(
    fc.property(
      fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }),
      put,
      fc.constantFrom(...PROTOCOL_IDS),
      (path, value, upstream) => {
        const request = read(protocol, JSON.stringify(damaged(rich, path, value)))
        if (!request.ok) return
        const written = finish(writeRequest(request.value, upstream, PROFILE))
        if (written.ok)
          expect(JSON.parse(written.value.body)).toHaveProperty(upstream === 'gemini' ? 'contents' : 'model')
        else expect(written.problem.status).toBe(400)
      },
    ),
    { numRuns: 400 },
  )
})

test.each([
  ['openai/gpt-5', 'openai/gpt-5'],
  ['models/deepseek/v3:free', 'models/deepseek/v3:free'],
  ['qwen3%3A8b', 'qwen3:8b'],
])('Gemini names the model %s in its path', (written, model) => {
  const path = `/v1beta/models/${written}:streamGenerateContent`
  const body = JSON.stringify(openRequest('gemini', 'x'))
  const request = finish(readRequest({ protocol: 'gemini', path, query: '', header: () => undefined, body }))
  expect(request.ok && request.value.generation).toMatchObject({ model: model.replace(/^models\//, ''), stream: true })
})

test('a model of Gemini keeps the slashes of its name', () => {
  const request = read('messages', JSON.stringify({ ...openRequest('messages', 'x'), max_tokens: 9 }))
  if (!request.ok) throw new Error(request.problem.message)
  const written = finish(writeRequest(request.value, 'gemini', { ...PROFILE, model: 'google/gemini 3:x' }))
  expect(written.ok && written.value.path).toBe('/models/google/gemini%203%3Ax:generateContent')
})
