/** A whole answer in Chat Completions: https://platform.openai.com/docs/api-reference/chat/object */
import type { AnswerPart, AnswerWriter } from '../../canonical/whole-answer.ts'
import { callHead, encryptedDetail, geminiSignature } from './write-call.ts'
import { writeStop, writeUsage } from './write-usage.ts'

type Fields = Readonly<Record<string, unknown>>

export const writeChatAnswer: AnswerWriter = ({ parts, finish }, { mint, created, model }) => ({
  id: mint('chatcmpl-'),
  object: 'chat.completion',
  created,
  model,
  choices: [{ index: 0, message: writeMessage(parts), finish_reason: writeStop(finish), logprobs: null }],
  usage: writeUsage(finish),
})

const writeMessage = (parts: readonly AnswerPart[]): Fields => {
  const calls = writeCalls(parts)
  const text = joined(parts, 'text')
  const refusal = joined(parts, 'refusal')
  const reasoning = parts.flatMap((part) => (part.type === 'reasoning' ? part.paragraphs : [])).join('\n\n')
  const details = writeDetails(parts)
  return {
    role: 'assistant',
    content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
    refusal: refusal === '' ? null : refusal,
    reasoning_content: reasoning === '' ? undefined : reasoning,
    reasoning_details: details.length === 0 ? undefined : details,
    tool_calls: calls.length === 0 ? undefined : calls,
  }
}

const joined = (parts: readonly AnswerPart[], type: 'text' | 'refusal'): string =>
  parts.flatMap((part) => (part.type === type ? part.text : [])).join('')

/** The seal directly before a call is its own when it is Gemini's. */
const signatureBefore = (parts: readonly AnswerPart[], index: number): string | undefined => {
  const before = parts[index - 1]
  return before?.type === 'reasoning' ? geminiSignature(before.seal) : undefined
}

const writeCalls = (parts: readonly AnswerPart[]): readonly Fields[] =>
  parts.flatMap((part, index) =>
    part.type === 'call' ? [callHead(part.call, signatureBefore(parts, index), part.args)] : [],
  )

const writeDetails = (parts: readonly AnswerPart[]): readonly Fields[] => {
  const seals = parts.flatMap((part, index) => {
    if (part.type !== 'reasoning' || part.seal === undefined) return []
    const goesWithCall = parts[index + 1]?.type === 'call' && geminiSignature(part.seal) !== undefined
    return goesWithCall ? [] : [part.seal]
  })
  return seals.map(encryptedDetail)
}
