/** What Anthropic signs or encrypts: https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking, and results of web searches. */
import type { SignedPlaces } from '../common/set-apart.ts'

export const signed: SignedPlaces = {
  types: ['thinking', 'redacted_thinking'],
  members: ['encrypted_content'],
}
