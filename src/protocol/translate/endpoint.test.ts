import { expect, test } from 'vitest'
import { ask } from '../../../test/kit/translation.ts'
import { answerHeaders, requestHeaders, upstreamUrl } from './endpoint.ts'

test.each([
  ['chat', 'https://api.deepseek.com', '/chat/completions', 'https://api.deepseek.com/v1/chat/completions'],
  [
    'chat',
    'https://open.bigmodel.cn/api/paas/v4/',
    '/chat/completions',
    'https://open.bigmodel.cn/api/paas/v4/chat/completions',
  ],
  ['responses', 'https://api.openai.com/v1', '/responses', 'https://api.openai.com/v1/responses'],
  ['messages', 'https://api.anthropic.com', '/v1/messages', 'https://api.anthropic.com/v1/messages'],
  ['messages', 'https://relay.example/anthropic/v1', '/v1/messages', 'https://relay.example/anthropic/v1/messages'],
  ['messages', 'https://relay.example/anthropic', '/v1/messages', 'https://relay.example/anthropic/v1/messages'],
  ['gemini', 'https://g.example', '/models/m:generateContent', 'https://g.example/v1beta/models/m:generateContent'],
  ['gemini', 'https://g.example/v1', '/models/m:generateContent', 'https://g.example/v1/models/m:generateContent'],
] as const)('%s below %s', (protocol, base, path, url) => {
  expect(upstreamUrl(protocol, base, path)).toBe(url)
})

test('headers are built from nothing, and only what means the same comes back', () => {
  const { written } = ask({
    from: 'chat',
    to: 'messages',
    body: { model: 'm', messages: [{ role: 'user', content: 'x' }] },
  })
  expect(requestHeaders(written, true, 'claude-cli/2')).toEqual([
    'content-type',
    'application/json',
    'accept',
    'text/event-stream',
    'accept-encoding',
    'identity',
    'user-agent',
    'claude-cli/2',
    'anthropic-version',
    '2023-06-01',
  ])
  const back = answerHeaders(
    [
      'Content-Length',
      '5',
      'X-Request-Id',
      'r',
      'Retry-After',
      '3',
      'Set-Cookie',
      'a',
      'openai-model',
      'm',
      'x-ratelimit-limit',
      '9',
    ],
    'text/event-stream',
  )
  expect(back).toEqual([
    'content-type',
    'text/event-stream',
    'retry-after',
    '3',
    'x-ratelimit-limit',
    '9',
    'request-id',
    'r',
    'x-request-id',
    'r',
  ])
})
