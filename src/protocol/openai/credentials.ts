/** How a client shows its key to OpenAI's APIs: https://platform.openai.com/docs/api-reference/authentication. Azure and relays take key headers. */
import { bearerAnd } from '../common/bearer-and.ts'
import type { CredentialPlaces } from '../common/protocol.ts'

export const credentials: CredentialPlaces = {
  headers: ['authorization', 'x-api-key'],
  accountHeaders: ['chatgpt-account-id', 'openai-organization', 'openai-project'],
  parameters: [],
  write: bearerAnd('x-api-key'),
}
