/** What answers of the Responses API look like: https://platform.openai.com/docs/api-reference/responses/object */
import { isChatChunk } from '../common/event-form.ts'
import type { AnswerForm } from '../common/protocol.ts'

const OBJECTS: ReadonlySet<unknown> = new Set(['response', 'response.compaction'])

export const answers: AnswerForm = {
  isWhole: (value) => OBJECTS.has(value['object']) || Array.isArray(value['output']) || isChatChunk(value),
}
