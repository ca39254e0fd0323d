/**
 * What upstreams of OpenAI's APIs sign or encrypt: reasoning and compaction items (https://platform.openai.com/docs/guides/reasoning),
 * and thinking blocks of Claude, which relays hand through.
 */
import { signedRanges } from '../common/signed-ranges.ts'

export const signed = signedRanges({
  types: ['thinking', 'redacted_thinking'],
  members: ['encrypted_content'],
})
