/** Problems of upstreams of any form, as clients of every protocol are told them. */
import { expect, test } from 'vitest'
import { answer, ask, countingIds, dataStream, eventsOf } from '../../../test/kit/translation.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import { readProblem } from '../canonical/answers/read-problem.ts'
import { answerContext } from './answer.ts'
import { writeProblem } from './problem.ts'

const told = (client: ProtocolId, status: number, body: string, streams = false) => {
  const asked = ask({
    from: 'messages',
    to: 'chat',
    body: { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] },
  })
  const context = answerContext({ request: asked.read, upstream: asked.written, created: 1, mint: countingIds() })
  const written = writeProblem(readProblem(status, body, 'deepseek'), { client, streams, context })
  const headers = Object.fromEntries(
    written.headers.flatMap((name, index) => (index % 2 === 0 ? [[name, written.headers[index + 1]]] : [])),
  )
  return { ...written, headers }
}
const errorIn = (client: ProtocolId, status: number, body: string) => JSON.parse(told(client, status, body).body).error

test.each([
  ['an object', '{"error":{"message":"no","type":"t","code":"c","param":"p"}}', 'no'],
  ['72: a text', '{"error":"no"}', 'no'],
  ['72: a detail', '{"detail":"no"}', 'no'],
  [
    '72: details of FastAPI',
    '{"detail":[{"loc":["body","user"],"msg":"Extra inputs"}]}',
    '[{"loc":["body","user"],"msg":"Extra inputs"}]',
  ],
  ['a message', '{"message":"no"}', 'no'],
  ['a list of errors', '{"errors":[{"message":"no"}]}', 'no'],
  ['75: an array around it', '[{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}]', 'no'],
  ['a number as code', '{"error":{"message":"no","code":1210}}', 'no'],
  [
    'the words of a provider behind OpenRouter',
    '{"error":{"message":"Provider returned error","metadata":{"raw":"inner no"}}}',
    'Provider returned error\ninner no',
  ],
  ['71: a page', '<html><body>502</body></html>', 'Upstream "deepseek" answered 400 without a readable error'],
  ['nothing', '', 'Upstream "deepseek" answered 400 without a readable error'],
])('reads %s', (_name, body, message) => {
  for (const client of PROTOCOL_IDS) expect(errorIn(client, 400, body).message).toBe(message)
})

const plain = '{"error":{"message":"no"}}'

test.each([
  [400, [400, 400, 400, 400], 'invalid_request_error', 'INVALID_ARGUMENT'],
  [401, [401, 401, 401, 401], 'authentication_error', 'UNAUTHENTICATED'],
  [403, [403, 403, 403, 403], 'permission_error', 'PERMISSION_DENIED'],
  [404, [404, 404, 404, 404], 'not_found_error', 'NOT_FOUND'],
  [413, [413, 413, 413, 400], 'request_too_large', 'INVALID_ARGUMENT'],
  [422, [400, 400, 400, 400], 'invalid_request_error', 'INVALID_ARGUMENT'],
  [429, [429, 429, 429, 429], 'rate_limit_error', 'RESOURCE_EXHAUSTED'],
  [500, [500, 500, 500, 500], 'api_error', 'INTERNAL'],
  [503, [503, 503, 503, 503], 'overloaded_error', 'UNAVAILABLE'],
  [529, [529, 503, 503, 503], 'overloaded_error', 'UNAVAILABLE'],
  [504, [504, 504, 504, 504], 'timeout_error', 'DEADLINE_EXCEEDED'],
])('tells %i in every protocol', (status, statuses, type, name) => {
  expect(PROTOCOL_IDS.map((client) => told(client, status, plain).status)).toEqual(statuses)
  expect(errorIn('messages', status, plain).type).toBe(type)
  expect(errorIn('gemini', status, plain).status).toBe(name)
})

test('69: an overload is told to Codex in its own words', () => {
  expect(errorIn('responses', 529, '{"error":{"message":"Overloaded"}}').code).toBe('server_is_overloaded')
})

test('an account without money: no waiting helps, and the client is told so', () => {
  const body = '{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}'
  expect(told('messages', 429, body)).toMatchObject({ status: 429, headers: { 'x-should-retry': 'false' } })
  expect(errorIn('messages', 429, body).type).toBe('billing_error')
  expect(errorIn('chat', 429, body).code).toBe('insufficient_quota')
})

