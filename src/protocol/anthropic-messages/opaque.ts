/** Pictures and documents: https://docs.anthropic.com/en/docs/build-with-claude/vision, and /pdf-support. A document of plain text is text. */
import type { OpaquePlace } from '../common/opaque-place.ts'

export const opaque: readonly OpaquePlace[] = [
  { path: ['source', 'data'], types: [['base64'], ['image', 'document']], form: 'base64' },
]
