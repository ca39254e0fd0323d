/** Where requests of the Messages API name their conversation. */
import type { SessionPlaces } from '../common/protocol.ts'
import { SESSION_HEADERS } from '../common/session-headers.ts'

export const session: SessionPlaces = {
  headers: ['x-claude-code-session-id', ...SESSION_HEADERS],
  members: [['metadata', 'user_id']],
}
