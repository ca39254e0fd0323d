/** Contents of Gemini as turns: https://ai.google.dev/api/caching#Content */
import { type Json, type JsonDocument, type JsonObject, RawJson, writeJson } from '../../../codec/json/exact-json.ts'
import { flatWorked } from '../../../codec/work/lists.ts'
import type { Work } from '../../../codec/work/work.ts'
import { carriedReasoning, carrierFromBytes, isCarrier } from '../../canonical/carrier.ts'
import { isGiven, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Losses } from '../../canonical/loss.ts'
import type {
  CallPart,
  MediaSource,
  Part,
  ReasoningPart,
  ResultContent,
  ResultPart,
  Turn,
} from '../../canonical/part.ts'
import { readArguments } from '../../canonical/requests/arguments.ts'
import { properMime } from '../../canonical/requests/media.ts'
import { member } from './members.ts'
import { UnansweredCalls } from './unanswered-calls.ts'

export const readContents = (
  contents: Json | undefined,
  document: JsonDocument,
  losses: Losses,
): Work<readonly Turn[]> => {
  const reading = new ContentReading(document, losses)
  return flatWorked(objectsOf(contents), function* (content, index): Work<readonly Turn[]> {
    return [yield* reading.turn(content, index)]
  })
}

class ContentReading {
  readonly #document: JsonDocument
  readonly #losses: Losses
  readonly #open = new UnansweredCalls()

  constructor(document: JsonDocument, losses: Losses) {
    this.#document = document
    this.#losses = losses
  }

  *turn(content: JsonObject, index: number): Work<Turn> {
    const parts: Part[] = []
    for (const [number, part] of objectsOf(content['parts']).entries()) {
      this.#sign(part, parts)
      parts.push(...(yield* this.#part(part, `${index}_${number}`)))
      yield
    }
    return { role: content['role'] === 'model' ? 'assistant' : 'user', parts }
  }

  /** A signature belongs to the reasoning before its part. */
  #sign(part: JsonObject, parts: Part[]): void {
    const signature = wordOf(member(part, 'thoughtSignature'))
    if (signature === undefined) return
    const last = parts.at(-1)
    const isFree = last?.type === 'reasoning' && last.carried === undefined
    const signed = this.#signed(signature, isFree ? last.text : '')
    if (isFree) parts[parts.length - 1] = signed
    else parts.push(signed)
  }

  #signed(signature: string, text: string): ReasoningPart {
    const carrier = carrierFromBytes(signature)
    if (isCarrier(carrier)) return carriedReasoning(carrier, text, this.#losses)
    const item = new RawJson(writeJson({ thoughtSignature: signature }))
    return { type: 'reasoning', text, carried: { protocol: 'gemini', item } }
  }

  *#part(part: JsonObject, place: string): Work<readonly Part[]> {
    const text = textOf(part['text'])
    if (part['thought'] === true) return text === undefined || text === '' ? [] : [{ type: 'reasoning', text }]
    if (text !== undefined) return [{ type: 'text', text }]
    const call = objectOf(member(part, 'functionCall'))
    if (call !== undefined) return [yield* this.#call(call, place)]
    const response = objectOf(member(part, 'functionResponse'))
    if (response !== undefined) return [this.#result(response, place)]
    return readMedia(part) ?? this.#other(part)
  }

  #other(part: JsonObject): readonly Part[] {
    const [name] = Object.keys(part).filter((key) => !/^thought/.test(key))
    return name === undefined ? [] : [{ type: 'hosted', protocol: 'gemini', name, item: this.#document.raw(part) }]
  }

  *#call(call: JsonObject, place: string): Work<CallPart> {
    const given = wordOf(call['id'])
    const name = textOf(call['name']) ?? ''
    const id = given ?? `call_${place}`
    const { args } = call
    this.#open.add({ id, given, name })
    const read = isGiven(args) && args !== undefined ? yield* readArguments(this.#document.raw(args)) : { args: '{}' }
    return { type: 'call', id, name, kind: 'function', ...read }
  }

  /** By id where there is one, else the first open call of that name. */
  #result(response: JsonObject, place: string): ResultPart {
    const given = wordOf(response['id'])
    const name = textOf(response['name']) ?? ''
    const call = this.#open.take(given, name)
    const value = objectOf(response['response']) ?? {}
    const isError = isGiven(value['error']) ? true : undefined
    const id = call?.id ?? given ?? `call_lost_${place}`
    return {
      type: 'result',
      id,
      name,
      kind: 'function',
      isError,
      parts: [...this.#output(value), ...readParts(response)],
    }
  }

  #output(value: JsonObject): readonly ResultContent[] {
    const said = value['output'] ?? value['error'] ?? value
    const text = typeof said === 'string' ? said : Object.keys(value).length === 0 ? '' : this.#document.raw(said).text
    return [{ type: 'text', text }]
  }
}

const readParts = (response: JsonObject): readonly ResultContent[] =>
  objectsOf(response['parts'])
    .flatMap((part) => readMedia(part) ?? [])
    .filter((part) => part.type !== 'audio')

/** Undefined for a part that is neither image nor file. */
const readMedia = (part: JsonObject): readonly Extract<Part, { type: 'image' | 'file' | 'audio' }>[] | undefined => {
  const inline = objectOf(member(part, 'inlineData'))
  const kept = objectOf(member(part, 'fileData'))
  const mime = properMime(textOf(member(inline ?? kept, 'mimeType')) ?? '')
  if (inline !== undefined) {
    const data = textOf(inline['data']) ?? ''
    if (mime.startsWith('audio/')) return [{ type: 'audio', data, format: mime.slice('audio/'.length) }]
    return [media({ kind: 'data', mime, data }, mime, wordOf(member(inline, 'displayName')))]
  }
  if (kept === undefined) return undefined
  const uri = textOf(member(kept, 'fileUri')) ?? ''
  const isOwn = !/^https?:/.test(uri) || /(^|\.)googleapis\.com\//.test(uri)
  const source: MediaSource = isOwn ? { kind: 'id', id: uri, protocol: 'gemini' } : { kind: 'url', url: uri, mime }
  return [media(source, mime, wordOf(member(kept, 'displayName')))]
}

const media = (source: MediaSource, mime: string, name: string | undefined) =>
  mime.startsWith('image/') ? ({ type: 'image', source } as const) : ({ type: 'file', source, name } as const)
