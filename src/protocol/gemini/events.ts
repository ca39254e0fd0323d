/** Events of the Gemini API: whole answers, each with what is new: https://ai.google.dev/api/generate-content#generatecontentresponse */
import { eventForm } from '../common/event-form.ts'
import type { EventForm, EventMeaning } from '../common/protocol.ts'

/** Events have no types; whatever is no error is content. */
const byType = eventForm({ prelude: [], terminal: [], error: ['error'] })

/** Stands in the last event, beside its content; in a text its quotes would be escaped. */
const FINISHED = /"(?:finishReason|blockReason)"\s*:\s*"/

export const events: EventForm = {
  meaning: (text): EventMeaning => {
    const meaning = byType.meaning(text)
    return meaning === 'content' && FINISHED.test(text) ? 'terminal' : meaning
  },
  mayBeError: byType.mayBeError,
}
