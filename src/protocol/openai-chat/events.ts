/** Events of the Chat Completions API: https://platform.openai.com/docs/api-reference/chat-streaming */
import { DONE, eventForm, isChatChunk } from '../common/event-form.ts'
import type { EventForm, EventMeaning } from '../common/protocol.ts'

/** Chunks have no types: what is neither the end nor an error is content, unless it only says who speaks. */
const byType = eventForm({
  prelude: [],
  terminal: [DONE],
  error: ['error'],
  isPart: isChatChunk,
  // Some never send the mark: the reason why the model stopped is an end as well.
  endMarks: ['"finish_reason":"', '"finish_reason": "'],
})

/** The first chunk of a stream: a role, and at most an empty text. */
const OPENING = /"delta"\s*:\s*\{\s*"role"\s*:\s*"[^"\\]*"\s*(?:,\s*"(?:content|refusal)"\s*:\s*(?:""|null)\s*)*\}/

export const events: EventForm = {
  meaning: (text): EventMeaning => {
    const meaning = byType.meaning(text)
    return meaning === 'content' && OPENING.test(text) ? 'prelude' : meaning
  },
  mayBeError: byType.mayBeError,
  saysEnd: byType.saysEnd,
}
