/** What an answer of the Messages API says. */
import { joinTexts, stringIn } from '../common/json.ts'
import type { AnswerForm } from '../common/protocol.ts'

export const answer: AnswerForm = {
  whole: ({ content }) => joinTexts(content, (block) => stringIn(block, 'text')),
  delta: ({ type, delta }) => (type === 'content_block_delta' ? stringIn(delta, 'text') : ''),
}
