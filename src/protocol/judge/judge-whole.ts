/** Judges a whole answer that is no stream: it is one if it has the shape of one in its language. */
import { isObject } from '../../codec/json/is-object.ts'
import type { Json, Protocol } from '../common/protocol.ts'
import { ANSWER_FAULTS } from './answer-faults.ts'

/** What is known of the answers of a protocol. */
export type AnswerProtocol = Pick<Protocol, 'events' | 'errors' | 'answers'>

/** The fault of a JSON answer, or undefined for a good one. */
export const judgeWhole = ({ errors, answers }: AnswerProtocol, bytes: Buffer): string | undefined => {
  const values = valuesIn(bytes.toString('utf8'))
  if (values.some((value) => errors.isError(value))) return ANSWER_FAULTS.errorBody
  return values.some((value) => answers.isWhole(value)) ? undefined : ANSWER_FAULTS.noAnswer
}

/** The answer; of a stream that is one JSON array, or JSON lines under another name, its parts. Empty for what is neither. */
const valuesIn = (text: string): readonly Json[] => {
  const whole = parsed(text)
  if (whole !== undefined) return (Array.isArray(whole) ? whole : [whole]).filter(isObject)
  return text.split('\n').map(parsed).filter(isObject)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}
