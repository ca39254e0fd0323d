/** The question of a connection test: https://platform.openai.com/docs/api-reference/chat/create */
import type { Probe } from '../common/protocol.ts'

/** Without a limit of tokens: new models refuse `max_tokens`, and old upstreams do not know `max_completion_tokens`. */
export const probe = (model: string): Probe => ({
  method: 'POST',
  path: '/chat/completions',
  headers: ['content-type', 'application/json', 'accept', 'application/json'],
  body: JSON.stringify({ model, stream: false, messages: [{ role: 'user', content: 'Reply with the word ok.' }] }),
})
