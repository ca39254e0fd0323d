/** The question of a connection test: https://ai.google.dev/api/generate-content */
import type { Probe } from '../common/protocol.ts'

export const probe = (model: string): Probe => ({
  method: 'POST',
  path: `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
  headers: ['content-type', 'application/json', 'accept', 'application/json'],
  body: JSON.stringify({
    contents: [{ role: 'user', parts: [{ text: 'Reply with the word ok.' }] }],
    generationConfig: { maxOutputTokens: 16 },
  }),
})
