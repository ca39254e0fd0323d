import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PROBLEMS } from '../contract/problem.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../contract/protocol.ts'
import { message, messageStream, text as saysInMessages, toolUse } from './anthropic-messages/sample-answer.ts'
import type { EventMeaning, Operation } from './common/protocol.ts'
import { generated, generatedStream } from './gemini/sample-answer.ts'
import { protocols } from './index.ts'
import { completion, completionStream } from './openai-chat/sample-answer.ts'
import { calls, response, responseStream, says } from './openai-responses/sample-answer.ts'
import { type ProtocolEvidence, type ProtocolRecording, protocolSuite } from './protocol.suite.ts'

/** Letters of meanings: each event of a recording as one. */
const MEANINGS: Readonly<Record<string, EventMeaning>> = {
  p: 'prelude',
  c: 'content',
  t: 'terminal',
  e: 'error',
  n: 'nothing',
}

const recorded = (streams: Readonly<Record<string, string>>): readonly ProtocolRecording[] =>
  Object.entries(streams).map(([name, letters]) => ({
    name,
    bytes: readFileSync(new URL(`../../test/streams/${name}.sse`, import.meta.url)),
    meanings: [...letters].map((letter) => MEANINGS[letter] ?? 'content'),
  }))

const PIECES = ['Hel', 'lo, 世', '界']
const THINKING = '{"type":"thinking","thinking":"hm","signature":"s"}'
const REASONING = '{"type":"reasoning","summary":[],"encrypted_content":"x"}'

const messagePlan = {
  blocks: [saysInMessages(...PIECES), toolUse('t', 'ls', { path: '/' })],
  inputTokens: 36,
  cacheReadTokens: 7,
  outputTokens: 87,
}
const responsePlan = {
  items: [says(...PIECES), calls('c', 'ls', { path: '/' })],
  inputTokens: 36,
  cachedTokens: 7,
  outputTokens: 87,
}
const chatPlan = { pieces: PIECES, calls: [{ id: 'c', name: 'ls', arguments: { path: '/' } }], cachedTokens: 7 }
const geminiPlan = { pieces: PIECES, calls: [{ name: 'ls', args: { path: '/' } }], cachedTokens: 7 }

const EVIDENCE: Readonly<Record<ProtocolId, ProtocolEvidence>> = {
  messages: {
    sample: { whole: message(messagePlan), stream: messageStream(messagePlan), input: 36 },
    recordings: recorded({
      'claude-crlf': 'npppccct',
      'claude-cr': 'ppccct',
      'claude-cut': 'ppccc',
      'claude-error-mid-stream': 'ppce',
      'claude-multi-line-data': 'ppcccnt',
      'claude-thinking': 'ppcccpccct',
    }),
    signed: { body: `{"messages":[{"content":[${THINKING},{"type":"text","text":"t"}]}]}`, parts: [THINKING] },
  },
  responses: {
    sample: { whole: response(responsePlan), stream: responseStream(responsePlan), input: 36 },
    recordings: recorded({
      'codex-reasoning': 'ppcct',
      'codex-incomplete': 'ppcct',
      'codex-failed': 'ppcce',
      // The port of this protocol carries Chat Completions too.
      'chat-completions': 'ccct',
    }),
    signed: { body: `{"input":[${REASONING},{"role":"user","content":"t"}]}`, parts: [REASONING] },
  },
  chat: {
    sample: { whole: completion(chatPlan), stream: completionStream(chatPlan), input: 36 },
    recordings: recorded({ 'chat-completions': 'pcct', 'chat-completions-running': 'ccct' }),
    signed: { body: `{"messages":[{"thinking_blocks":[${THINKING}]}]}`, parts: [THINKING] },
  },
  gemini: {
    sample: { whole: generated(geminiPlan), stream: generatedStream(geminiPlan), input: 36 },
    recordings: recorded({ 'gemini-stream': 'cct', 'gemini-cut': 'ccn' }),
    signed: {
      body: '{"contents":[{"parts":[{"text":"t","thoughtSignature":"c2ln"},{"text":"thoughtSignature"}]}]}',
      parts: ['c2ln'],
    },
  },
}

