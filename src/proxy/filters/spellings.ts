/** The ways in which a text may stand in the strings of a JSON body, as far as a search for bytes can tell. */
import { escapedText } from '../../codec/json/decoded-text.ts'

export interface Spellings {
  /** The text itself. */
  readonly plain: Buffer
  /** A string that says the text, or says it among others, holds at least one of these. */
  readonly needles: readonly Buffer[]
}

export const spellings = (text: string): Spellings => {
  const escaped = escapedText(text)
  return {
    plain: Buffer.from(text, 'utf8'),
    needles: [...new Set([text, escaped, ...unusual(text)])].map((needle) => Buffer.from(needle, 'utf8')),
  }
}

/** What stands in any other spelling: some character of it is escaped although it need not be, or in another way. */
const unusual = (text: string): readonly string[] => [
  NON_ASCII.test(text) ? '\\u' : '\\u00',
  ...(text.includes('/') ? ['\\/'] : []),
]

const NON_ASCII = /[^\0-\x7f]/
