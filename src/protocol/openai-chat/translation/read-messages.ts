/** Messages of Chat Completions as turns: https://platform.openai.com/docs/api-reference/chat/create */
import type { Json, JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import { RawJson, writeJson } from '../../../codec/json/exact-json.ts'
import { flatWorked, mapped } from '../../../codec/work/lists.ts'
import type { Work } from '../../../codec/work/work.ts'
import { carriedReasoning, isCarrier } from '../../canonical/carrier.ts'
import { objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Losses } from '../../canonical/loss.ts'
import type { CallPart, Part, ReasoningPart, ResultContent, ResultPart, TextPart, Turn } from '../../canonical/part.ts'
import { readArguments } from '../../canonical/requests/arguments.ts'
import { sourceOfUrl } from '../../canonical/requests/media.ts'

interface Reading {
  readonly document: JsonDocument
  readonly losses: Losses
}

export interface ReadMessages {
  readonly system: readonly TextPart[]
  readonly turns: readonly Turn[]
}

export function* readMessages(messages: readonly JsonObject[], reading: Reading): Work<ReadMessages> {
  const first = messages.findIndex((message) => !isSystem(message))
  const leading = first < 0 ? messages : messages.slice(0, first)
  const rest = first < 0 ? [] : messages.slice(first)
  const said = yield* flatWorked(leading, (message) => readContent(message['content'], reading))
  const turns = yield* flatWorked(rest, function* (message): Work<readonly Turn[]> {
    return [yield* readMessage(message, reading)]
  })
  return { system: said.filter((part) => part.type === 'text'), turns: joinResults(turns) }
}

const isSystem = ({ role }: JsonObject): boolean => role === 'system' || role === 'developer'

/** The results of one turn come in a message each. */
const joinResults = (turns: readonly Turn[]): readonly Turn[] => {
  const joined: { role: Turn['role']; parts: Part[]; isOpen: boolean }[] = []
  for (const turn of turns) {
    const last = joined.at(-1)
    if (last?.isOpen === true && turn.role === 'user') {
      for (const part of turn.parts) last.parts.push(part)
      last.isOpen = onlyResults(turn)
    } else joined.push({ role: turn.role, parts: [...turn.parts], isOpen: onlyResults(turn) })
  }
  return joined.map(({ role, parts }) => ({ role, parts }))
}

const onlyResults = ({ role, parts }: Turn): boolean =>
  role === 'user' && parts.length > 0 && parts.every(({ type }) => type === 'result')

function* readMessage(message: JsonObject, reading: Reading): Work<Turn> {
  if (isSystem(message)) return { role: 'system', parts: yield* readContent(message['content'], reading) }
  switch (message['role']) {
    case 'assistant':
      return { role: 'assistant', parts: yield* readAssistant(message, reading) }
    case 'tool':
      return { role: 'user', parts: [yield* readResult(message, textOf(message['tool_call_id']) ?? '', reading)] }
    case 'function':
      return { role: 'user', parts: [yield* readResult(message, formerId(message['name']), reading)] }
    default:
      return { role: 'user', parts: yield* readContent(message['content'], reading) }
  }
}

/** Before there were ids, a call was answered by name. */
const formerId = (name: Json | undefined): string => `function_${textOf(name) ?? ''}`

function* readContent(content: Json | undefined, reading: Reading): Work<readonly Part[]> {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return yield* mapped(objectsOf(content), (part) => readPart(part, reading))
}

const readPart = (part: JsonObject, { document }: Reading): Part => {
  switch (part['type']) {
    case 'text':
      return { type: 'text', text: textOf(part['text']) ?? '' }
    case 'refusal':
      return { type: 'refusal', text: textOf(part['refusal']) ?? '' }
    case 'image_url': {
      const image = objectOf(part['image_url'])
      const url = textOf(image?.['url'] ?? part['image_url']) ?? ''
      return { type: 'image', source: sourceOfUrl(url), detail: wordOf(image?.['detail']) }
    }
    case 'file':
      return readFile(objectOf(part['file']) ?? {})
    case 'input_audio': {
      const audio = objectOf(part['input_audio'])
      return { type: 'audio', data: textOf(audio?.['data']) ?? '', format: textOf(audio?.['format']) ?? 'wav' }
    }
    default:
      return { type: 'hosted', protocol: 'chat', name: textOf(part['type']) ?? '', item: document.raw(part) }
  }
}

const readFile = (file: JsonObject): Part => {
  const id = wordOf(file['file_id'])
  const name = wordOf(file['filename'])
  if (id !== undefined) return { type: 'file', source: { kind: 'id', id, protocol: 'chat' }, name }
  const data = textOf(file['file_data']) ?? ''
  const source = data.startsWith('data:')
    ? sourceOfUrl(data)
    : ({ kind: 'data', mime: 'application/pdf', data } as const)
  return { type: 'file', source, name }
}

function* readAssistant(message: JsonObject, reading: Reading): Work<readonly Part[]> {
  const refusal = wordOf(message['refusal'])
  const former = objectOf(message['function_call'])
  const calls = yield* flatWorked(objectsOf(message['tool_calls']), (call) => readCall(call, reading))
  return [
    ...readReasoning(message, reading),
    ...(yield* readContent(message['content'], reading)),
    ...(refusal === undefined ? [] : [{ type: 'refusal' as const, text: refusal }]),
    ...calls,
    ...(former === undefined ? [] : [yield* functionCall(formerId(former['name']), former, reading)]),
  ]
}

function* readCall(call: JsonObject, reading: Reading): Work<readonly Part[]> {
  const id = textOf(call['id']) ?? ''
  const custom = objectOf(call['custom'])
  const part: CallPart =
    custom === undefined
      ? yield* functionCall(id, objectOf(call['function']) ?? {}, reading)
      : { type: 'call', id, name: textOf(custom['name']) ?? '', kind: 'custom', args: textOf(custom['input']) ?? '' }
  return [...readSignature(call, reading), part]
}

function* functionCall(id: string, call: JsonObject, { document }: Reading): Work<CallPart> {
  const written = call['arguments']
  const args = textOf(written) ?? (written === undefined || written === null ? '' : document.raw(written).text)
  const name = textOf(call['name']) ?? ''
  return { type: 'call', id, name, kind: 'function', ...(yield* readArguments(new RawJson(args))) }
}

/** The known place for the signature of a Gemini call: https://ai.google.dev/gemini-api/docs/thought-signatures */
const readSignature = (call: JsonObject, { losses }: Reading): readonly ReasoningPart[] => {
  const signature = wordOf(objectOf(objectOf(call['extra_content'])?.['google'])?.['thought_signature'])
  if (signature === undefined) return []
  if (isCarrier(signature)) return [carriedReasoning(signature, '', losses)]
  const item = new RawJson(writeJson({ thoughtSignature: signature }))
  return [{ type: 'reasoning', text: '', carried: { protocol: 'gemini', item } }]
}

/** Fields in which servers write reasoning; the same text often stands in two of them. */
const FIELDS = ['reasoning_content', 'reasoning', 'reasoning_details'] as const

const readReasoning = (message: JsonObject, reading: Reading): readonly ReasoningPart[] => {
  const details = objectsOf(message['reasoning_details'])
  const carriers = details.map((detail) => textOf(detail['data'])).filter(isCarrier)
  if (carriers.length > 0) return carriers.map((carrier) => carriedReasoning(carrier, '', reading.losses))
  const given = FIELDS.filter((name) => message[name] !== undefined && message[name] !== null)
  if (given.length === 0) return []
  const members = Object.fromEntries(given.map((name) => [name, reading.document.raw(message[name] ?? null)]))
  const item = new RawJson(writeJson(members))
  const text = textOf(message['reasoning_content']) ?? textOf(message['reasoning']) ?? details.map(detailText).join('')
  return [{ type: 'reasoning', text, carried: { protocol: 'chat', item } }]
}

const detailText = (detail: JsonObject): string => textOf(detail['text']) ?? textOf(detail['summary']) ?? ''

function* readResult(message: JsonObject, id: string, reading: Reading): Work<ResultPart> {
  const parts = (yield* readContent(message['content'], reading)).filter(
    (part): part is ResultContent => part.type === 'text' || part.type === 'image' || part.type === 'file',
  )
  return { type: 'result', id, kind: 'function', parts }
}
