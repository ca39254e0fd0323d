/** What Anthropic signs or encrypts: https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking, and results of web searches. */
import { signedRanges } from '../common/signed-ranges.ts'

export const signed = signedRanges({
  types: ['thinking', 'redacted_thinking'],
  members: ['encrypted_content'],
})