test.each([
  ['70: in words', '{"error":{"message":"Rate limit reached. Please try again in 19.2s."}}', '20'],
  ['in milliseconds', '{"error":{"message":"try again in 300ms"}}', '1'],
  ['in minutes', '{"error":{"message":"Please try again in 1m30s"}}', '90'],
  [
    'by Google',
    '{"error":{"code":429,"message":"quota","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7.5s"}]}}',
    '8',
  ],
  ['not at all', '{"error":{"message":"slow down"}}', undefined],
])('says how long to wait as the upstream does, %s', (_name, body, seconds) => {
  expect(told('messages', 429, body).headers['retry-after']).toBe(seconds)
})

test.each([
  [
    "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens (132000 in the messages, 8000 in the completion).",
    'input length and `max_tokens` exceed context limit: 132000 + 8000 > 131072\n',
  ],
  [
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
    'prompt is too long: 9000 tokens > 8192 maximum\n',
  ],
  [
    'The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).',
    'prompt is too long: 1048577 tokens > 1048576 maximum\n',
  ],
  [
    'request (9000 tokens) exceeds the available context size (4096 tokens), try increasing it',
    'prompt is too long: 9000 tokens > 4096 maximum\n',
  ],
  ['Your input exceeds the context window of this model.', 'prompt is too long\n'],
])('68: a full context is told in words that Claude Code reads: %s', (message, words) => {
  const error = errorIn('messages', 400, JSON.stringify({ error: { message } }))
  expect(error).toEqual({ type: 'invalid_request_error', message: `${words}${message}` })
})

test.each([
  ['This model does not support image input', 'image_block'],
  ['messages[0]: unknown variant `image_url`, expected `text`', 'image_block'],
  ['At most 0 image(s) may be provided in one request.', 'image_block'],
  ['PDF input is not supported', 'document_block'],
])('what a model cannot take is told to Claude Code by its own class: %s', (message, known) => {
  const body = JSON.stringify({ error: { message } })
  expect(errorIn('messages', 400, body).message).toBe(`capability_rejected: ${known}`)
  expect(errorIn('chat', 400, body).message).toBe(message)
})

test('68: a full context is told to a stream of Codex as a response that failed', () => {
  const { status, body } = told(
    'responses',
    400,
    '{"error":{"message":"prompt is too long: 5 tokens > 4 maximum"}}',
    true,
  )
  const events = eventsOf(body)
  expect(status).toBe(200)
  expect(events.map(({ event }) => event)).toEqual(['response.created', 'response.in_progress', 'response.failed'])
  expect(events.at(-1)?.data.response.error.code).toBe('context_length_exceeded')
  expect(new Set(events.map(({ data }) => data.response.id)).size).toBe(1)
})

test('an error in the middle of a stream, in every protocol: one, the last, and no end', () => {
  const bodies = {
    messages: { model: 'm', max_tokens: 1, stream: true, messages: [{ role: 'user', content: 'x' }] },
    responses: { model: 'm', stream: true, input: 'x' },
    gemini: { contents: [{ role: 'user', parts: [{ text: 'x' }] }] },
  }
  for (const client of ['messages', 'responses', 'gemini'] as const) {
    const path = client === 'gemini' ? { path: '/v1beta/models/m:streamGenerateContent', query: '?alt=sse' } : {}
    const asked = ask({ from: client, to: 'chat', body: bodies[client], ...path })
    const { text } = answer(asked, [
      dataStream(
        { choices: [{ index: 0, delta: { content: 'x' } }] },
        { error: { message: 'Rate limited', code: 429 } },
      ),
    ])
    const last = eventsOf(text).at(-1)?.data
    const expected = {
      messages: { type: 'error', error: { type: 'rate_limit_error', message: 'Rate limited' } },
      responses: {
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Rate limited' } },
      },
      gemini: { error: { code: 429, message: 'Rate limited', status: 'RESOURCE_EXHAUSTED' } },
    }
    expect(last).toMatchObject(expected[client])
    expect(text).not.toMatch(/message_stop|response\.completed|finishReason/)
  }
})
