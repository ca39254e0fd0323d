/** Where requests of OpenAI's APIs name their conversation; Codex up to 0.39 wrote its header with an underscore. */
import type { SessionPlaces } from '../common/protocol.ts'
import { SESSION_HEADERS } from '../common/session-headers.ts'

export const session: SessionPlaces = {
  headers: ['session-id', 'session_id', ...SESSION_HEADERS],
  members: [['prompt_cache_key'], ['metadata', 'user_id']],
}
