/** Events of the Responses API: https://platform.openai.com/docs/api-reference/responses-streaming */
import { DONE, eventForm, isChatChunk } from '../common/event-form.ts'

/** Chunks of Chat Completions, which the same port may carry, have no type and so are content up to their `[DONE]`. */
export const events = eventForm({
  prelude: [
    'response.created',
    'response.in_progress',
    'response.queued',
    'response.output_item.added',
    'response.content_part.added',
    'response.reasoning_summary_part.added',
  ],
  terminal: ['response.completed', 'response.incomplete', 'response.cancelled', DONE],
  error: ['error', 'response.failed'],
  isPart: isChatChunk,
  endMarks: ['"response.completed"', '"response.incomplete"', '"response.cancelled"', '"finish_reason":"'],
})