for (const protocol of Object.values(protocols)) protocolSuite(protocol, EVIDENCE[protocol.id])

it('stand under their own ids, each with a label of its own', () => {
  expect(PROTOCOL_IDS.map((id) => protocols[id].id)).toEqual(PROTOCOL_IDS)
  expect(new Set(Object.values(protocols).map(({ label }) => label)).size).toBe(PROTOCOL_IDS.length)
})

it.each<[keyof typeof protocols, string, string, Operation]>([
  ['messages', 'POST', '/v1/messages', 'generate'],
  ['messages', 'POST', '/anthropic/v1/messages', 'generate'],
  ['messages', 'POST', '//v1/messages/', 'generate'],
  ['messages', 'POST', '/v1/complete', 'generate'],
  ['messages', 'POST', '/v1/chat/completions', 'generate'],
  ['messages', 'POST', '/model/anthropic.claude-opus-4-v1%3A0/invoke', 'generate'],
  ['messages', 'POST', '/model/arn%3Aaws%3Abedrock/invoke-with-response-stream', 'generate'],
  ['messages', 'POST', '/model/m/count-tokens', 'count-tokens'],
  ['messages', 'POST', '/v1/projects/p/locations/l/publishers/anthropic/models/m@2025:streamRawPredict', 'generate'],
  ['messages', 'POST', '/v1/projects/p/locations/l/publishers/anthropic/models/m@2025:rawPredict', 'generate'],
  [
    'messages',
    'POST',
    '/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict',
    'count-tokens',
  ],
  ['messages', 'POST', '/v1/messages/count_tokens', 'count-tokens'],
  ['messages', 'POST', '/v1/messages/batches', 'other'],
  ['messages', 'POST', '/v1/messages/cache_touch', 'other'],
  ['messages', 'POST', '/api/event_logging/batch', 'other'],
  ['messages', 'HEAD', '/', 'other'],
  ['messages', 'HEAD', '/api/hello', 'other'],
  ['messages', 'HEAD', '/v1/messages', 'other'],
  ['messages', 'GET', '/v1/models', 'list-models'],
  ['messages', 'GET', '/v1/models/claude-opus-4-5', 'list-models'],
  ['responses', 'POST', '/responses', 'generate'],
  ['responses', 'POST', '/v1/responses', 'generate'],
  ['responses', 'POST', '/backend-api/codex/responses', 'generate'],
  ['responses', 'POST', '/responses/compact', 'compact'],
  ['responses', 'POST', '/v1/responses/input_tokens', 'count-tokens'],
  ['responses', 'POST', '/v1/responses/resp_1/cancel', 'other'],
  ['responses', 'GET', '/v1/responses/resp_1', 'other'],
  ['responses', 'POST', '/chat/completions', 'generate'],
  ['responses', 'POST', '/v1/embeddings', 'other'],
  ['responses', 'GET', '/models', 'list-models'],
  ['chat', 'POST', '/v1/chat/completions', 'generate'],
  ['chat', 'POST', '/openai/deployments/d/chat/completions', 'generate'],
  ['chat', 'POST', '/v1/completions', 'generate'],
  ['chat', 'GET', '/v1/chat/completions/chatcmpl-1', 'other'],
  ['gemini', 'POST', '/v1beta/models/m:generateContent', 'generate'],
  ['gemini', 'POST', '/v1beta/models/m:streamGenerateContent', 'generate'],
  ['gemini', 'POST', '/v1internal:streamGenerateContent', 'generate'],
  ['gemini', 'POST', '/v1beta/openai/chat/completions', 'generate'],
  ['gemini', 'POST', '/v1beta/models/m:countTokens', 'count-tokens'],
  ['gemini', 'POST', '/v1beta/models/m:embedContent', 'other'],
  ['gemini', 'GET', '/v1beta/models', 'list-models'],
])('%s: %s %s asks for %s', (id, method, path, operation) => {
  expect(protocols[id].operationOf(method, path)).toBe(operation)
})

