/** Requests of the Gemini API do not name their conversation, but where a client does so in a header. */
import type { SessionPlaces } from '../common/protocol.ts'
import { SESSION_HEADERS } from '../common/session-headers.ts'

export const session: SessionPlaces = { headers: SESSION_HEADERS, members: [] }
