/** The English sentence of a reason. Apart from `sentenceOf`, so that a page in another language does not carry the English texts along. */
import type { KnownReason } from '../reasons.ts'
import { english } from './en.ts'
import { sentenceOf } from './sentence.ts'

/** The sentence for logs, error bodies, and fields of the API that have always been English. */
export const inEnglish = (reason: KnownReason): string => sentenceOf(english, reason)
