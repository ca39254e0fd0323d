/** The result of a tool call as one text, for protocols whose results are text. */

import type { ResultPart } from '../part.ts'
import { joinTexts } from './fold-turns.ts'

export const NO_OUTPUT = '(no output)'

/** What a result says, never empty. */
export const resultText = ({ parts }: ResultPart): string => {
  const texts = parts.flatMap((part) => (part.type === 'text' ? part.text : []))
  const text = joinTexts(texts)
  return text.trim() === '' ? NO_OUTPUT : text
}

/** The text of a result where nothing else tells that the tool failed. */
export const markedText = (result: ResultPart, text = resultText(result)): string =>
  result.isError === true && !/^error/i.test(text) ? `Error: ${text}` : text
