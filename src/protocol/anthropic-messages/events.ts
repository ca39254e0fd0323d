/** Events of the Messages API: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
import { DONE, eventForm } from '../common/event-form.ts'

/** Relays end their streams as OpenAI does, after `message_stop` or in its place. */
export const events = eventForm({
  prelude: ['message_start', 'ping', 'content_block_start'],
  terminal: ['message_stop', DONE],
  error: ['error'],
})