it.each<[keyof typeof protocols, string, boolean]>([
  ['messages', '/v1/messages', false],
  ['messages', '/model/m/invoke', false],
  ['messages', '/model/m/invoke-with-response-stream', true],
  ['messages', '/v1/publishers/anthropic/models/m:streamRawPredict', true],
  ['responses', '/responses', false],
  ['chat', '/v1/chat/completions', false],
  ['gemini', '/v1beta/models/m:generateContent', false],
  ['gemini', '/v1beta/models/m:streamGenerateContent', true],
])('%s: the path %s asks for a stream: %s', (id, path, streams) => {
  expect(protocols[id].streamsByPath(path)).toBe(streams)
})

it.each([
  ['/v1beta/models/gemini-2.5-pro:generateContent', 'gemini-2.5-pro'],
  ['/v1beta/models/gemini-2.5-flash:streamGenerateContent', 'gemini-2.5-flash'],
  ['/relay/v1/models/a%20b', 'a%20b'],
  ['/v1beta/models', undefined],
  ['/v1beta/files', undefined],
])('gemini reads the model of %s as %s', (path, model) => {
  const place = protocols.gemini.model.inPath(path)
  expect(place === undefined ? undefined : path.slice(place.start, place.end)).toBe(model)
})

it.each([
  ['/model/anthropic.claude-opus-4-1-20250805-v1%3A0/invoke', 'anthropic.claude-opus-4-1-20250805-v1%3A0'],
  ['/model/us.anthropic.claude-v2:1/invoke-with-response-stream', 'us.anthropic.claude-v2:1'],
  ['/relay/model/arn%3Aaws%3Abedrock%3Aprofile%2Fx/converse', 'arn%3Aaws%3Abedrock%3Aprofile%2Fx'],
  ['/model/model/converse-stream', 'model'],
  ['/model/m/count-tokens', 'm'],
  [
    '/v1/projects/p/locations/l/publishers/anthropic/models/claude-opus-4-1@20250805:rawPredict',
    'claude-opus-4-1@20250805',
  ],
  ['/v1/publishers/anthropic/models/claude%2B:streamRawPredict', 'claude%2B'],
  ['/v1/publishers/anthropic/models/count-tokens:rawPredict', undefined],
  ['/v1/publishers/anthropic/models/count-tokens@20250805:rawPredict', undefined],
  ['/v1/models/claude-opus-4-1', undefined],
  ['/v1/messages', undefined],
])('messages reads the model of %s as %s', (path, model) => {
  const place = protocols.messages.model.inPath(path)
  expect(place === undefined ? undefined : path.slice(place.start, place.end)).toBe(model)
})

it.each([
  ['endpoint-blocked', false, 400, 'policy_blocked'],
  ['content-refused', false, 400, 'policy_blocked'],
  ['no-upstream', true, undefined, 'api_error'],
  ['no-upstream', false, undefined, 'overloaded_error'],
  ['config-unusable', true, undefined, 'api_error'],
  ['unauthenticated', true, undefined, 'authentication_error'],
  ['body-too-large', false, undefined, 'request_too_large'],
] as const)('messages tells of %s (lasting: %s) with status %s as %s', (code, lasting, status, type) => {
  const { errors } = protocols.messages
  expect(errors.statusOf?.(code)).toBe(status)
  const facts = { code, status: status ?? PROBLEMS[code].status, message: 'm', requestId: 'r', lasting }
  expect(JSON.parse(errors.write(facts).body)).toMatchObject({ error: { type, message: 'CLP: m' } })
})
