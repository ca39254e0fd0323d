/**
 * A request that goes to an upstream of the client's own protocol, untouched but for what CLP had the client carry: its maker's
 * items are unpacked where they stand, those of others are cut out, since they would be taken for broken signatures.
 */
import {
  type Json,
  type JsonDocument,
  type JsonObject,
  parsingJson,
  RawJson,
  readJson,
  writeJson,
} from '../../codec/json/exact-json.ts'
import type { JsonSpan } from '../../codec/json/exact-parser.ts'
import { writingJson } from '../../codec/json/writing-json.ts'
import { mapped } from '../../codec/work/lists.ts'
import type { Work } from '../../codec/work/work.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import {
  CARRIER_BYTES_MARK,
  CARRIER_MARK,
  carrierFromBytes,
  isCarrier,
  summaryText,
  unpackCarrier,
} from '../canonical/carrier.ts'
import { listOf, objectOf, objectsOf, textOf } from '../canonical/fields.ts'
import { type Loss, Losses } from '../canonical/loss.ts'

export interface StrippedRequest {
  /** The same bytes when nothing is carried. */
  readonly body: Buffer
  readonly losses: readonly Loss[]
}

export function* stripCarriers(protocol: ProtocolId, body: Buffer): Work<StrippedRequest> {
  const isCarrying = body.includes(CARRIER_MARK) || (protocol === 'gemini' && body.includes(CARRIER_BYTES_MARK))
  const edits = isCarrying ? yield* readEdits(protocol, body.toString('utf8')) : []
  if (edits.length === 0) return { body, losses: [] }
  const losses = new Losses()
  losses.add('carrier-stripped', 'body')
  return { body: Buffer.from(spliced(body.toString('utf8'), edits)), losses: losses.list }
}

/** Puts a text in place of a part of the body. */
interface Edit extends JsonSpan {
  readonly by: string
}

const spliced = (text: string, edits: readonly Edit[]): string => {
  let out = ''
  let at = 0
  for (const { start, end, by } of edits) {
    out += text.slice(at, start) + by
    at = end
  }
  return out + text.slice(at)
}

const LISTS: Readonly<Record<ProtocolId, string>> = {
  messages: 'messages',
  responses: 'input',
  chat: 'messages',
  gemini: 'contents',
}

/** What is no JSON is left to the upstream to refuse. */
function* readEdits(protocol: ProtocolId, text: string): Work<readonly Edit[]> {
  let document: JsonDocument
  try {
    document = yield* parsingJson(text)
  } catch {
    return []
  }
  const list = objectOf(document.value)?.[LISTS[protocol]]
  return yield* listEdit(list, document, (element) => JUDGES[protocol](element, document))
}

/** What stands in place of an element: undefined for nothing, the element itself when it stays. */
type Judge = (element: JsonObject, document: JsonDocument) => Json | undefined

/** A list of which elements go or are written anew; none when all of them stay. */
function* listEdit(
  list: Json | undefined,
  document: JsonDocument,
  judge: (element: JsonObject) => Json | undefined,
): Work<readonly Edit[]> {
  const elements = listOf(list)
  const changed = keptOf(elements, yield* mapped(elements, (element) => judged(element, judge)), document)
  const place = typeof list === 'object' && list !== null ? document.span(list) : undefined
  return changed === undefined || place === undefined ? [] : [{ ...place, by: yield* writingJson(changed) }]
}

const changedList = (
  list: Json | undefined,
  document: JsonDocument,
  judge: (element: JsonObject) => Json | undefined,
): readonly Json[] | undefined => {
  const elements = listOf(list)
  return keptOf(
    elements,
    elements.map((element) => judged(element, judge)),
    document,
  )
}

const judged = (element: Json, judge: (element: JsonObject) => Json | undefined): Json | undefined => {
  const value = objectOf(element)
  return value === undefined ? element : judge(value)
}

