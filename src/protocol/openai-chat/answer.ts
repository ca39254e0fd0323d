/** What an answer of the Chat Completions API says. */
import { joinTexts, stringIn } from '../common/json.ts'
import type { AnswerForm } from '../common/protocol.ts'

export const answer: AnswerForm = {
  whole: ({ choices }) => joinTexts(choices, ({ message }) => stringIn(message, 'content')),
  delta: ({ choices }) => joinTexts(choices, ({ delta }) => stringIn(delta, 'content')),
}
