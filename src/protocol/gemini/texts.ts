/** Where texts stand in requests and answers of the Gemini API: https://ai.google.dev/api/generate-content */

import { isObject } from '../../codec/json/is-object.ts'
import { ALL_END, NO_DELTAS, NO_ENDS, textAtOf } from '../common/answer-texts.ts'
import { requestTexts } from '../common/request-texts.ts'
import type { AnswerTexts, TextDelta } from '../common/text-forms.ts'

const below = (ways: readonly string[], names: readonly string[]): readonly string[] =>
  ways.flatMap((way) => names.map((name) => `${way}.${name}`))

const PARTS = ['contents.*.parts.*', 'contents.parts.*', 'systemInstruction.parts.*', 'system_instruction.parts.*']
const CALL = ['functionCall', 'function_call', 'functionResponse', 'function_response']

export const requestTextsOfGemini = requestTexts({
  roots: ['requests.*', 'generateContentRequest'],
  own: [
    'model',
    'cachedContent',
    'contents.*.role',
    'contents.role',
    'systemInstruction.role',
    'system_instruction.role',
    'toolConfig.**',
    'tool_config.**',
    'generationConfig.responseMimeType',
    'generation_config.response_mime_type',
    ...below(PARTS, below(CALL, ['name', 'id'])),
    ...below(PARTS, below(['inlineData', 'inline_data', 'fileData', 'file_data'], ['mimeType', 'mime_type'])),
    ...below(['tools.*'], ['functionDeclarations.*.name', 'function_declarations.*.name']),
  ],
  free: below(PARTS, below(CALL, ['args', 'response'])),
  json: [],
})

export const answerTextsOfGemini: AnswerTexts = {
  deltas: ({ candidates }) =>
    Array.isArray(candidates) ? candidates.flatMap((candidate, place) => deltasOf(candidate, place)) : NO_DELTAS,
  ends: ({ candidates, error }) => {
    if (error !== undefined) return ALL_END
    if (!Array.isArray(candidates)) return NO_ENDS
    return candidates.flatMap((candidate, place) =>
      isObject(candidate) && typeof candidate['finishReason'] === 'string' ? [`${candidate['index'] ?? place}.`] : [],
    )
  },
  textAt: textAtOf({ apart: [], free: ['args', 'response'], json: [] }),
}

const deltasOf = (candidate: unknown, place: number): readonly TextDelta[] => {
  const content = isObject(candidate) ? candidate['content'] : undefined
  const parts = isObject(content) && Array.isArray(content['parts']) ? content['parts'] : []
  const block = `${(isObject(candidate) ? candidate['index'] : undefined) ?? place}.`
  return parts.flatMap((part, position) =>
    isObject(part) && typeof part['text'] === 'string' && part['thought'] !== true
      ? [{ path: ['candidates', place, 'content', 'parts', position, 'text'], block, isJson: false }]
      : [],
  )
}
