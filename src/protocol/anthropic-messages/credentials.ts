/** How a client shows its key or token to the Messages API: https://docs.anthropic.com/en/api/overview#authentication */
import { bearerAnd } from '../common/bearer-and.ts'
import type { CredentialPlaces } from '../common/protocol.ts'

export const credentials: CredentialPlaces = {
  headers: ['authorization', 'x-api-key'],
  accountHeaders: [],
  parameters: [],
  write: bearerAnd('x-api-key'),
}
