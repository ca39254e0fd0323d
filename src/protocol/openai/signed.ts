/**
 * What upstreams of OpenAI's APIs sign or encrypt: reasoning and compaction items (https://platform.openai.com/docs/guides/reasoning),
 * and thinking blocks of Claude, which relays hand through.
 */
import type { SignedPlaces } from '../common/set-apart.ts'

export const signed: SignedPlaces = {
  types: ['thinking', 'redacted_thinking'],
  members: ['encrypted_content'],
}
