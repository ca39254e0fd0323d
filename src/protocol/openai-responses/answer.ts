/** What an answer of the Responses API says. */
import { isObject, joinTexts, stringIn } from '../common/json.ts'
import type { AnswerForm, Json } from '../common/protocol.ts'

const textOf = ({ output }: Json): string =>
  joinTexts(output, ({ content }) => joinTexts(content, (part) => stringIn(part, 'text')))

export const answer: AnswerForm = {
  whole: (value) => textOf(isObject(value['response']) ? value['response'] : value),
  delta: (value) => (value['type'] === 'response.output_text.delta' ? stringIn(value, 'delta') : ''),
}