/** What is left of a list; undefined where everything is as it was. */
const keptOf = (
  elements: readonly Json[],
  found: readonly (Json | undefined)[],
  document: JsonDocument,
): readonly Json[] | undefined => {
  if (found.every((one, index) => one === elements[index])) return undefined
  return found.flatMap((one, index) => (one === undefined ? [] : [one === elements[index] ? document.raw(one) : one]))
}

/** An object with other members, the rest as they were written; `undefined` takes one away. */
const withMembers = (
  value: JsonObject,
  document: JsonDocument,
  members: Readonly<Record<string, Json | undefined>>,
): RawJson => {
  const kept = Object.entries(value).map(([name, member]): [string, Json] => [name, document.raw(member ?? null)])
  return new RawJson(writeJson({ ...Object.fromEntries(kept), ...members }))
}

/** A carried item: its own maker's is unpacked, any other goes. */
const unpacked = (carrier: string, protocol: ProtocolId): RawJson | undefined => {
  const inside = unpackCarrier(carrier)
  return inside?.protocol === protocol ? inside.item : undefined
}

const judgeBlock = (block: JsonObject): Json | undefined => {
  const carrier = textOf(block['signature']) ?? textOf(block['data'])
  return isCarrier(carrier) ? unpacked(carrier, 'messages') : block
}

/** A message of which nothing is left goes too. */
const judgeMessage: Judge = (message, document) => {
  const content = changedList(message['content'], document, judgeBlock)
  if (content === undefined) return message
  return content.length === 0 ? undefined : withMembers(message, document, { content })
}

/** A summary that CLP had written is text to whoever reads it next. */
const judgeItem: Judge = (item) => {
  const carrier = textOf(item['encrypted_content'])
  if (!isCarrier(carrier)) return item
  const text = summaryText(carrier)
  if (text === undefined) return unpacked(carrier, 'responses')
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] }
}

/** Reasoning that was shown beside a carrier is not this server's own either. */
const judgeChatMessage: Judge = (message, document) => {
  const carriers = objectsOf(message['reasoning_details'])
    .map(({ data }) => textOf(data))
    .filter(isCarrier)
  const calls = changedList(message['tool_calls'], document, (call) => judgeCall(call, document))
  if (carriers.length === 0 && calls === undefined) return message
  const own = carriers.map((carrier) => unpacked(carrier, 'chat')).filter((item) => item !== undefined)
  const fields = Object.assign({}, ...own.map((item) => objectOf(readJson(item))))
  const taken = carriers.length === 0 ? {} : { reasoning_details: undefined, reasoning_content: undefined, ...fields }
  return withMembers(message, document, { ...taken, ...(calls === undefined ? {} : { tool_calls: calls }) })
}

const judgeCall: Judge = (call, document) => {
  const signature = textOf(objectOf(objectOf(call['extra_content'])?.['google'])?.['thought_signature'])
  return isCarrier(signature) ? withMembers(call, document, { extra_content: undefined }) : call
}

/** A part stays without its signature, unless it was there for nothing else. */
const judgePart: Judge = (part, document) => {
  const carrier = carrierFromBytes(textOf(part['thoughtSignature'] ?? part['thought_signature']) ?? '')
  if (!isCarrier(carrier)) return part
  const item = unpacked(carrier, 'gemini')
  const thoughtSignature = item === undefined ? undefined : objectOf(readJson(item))?.['thoughtSignature']
  if (thoughtSignature === undefined && part['text'] === '') return undefined
  return withMembers(part, document, { thought_signature: undefined, thoughtSignature })
}

const judgeContent: Judge = (content, document) => {
  const parts = changedList(content['parts'], document, (part) => judgePart(part, document))
  if (parts === undefined) return content
  return parts.length === 0 ? undefined : withMembers(content, document, { parts })
}

const JUDGES: Readonly<Record<ProtocolId, Judge>> = {
  messages: judgeMessage,
  responses: judgeItem,
  chat: judgeChatMessage,
  gemini: judgeContent,
}
