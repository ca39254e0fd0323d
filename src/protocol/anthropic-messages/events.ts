/**
 * Events of the Messages API, at Anthropic and, under names of their own, in Amazon Bedrock's Converse:
 * https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
import { DONE, eventForm, isChatChunk } from '../common/event-form.ts'

/** Relays end their streams as OpenAI does, after `message_stop` or in its place; some end with the reason why the model stopped. */
export const events = eventForm({
  prelude: ['message_start', 'ping', 'content_block_start', 'messageStart', 'contentBlockStart'],
  terminal: ['message_stop', 'messageStop', DONE],
  error: ['error'],
  isPart: (data) => isChatChunk(data) || typeof data['completion'] === 'string',
  endMarks: ['"message_stop"', '"stop_reason":"', '"stop_reason": "', '"stopReason":"'],
})
