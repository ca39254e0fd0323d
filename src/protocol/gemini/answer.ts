/** What an answer of the Gemini API says. An event of a stream is written like a whole answer. */
import { isObject, joinTexts, stringIn } from '../common/json.ts'
import type { AnswerForm, Json } from '../common/protocol.ts'

const textOf = ({ candidates }: Json): string =>
  joinTexts(candidates, ({ content }) =>
    isObject(content)
      ? joinTexts(content['parts'], (part) => (part['thought'] === true ? '' : stringIn(part, 'text')))
      : '',
  )

export const answer: AnswerForm = { whole: () => '', delta: textOf }
