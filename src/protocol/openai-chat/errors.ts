/** Errors of the Chat Completions API: https://platform.openai.com/docs/guides/error-codes */
import type { ErrorForm } from '../common/protocol.ts'
import { writeError } from '../openai/error-answer.ts'

export const errors: ErrorForm = {
  write: writeError,
  // Streams have no event for errors: the official SDKs take a chunk with such a member for one.
  event: (problem) => `data: ${writeError({ ...problem, status: 502 }).body}\n\n`,
  isError: (value) => value['error'] !== undefined && value['error'] !== null,
}
