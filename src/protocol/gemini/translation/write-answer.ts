/** A whole answer in Gemini's generateContent: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse */
import type { Fields } from '../../canonical/fields.ts'
import type { AnswerPart, AnswerWriter } from '../../canonical/whole-answer.ts'
import { callPart, grounding, response, signatureOf, signed } from './write-parts.ts'
import { writeStop, writeUsage } from './write-usage.ts'

export const writeGeminiAnswer: AnswerWriter = ({ parts, finish }, context) =>
  response(
    writeParts(parts),
    context.mint(''),
    context,
    writeStop(finish),
    { usageMetadata: writeUsage(finish) },
    grounding(parts.flatMap((part) => (part.type === 'text' ? part.citations : []))),
  )

const writeParts = (parts: readonly AnswerPart[]): readonly Fields[] => {
  const written: Fields[] = []
  let signature: string | undefined
  const put = (part: Fields): void => {
    written.push(signed(part, signature))
    signature = undefined
  }
  for (const part of parts) {
    if (part.type === 'reasoning') {
      if (signature !== undefined) put({ text: '' })
      if (part.paragraphs.length > 0) written.push({ text: part.paragraphs.join('\n\n'), thought: true })
      signature = signatureOf(part.seal)
    } else put(part.type === 'call' ? callPart(part.call, part.args) : { text: part.text })
  }
  if (signature !== undefined || written.length === 0) put({ text: '' })
  return written
}
