/** A call of an answer as Chat Completions has it, and the opaque items that go with it. */

import { readJson } from '../../../codec/json/exact-json.ts'
import type { AnswerCall, Seal } from '../../canonical/answer-sink.ts'
import { type Fields, objectOf, textOf } from '../../canonical/fields.ts'
import type { PlacedCitation } from '../../canonical/whole-answer.ts'
import { urlCitation } from '../../openai/url-citation.ts'

/** `signature`: of Gemini, which has its known place here. */
export const callHead = ({ id, name, kind }: AnswerCall, signature: string | undefined, args = ''): Fields => {
  const extra = signature === undefined ? undefined : { google: { thought_signature: signature } }
  if (kind === 'custom') return { id, type: 'custom', custom: { name, input: args }, extra_content: extra }
  return { id, type: 'function', function: { name, arguments: args }, extra_content: extra }
}

/** The signature of a Gemini call: https://ai.google.dev/gemini-api/docs/thought-signatures */
export const geminiSignature = (seal: Seal | undefined): string | undefined =>
  seal?.carried.protocol === 'gemini' ? textOf(objectOf(readJson(seal.carried.item))?.['thoughtSignature']) : undefined

export const annotation = (citation: PlacedCitation): Fields => ({
  type: 'url_citation',
  url_citation: urlCitation(citation),
})

/** What a client gives back untouched. */
export const encryptedDetail = (carrier: string, index: number): Fields => ({
  type: 'reasoning.encrypted',
  format: 'clp1',
  data: carrier,
  index,
})
