/** Makes the sentence of a reason. */
import { CLAIM_REASONS } from '../document-reasons.ts'
import { type KnownReason, REASONS, type ReasonCode, type ReasonTexts } from '../reasons.ts'

/** The sentence of a reason in the language of the texts. */
export const sentenceOf = (texts: ReasonTexts, { code, params }: KnownReason): string => {
  const values: Readonly<Record<string, string | number>> = params
  const kinds: Readonly<Record<string, string>> = REASONS[code]
  return texts[code].replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name] ?? place
    return kinds[name] === 'code' ? (texts[value as ReasonCode] ?? String(value)) : String(value)
  })
}

/** The same for what is wrong with a document or a request: a claim needs the field it is about, empty for the whole. */
export const sentenceAbout = (texts: ReasonTexts, field: string, reason: KnownReason): string => {
  if (!isClaim(reason)) return sentenceOf(texts, reason)
  const claim = sentenceOf(texts, reason)
  return field === ''
    ? sentenceOf(texts, { code: 'about-document', params: { claim } })
    : sentenceOf(texts, { code: 'about-field', params: { field, claim } })
}

const isClaim = ({ code }: KnownReason): boolean => Object.hasOwn(CLAIM_REASONS, code)
