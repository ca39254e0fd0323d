/** Where requests of the Messages API name their conversation. */
import type { SessionPlaces } from '../common/protocol.ts'

export const session: SessionPlaces = {
  headers: ['x-claude-code-session-id'],
  members: [['metadata', 'user_id']],
}
