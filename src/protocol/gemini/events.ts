/** Events of the Gemini API: whole answers, each with what is new: https://ai.google.dev/api/generate-content#generatecontentresponse */
import { eventForm } from '../common/event-form.ts'
import type { EventForm, EventMeaning } from '../common/protocol.ts'
import { isPart } from './answers.ts'

/** Events have no types. */
const byType = eventForm({
  prelude: [],
  terminal: [],
  error: ['error'],
  isPart,
  endMarks: ['"finishReason":"', '"finishReason": "', '"blockReason":"', '"blockReason": "'],
})

/** Stands in the last event, beside its content; in a text its quotes would be escaped. */
const FINISHED = /"(?:finishReason|blockReason)"\s*:\s*"/

export const events: EventForm = {
  meaning: (text): EventMeaning => {
    const meaning = byType.meaning(text)
    return meaning === 'content' && FINISHED.test(text) ? 'terminal' : meaning
  },
  mayBeError: byType.mayBeError,
  saysEnd: byType.saysEnd,
}
