import { expect, it } from 'vitest'
import { joinPaths } from './join-paths.ts'

it.each([
  ['', '/v1/messages', '/v1/messages'],
  ['/v1', '/v1/messages', '/v1/messages'],
  ['/v1', '/v1', '/v1'],
  ['/api/v1', '/v1/responses', '/api/v1/responses'],
  ['/openai/v1', '/responses', '/openai/v1/responses'],
  ['/v1beta', '/v1beta/models/m:generateContent', '/v1beta/models/m:generateContent'],
  ['/v1beta/openai', '/v1/chat/completions', '/v1beta/openai/v1/chat/completions'],
  ['/api/paas/v4', '/chat/completions', '/api/paas/v4/chat/completions'],
  ['/v4', '/v1/messages', '/v4/v1/messages'],
  ['/v1', '/v10/messages', '/v1/v10/messages'],
  ['/v1', '/v1beta/models', '/v1/v1beta/models'],
  ['/v1', '/%76%31/messages', '/v1/%76%31/messages'],
  ['', '/v1/v1/messages', '/v1/messages'],
  ['/v1', '/v1/v1/messages', '/v1/messages'],
  ['', '/v1beta/v1beta/models/m:generateContent', '/v1beta/models/m:generateContent'],
  ['', '/v1/v1beta/models', '/v1/v1beta/models'],
  ['', '/v1/v10/messages', '/v1/v10/messages'],
  ['/relay', '/relay/v1/messages', '/relay/relay/v1/messages'],
])('%s and %s are %s', (prefix, path, joined) => {
  expect(joinPaths(prefix, path)).toBe(joined)
})
