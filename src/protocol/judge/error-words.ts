/** Reads out of a refused answer what its upstream says: the type and the message of its error, in whichever language it is written. Pure. */
import { isObject } from '../../codec/json/is-object.ts'
import type { SaidError } from '../../contract/exchange.ts'
import type { Json } from '../common/protocol.ts'
import { parsePartialJson } from '../conversation/partial-json.ts'

/** Characters that are kept. */
const MOST_TYPE = 100
const MOST_MESSAGE = 500

/** The same of an answer that may have been cut; undefined where it says nothing. A web page is told by its title. */
export const errorWords = (text: string): SaidError | undefined => {
  const trimmed = text.trim()
  const said = trimmed.startsWith('<') ? titleOf(trimmed) : (saidIn(trimmed) ?? plain(trimmed))
  if (said === undefined) return undefined
  const { type, message } = { type: clean(said.type, MOST_TYPE), message: clean(said.message, MOST_MESSAGE) }
  return type === '' && message === '' ? undefined : { type, message }
}

/** What a message of an error says, wherever it stands: an object called `error`, a text called so, or the answer itself. */
export const messageIn = (answer: Json): string => {
  const { error } = answer
  const inner = isObject(error) ? error : {}
  return firstText(inner['message'], error, answer['message'], answer['msg'], answer['detail'])
}

const saidIn = (text: string): SaidError | undefined => {
  if (text.startsWith('{') || text.startsWith('[')) return firstSaid(parsePartialJson(text).value)
  if (!/^(?:event|data|:)/m.test(text)) return undefined
  return dataOf(text)
    .map((data) => firstSaid(parsePartialJson(data).value))
    .findLast((said) => said !== undefined)
}

const dataOf = (stream: string): readonly string[] =>
  stream.split(/\r?\n/).flatMap((line) => (line.startsWith('data:') ? [line.slice('data:'.length).trim()] : []))

/** Google's answers to what was to be a stream are lists. */
const firstSaid = (value: unknown): SaidError | undefined => {
  const objects = (Array.isArray(value) ? value : [value]).filter(isObject)
  return objects.map(saidBy).find((said) => said !== undefined)
}

/** A failed response of OpenAI's holds its error inside. */
const saidBy = (answer: Json): SaidError | undefined => {
  const { response } = answer
  const whole = isObject(response) && isObject(response['error']) ? response : answer
  const message = messageIn(whole)
  const error = isObject(whole['error']) ? whole['error'] : {}
  const own = whole['type'] === 'error' ? undefined : whole['type']
  const type = firstText(error['type'], error['status'], error['code'], whole['__type'], whole['code'], own)
  const isError = isObject(whole['error']) || message !== '' || whole['__type'] !== undefined
  return isError ? { type, message } : undefined
}

const plain = (text: string): SaidError | undefined =>
  /^(?:[{[]|(?:event|data|id|retry)?:|null$)/.test(text) ? undefined : { type: '', message: text }

const titleOf = (page: string): SaidError | undefined => {
  const title = /<title[^>]*>([^<]{1,300})/i.exec(page)?.[1]
  return title === undefined ? undefined : { type: '', message: title }
}

const firstText = (...values: readonly unknown[]): string =>
  values.find((value): value is string => typeof value === 'string' && value.trim() !== '') ?? ''

const clean = (text: string, most: number): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`
}
