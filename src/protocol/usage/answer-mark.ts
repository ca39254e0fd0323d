/** Which answer a usage object belongs to, so that one that is fetched again and again is counted once. */
import { isObject } from '../../codec/json/is-object.ts'

export interface AnswerMark {
  /** The upstream's own name of the answer: `resp_…`, `msg_…`, `chatcmpl-…`. */
  readonly id: string | undefined
  /** False while an answer in the background is still being made. */
  readonly finished: boolean
}

/** Names that are longer are none. */
const LONGEST_ID = 256
/** https://platform.openai.com/docs/guides/background */
const UNFINISHED: ReadonlySet<unknown> = new Set(['queued', 'in_progress'])

export const UNMARKED: AnswerMark = { id: undefined, finished: true }

/** Of one JSON payload: a whole answer or the data of one event. */
export const answerMark = (payload: unknown): AnswerMark => {
  if (!isObject(payload)) return UNMARKED
  const answer = [payload['response'], payload['message'], payload].find(isObject) ?? {}
  const id = [answer['id'], answer['responseId']].find(isName)
  return { id, finished: !UNFINISHED.has(answer['status']) }
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_ID

/** Bytes at the front of a large answer in which its name stands. */
const FRONT = 4096

/** Of an answer that is too large to be parsed, by its first bytes: the makers write its name first. */
export const answerMarkIn = (bytes: Buffer): AnswerMark => {
  const front = bytes.toString('latin1', 0, FRONT)
  return { id: /^\s*\{\s*"id"\s*:\s*"([^"\\]{1,256})"/.exec(front)?.[1], finished: true }
}
