/** Counting the tokens of a request: asked of the upstream where it can count, estimated where it cannot, never paid for. */
import { parsingJson, readJson, writeJson } from '../../codec/json/exact-json.ts'
import { writingJson } from '../../codec/json/writing-json.ts'
import type { Work } from '../../codec/work/work.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import { numberOf, objectOf } from '../canonical/fields.ts'
import type { Generation } from '../canonical/generation.ts'
import type { Part } from '../canonical/part.ts'
import type { Tool } from '../canonical/tool.ts'
import type { UpstreamRequest } from './request.ts'

export interface CountRequest {
  readonly path: string
  readonly body: string
}

/** Members that a count takes of a request. */
const COUNTED: Readonly<Record<'messages' | 'responses', readonly string[]>> = {
  messages: ['model', 'system', 'messages', 'tools', 'tool_choice', 'thinking'],
  responses: ['model', 'instructions', 'input', 'tools', 'tool_choice', 'reasoning', 'text'],
}

/** The upstream's own way of counting; undefined where it has none. */
export function* countRequest({ protocol, path, body, profile }: UpstreamRequest): Work<CountRequest | undefined> {
  const document = yield* parsingJson(body)
  const fields = Object.entries(objectOf(document.value) ?? {})
  const raw = (names: readonly string[]) =>
    Object.fromEntries(
      fields.filter(([name]) => names.includes(name)).map(([name, value]) => [name, document.raw(value ?? null)]),
    )
  switch (protocol) {
    case 'messages':
      return { path: '/v1/messages/count_tokens', body: yield* writingJson(raw(COUNTED.messages)) }
    case 'responses':
      return { path: '/responses/input_tokens', body: yield* writingJson(raw(COUNTED.responses)) }
    case 'gemini': {
      const model = `models/${profile.model.replace(/^models\//, '')}`
      const inner = { model, ...raw(['contents', 'systemInstruction', 'tools', 'toolConfig']) }
      return {
        path: path.replace(/:\w+$/, ':countTokens'),
        body: yield* writingJson({ generateContentRequest: inner }),
      }
    }
    case 'chat':
      return undefined
  }
}

/** The count in an upstream's answer; undefined when there is none. */
export const readCount = (body: string): number | undefined => {
  const value = objectOf(readJson(body))
  return numberOf(value?.['input_tokens'] ?? value?.['totalTokens'])
}

/** The answer of a client of Messages or Gemini; the other protocols do not ask. */
export const writeCount = (client: ProtocolId, tokens: number): string =>
  writeJson(client === 'gemini' ? { totalTokens: tokens } : { input_tokens: tokens })

/** UTF-8 bytes that make one token, on the whole. */
const BYTES_PER_TOKEN = 3.6
const TOKENS_PER_IMAGE = 1600
const TOKENS_PER_MESSAGE = 8

export const estimateTokens = ({ system, turns, tools }: Generation): number => {
  let bytes = 0
  let images = 0
  const count = (text: string): void => {
    bytes += Buffer.byteLength(text)
  }
  for (const { text } of system) count(text)
  for (const tool of tools) count(toolText(tool))
  for (const { parts } of turns) {
    for (const part of parts) {
      for (const text of textsOf(part)) count(text)
      images += imagesIn(part)
    }
  }
  return Math.ceil(bytes / BYTES_PER_TOKEN) + images * TOKENS_PER_IMAGE + turns.length * TOKENS_PER_MESSAGE
}

const imagesIn = (part: Part): number =>
  part.type === 'result' ? part.parts.filter(({ type }) => type === 'image').length : part.type === 'image' ? 1 : 0

const textsOf = (part: Part): readonly string[] => {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return [part.text]
    case 'call':
      return [part.name, part.args]
    case 'result':
      return part.parts.flatMap((inner) => (inner.type === 'text' ? inner.text : []))
    default:
      return []
  }
}

const toolText = (tool: Tool): string =>
  [tool.name, tool.description, tool.kind === 'function' ? tool.schema?.text : undefined]
    .filter((text) => text !== undefined)
    .join(' ')
