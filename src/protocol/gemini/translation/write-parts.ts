/** Parts of an answer and the response around them as Gemini has them. */

import { RawJson } from '../../../codec/json/exact-json.ts'
import type { AnswerCall, AnswerContext, Seal } from '../../canonical/answer-sink.ts'
import { carrierAsBytes } from '../../canonical/carrier.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { Citation } from '../../canonical/part.ts'
import { objectText } from '../../canonical/requests/arguments.ts'

export const callPart = ({ id, name }: AnswerCall, args: string): Fields => ({
  functionCall: { id, name, args: new RawJson(objectText(args)) },
})

/** A seal as the field of bytes that a client gives back. */
export const signatureOf = (seal: Seal | undefined): string | undefined =>
  seal === undefined ? undefined : carrierAsBytes(seal.carrier)

/** What a client gives back untouched stands on the part after the reasoning. */
export const signed = (part: Fields, signature: string | undefined): Fields =>
  signature === undefined ? part : { ...part, thoughtSignature: signature }

/** The sources of an answer; none when it cites nothing. */
export const grounding = (citations: readonly Citation[]): Fields | undefined =>
  citations.length === 0
    ? undefined
    : { groundingChunks: citations.map(({ url, title }) => ({ web: { uri: url, title } })) }

/** `id`: the same in every chunk of an answer. */
export const response = (
  parts: readonly Fields[],
  id: string,
  { model }: AnswerContext,
  finish: string | undefined,
  extras: Fields,
  groundingMetadata?: Fields,
): Fields => ({
  candidates: [{ content: { role: 'model', parts }, finishReason: finish, index: 0, groundingMetadata }],
  ...extras,
  modelVersion: model,
  responseId: id,
})
