/** A whole answer in Chat Completions: https://platform.openai.com/docs/api-reference/chat/object */

import { EMPTY_CARRIER, packCarrier } from '../../canonical/carrier.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { AnswerPart, AnswerWriter } from '../../canonical/whole-answer.ts'
import { writeTier } from '../../openai/service-tier.ts'
import { annotation, callHead, encryptedDetail, geminiSignature } from './write-call.ts'
import { writeStop, writeUsage } from './write-usage.ts'

export const writeChatAnswer: AnswerWriter = ({ parts, finish }, { mint, created, model, upstream }) => ({
  id: mint('chatcmpl-'),
  object: 'chat.completion',
  created,
  model,
  choices: [
    { index: 0, message: writeMessage(parts, upstream.model), finish_reason: writeStop(finish), logprobs: null },
  ],
  usage: writeUsage(finish),
  service_tier: writeTier(finish.tier),
})

const writeMessage = (parts: readonly AnswerPart[], model: string): Fields => {
  const calls = writeCalls(parts)
  const text = joined(parts, 'text')
  const refusal = joined(parts, 'refusal')
  const reasoning = parts.flatMap((part) => (part.type === 'reasoning' ? part.paragraphs : [])).join('\n\n')
  const details = writeDetails(parts, model)
  const annotations = writeAnnotations(parts)
  return {
    role: 'assistant',
    content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
    refusal: refusal === '' ? null : refusal,
    reasoning_content: reasoning === '' ? undefined : reasoning,
    reasoning_details: details.length === 0 ? undefined : details,
    annotations: annotations.length === 0 ? undefined : annotations,
    tool_calls: calls.length === 0 ? undefined : calls,
  }
}

const joined = (parts: readonly AnswerPart[], type: 'text' | 'refusal'): string =>
  parts.flatMap((part) => (part.type === type ? part.text : [])).join('')

/** All texts are one here, so places are counted through. */
const writeAnnotations = (parts: readonly AnswerPart[]): readonly Fields[] => {
  let before = 0
  return parts.flatMap((part) => {
    if (part.type !== 'text') return []
    const start = before
    before += part.text.length
    return part.citations.map((citation) => annotation({ ...citation, at: start + citation.at }))
  })
}

/** The seal directly before a call is its own when it is Gemini's. */
const signatureBefore = (parts: readonly AnswerPart[], index: number): string | undefined => {
  const before = parts[index - 1]
  return before?.type === 'reasoning' ? geminiSignature(before.seal) : undefined
}

const writeCalls = (parts: readonly AnswerPart[]): readonly Fields[] =>
  parts.flatMap((part, index) =>
    part.type === 'call' ? [callHead(part.call, signatureBefore(parts, index), part.args)] : [],
  )

/** Reasoning that was shown is marked in any case, or it would come back as that of a server of this protocol. */
const writeDetails = (parts: readonly AnswerPart[], model: string): readonly Fields[] => {
  const carriers = parts.flatMap((part, index) => {
    if (part.type !== 'reasoning') return []
    const goesWithCall = parts[index + 1]?.type === 'call' && geminiSignature(part.seal) !== undefined
    if (part.seal !== undefined && !goesWithCall) return [part.seal.carrier]
    return part.paragraphs.length > 0 ? [packCarrier(EMPTY_CARRIER, model)] : []
  })
  return carriers.map(encryptedDetail)
}
