/** A whole answer in OpenAI Responses: https://platform.openai.com/docs/api-reference/responses/object */

import type { AnswerContext } from '../../canonical/answer-sink.ts'
import { carrierOf } from '../../canonical/carrier-of.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { AnswerPart, AnswerWriter, WholeAnswer } from '../../canonical/whole-answer.ts'
import { summaryItem } from './compaction-writer.ts'
import {
  annotation,
  callItem,
  callItemId,
  ending,
  messageItem,
  reasoningItem,
  response,
  statusOf,
  textContent,
} from './write-output.ts'

export const writeResponsesAnswer: AnswerWriter = (answer, context) => {
  const { asked, mint } = context
  const output = context.compacts ? summary(answer, context) : answer.parts.map((part) => writeItem(part, context))
  const repeated = { tools: asked.tools ?? [], tool_choice: asked.toolChoice ?? 'auto' }
  return response(mint('resp_'), statusOf(answer.finish), output, context, { ...repeated, ...ending(answer.finish) })
}

const writeItem = (part: AnswerPart, context: AnswerContext): Fields => {
  const { mint } = context
  switch (part.type) {
    case 'reasoning':
      return reasoningItem(mint('rs_'), part.paragraphs, carrierOf(part.seal, context))
    case 'call':
      return callItem(callItemId(part.call, mint), part.call, part.args, 'completed')
    default:
      return messageItem(mint('msg_'), [textContent(part.type, part.text, part.citations.map(annotation))], 'completed')
  }
}

const summary = ({ parts, finish }: WholeAnswer, context: AnswerContext): readonly Fields[] => {
  const text = parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join('')
  return statusOf(finish) === 'completed' && text.trim() !== '' ? [summaryItem(text, context)] : []
}
