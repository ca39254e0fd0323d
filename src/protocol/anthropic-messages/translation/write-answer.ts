/** A whole answer in Anthropic Messages: https://docs.anthropic.com/en/api/messages */
import { RawJson } from '../../../codec/json/exact-json.ts'
import type { AnswerContext } from '../../canonical/answer-sink.ts'
import { carrierOf } from '../../canonical/carrier-of.ts'
import { objectText } from '../../canonical/requests/arguments.ts'
import type { AnswerPart, AnswerWriter } from '../../canonical/whole-answer.ts'
import { writeStop, writeUsage } from './write-usage.ts'

export const writeMessagesAnswer: AnswerWriter = ({ parts, finish }, context) => ({
  id: context.mint('msg_'),
  type: 'message',
  role: 'assistant',
  model: context.model,
  content: parts.map((part) => writeBlock(part, context)),
  stop_reason: writeStop(finish),
  stop_sequence: finish.stopSequence ?? null,
  usage: writeUsage(finish),
})

const writeBlock = (part: AnswerPart, context: AnswerContext): unknown => {
  switch (part.type) {
    case 'reasoning':
      return { type: 'thinking', thinking: part.paragraphs.join('\n\n'), signature: carrierOf(part.seal, context) }
    case 'call':
      return { type: 'tool_use', id: part.call.id, name: part.call.name, input: new RawJson(objectText(part.args)) }
    default:
      return { type: 'text', text: part.text }
  }
}
