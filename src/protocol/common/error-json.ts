/** Tells whether a whole JSON answer is an error, without parsing most of those that are none. */
import { parseObject } from './json.ts'
import type { ErrorForm } from './protocol.ts'

export const isErrorJson = (errors: ErrorForm, bytes: Buffer): boolean => {
  if (!mayBeError(errors, bytes)) return false
  const value = parseObject(bytes.toString('utf8'))
  return value !== undefined && errors.isError(value)
}

/** Wrong only in the direction of yes: any word may be written in escapes. */
const mayBeError = ({ words }: ErrorForm, bytes: Buffer): boolean =>
  words.some((word) => bytes.includes(word)) || bytes.includes('\\u00')
