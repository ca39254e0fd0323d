/** The question of a connection test: https://platform.openai.com/docs/api-reference/responses/create */
import type { Probe } from '../common/protocol.ts'

export const probe = (model: string): Probe => ({
  method: 'POST',
  path: '/responses',
  headers: ['content-type', 'application/json', 'accept', 'text/event-stream'],
  body: JSON.stringify({
    model,
    instructions: 'Answer briefly.',
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Reply with the word ok.' }] }],
    store: false,
    stream: true,
  }),
})
