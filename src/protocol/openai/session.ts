/** Where requests of OpenAI's APIs name their conversation; Codex up to 0.39 wrote its header with an underscore. */
import type { SessionPlaces } from '../common/protocol.ts'

export const session: SessionPlaces = {
  headers: ['session-id', 'session_id'],
  members: [['prompt_cache_key'], ['metadata', 'user_id']],
}
