/** The question of a connection test: https://docs.anthropic.com/en/api/messages */
import type { Probe } from '../common/protocol.ts'

export const probe = (model: string): Probe => ({
  method: 'POST',
  path: '/v1/messages',
  headers: ['content-type', 'application/json', 'accept', 'application/json', 'anthropic-version', '2023-06-01'],
  body: JSON.stringify({
    model,
    max_tokens: 16,
    stream: false,
    messages: [{ role: 'user', content: 'Reply with the word ok.' }],
  }),
})
