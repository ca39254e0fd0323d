/** Requests of the Gemini API do not name their conversation. */
import type { SessionPlaces } from '../common/protocol.ts'

export const session: SessionPlaces = { headers: [], members: [] }
