/** Makes the sentence of a reason. */
import type { KnownReason, ReasonTexts } from '../reasons.ts'
import { english } from './en.ts'

/** The sentence of a reason in the language of the texts. */
export const tell = (texts: ReasonTexts, { code, params }: KnownReason): string => {
  const values: Readonly<Record<string, string | number>> = params
  return texts[code].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
}

/** The sentence for logs, error bodies, and fields of the API that have always been English. */
export const inEnglish = (reason: KnownReason): string => tell(english, reason)
