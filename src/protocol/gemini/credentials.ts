/** How a client shows its key or token to the Gemini API: https://ai.google.dev/gemini-api/docs/api-key */
import { bearerAnd } from '../common/bearer-and.ts'
import type { CredentialPlaces } from '../common/protocol.ts'

export const credentials: CredentialPlaces = {
  headers: ['x-goog-api-key', 'authorization'],
  accountHeaders: ['x-goog-user-project'],
  parameters: ['key'],
  write: bearerAnd('x-goog-api-key'),
}
