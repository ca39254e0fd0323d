import { expect, test } from 'vitest'
import { protocols } from './index.ts'
import { spokenAt } from './spoken.ts'

test.each([
  ['/v1/messages', 'messages'],
  ['/relay/v1/messages/', 'messages'],
  ['/v1/messages/count_tokens', 'messages'],
  ['/responses', 'responses'],
  ['/v1/responses/input_tokens', 'responses'],
  ['/v1/responses/compact', 'responses'],
  ['/v1/chat/completions', 'chat'],
  ['/v1beta/openai/chat/completions', 'chat'],
  ['/v1beta/models/m:generateContent', 'gemini'],
  ['/v1beta/models/m:streamGenerateContent', 'gemini'],
  ['/v1beta/models/m:countTokens', 'gemini'],
])('%s is %s on every port', (path, id) => {
  for (const port of Object.values(protocols)) expect(spokenAt(path, port).id).toBe(id)
})

test.each(['/', '/v1/models', '/v1/embeddings', '/model/m/invoke', '/v1/messages/batches'])(
  '%s says nothing',
  (path) => {
    for (const port of Object.values(protocols)) expect(spokenAt(path, port)).toBe(port)
  },
)
