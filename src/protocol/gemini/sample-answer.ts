/** Makes up answers of Google's Gemini API, whole and as streams, in the shape the real service sends them: for tests. */
import type { Json } from '../common/protocol.ts'

export interface GeneratedPlan {
  /** The pieces in which a stream delivers the text. */
  readonly pieces: readonly string[]
  readonly calls?: readonly { readonly name: string; readonly args: Json }[]
  readonly model?: string
  readonly promptTokens?: number
  readonly cachedTokens?: number
  /** Without thoughts. */
  readonly candidateTokens?: number
}

/** The answer to `:generateContent`. */
export const generated = (plan: GeneratedPlan): Json =>
  answerOf(plan, [{ text: plan.pieces.join('') }, ...callParts(plan)], 'STOP')

/** The text of a stream asked for with `alt=sse`. */
export const generatedStream = (plan: GeneratedPlan): string =>
  generatedEvents(plan)
    .map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`)
    .join('')

/** Without `alt=sse` the stream is one JSON list of these. */
export const generatedEvents = (plan: GeneratedPlan): readonly Json[] => {
  const parts = [...plan.pieces.map((text) => ({ text })), ...callParts(plan)]
  return parts.map((part, index) => answerOf(plan, [part], index === parts.length - 1 ? 'STOP' : undefined))
}

const callParts = ({ calls = [] }: GeneratedPlan): readonly Json[] =>
  calls.map((functionCall) => ({ functionCall, thoughtSignature: 'CpcBAdHtim8=' }))

const answerOf = (plan: GeneratedPlan, parts: readonly Json[], finishReason: string | undefined): Json => ({
  candidates: [
    { content: { parts, role: 'model' }, ...(finishReason === undefined ? {} : { finishReason }), index: 0 },
  ],
  usageMetadata: usage(plan),
  modelVersion: plan.model ?? 'gemini-2.5-pro',
  responseId: 'mAitaLmkHPPlz7IPvtfUqQ4',
})

const usage = ({ promptTokens = 36, cachedTokens = 0, candidateTokens = 87 }: GeneratedPlan): Json => ({
  promptTokenCount: promptTokens,
  cachedContentTokenCount: cachedTokens,
  candidatesTokenCount: candidateTokens,
  totalTokenCount: promptTokens + candidateTokens,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: promptTokens }],
})
