/** The daemon's English sentence about a failed attempt, in the language of the page; a sentence that is not known stays as it is. */
import i18next from 'i18next'
import { readFailure } from '../../../src/contract/failure-sentence.ts'

export const failureText = (sentence: string): string => {
  const parts = readFailure(sentence)
  return parts === undefined ? sentence : i18next.t(`failure.${parts.kind}`, { code: parts.code, bytes: parts.bytes })
}
