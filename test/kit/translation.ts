/** Shorthand for tests of translation: asks, answers and what came of them. */
import { finish } from '../../src/codec/work/work.ts'
import type { ProtocolId } from '../../src/contract/protocol.ts'
import type { UpstreamProfile } from '../../src/protocol/canonical/upstream-profile.ts'
import { type AnswerTranslation, openAnswer } from '../../src/protocol/translate/answer.ts'
import {
  type ReadRequest,
  readRequest,
  type UpstreamRequest,
  writeRequest,
} from '../../src/protocol/translate/request.ts'

export const PATHS: Readonly<Record<ProtocolId, string>> = {
  messages: '/v1/messages',
  responses: '/v1/responses',
  chat: '/v1/chat/completions',
  gemini: '/v1beta/models/asked:generateContent',
}

export const PROFILE: UpstreamProfile = { host: 'other', model: 'upstream-model', repairs: [] }

export interface Ask {
  readonly from: ProtocolId
  readonly to: ProtocolId
  readonly body: unknown
  readonly profile?: Partial<UpstreamProfile>
  readonly headers?: Readonly<Record<string, string>>
  readonly path?: string
  readonly query?: string
}

export interface Asked {
  readonly read: ReadRequest
  readonly written: UpstreamRequest
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of four protocols
  readonly body: any
  readonly text: string
  /** Codes of everything lost on the way, sorted. */
  readonly losses: readonly string[]
}

/** Translates a request; throws the words of the refusal. `body` may be a text. */
export const ask = ({ from, to, body, profile, headers = {}, path, query = '' }: Ask): Asked => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const read = finish(
    readRequest({
      protocol: from,
      path: path ?? PATHS[from],
      query,
      header: (name) => headers[name],
      body: text,
    }),
  )
  if (!read.ok) throw new Error(read.problem.message)
  const written = finish(writeRequest(read.value, to, { ...PROFILE, ...profile }))
  if (!written.ok) throw new Error(written.problem.message)
  const losses = [...read.value.losses, ...written.value.losses].map(({ what }) => what)
  return {
    read: read.value,
    written: written.value,
    body: JSON.parse(written.value.body),
    text: written.value.body,
    losses: [...new Set(losses)].sort(),
  }
}

/** Ids that count, so that answers can be compared. */
export const countingIds = (): ((prefix: string) => string) => {
  const numbers = new Map<string, number>()
  return (prefix) => {
    numbers.set(prefix, (numbers.get(prefix) ?? 0) + 1)
    return `${prefix}${numbers.get(prefix)}`
  }
}

export interface Answered {
  readonly text: string
  readonly translation: AnswerTranslation
  readonly losses: readonly string[]
}

/** Translates an answer that comes in these pieces. */
export const answer = ({ read, written }: Asked, chunks: readonly Uint8Array[]): Answered => {
  const translation = openAnswer({ request: read, upstream: written, created: 1_700_000_000, mint: countingIds() })
  const out = [...chunks.flatMap((chunk) => translation.push(chunk)), ...finish(translation.end())]
  const losses = translation.losses.map(({ what }) => what).sort()
  return { text: Buffer.concat(out).toString(), translation, losses }
}

export interface SseEvent {
  readonly event: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of four protocols
  readonly data: any
}

/** The events of a stream; data that is no JSON stays text. */
export const eventsOf = (text: string): readonly SseEvent[] =>
  text
    .split(/\r?\n\r?\n/)
    .filter((block) => block !== '' && !block.startsWith(':'))
    .map((block) => {
      const data = /^data: (.*)$/m.exec(block)?.[1] ?? ''
      return {
        event: /^event: (.*)$/m.exec(block)?.[1],
        data: data.startsWith('{') || data.startsWith('[{') ? JSON.parse(data) : data,
      }
    })

/** A stream of data lines, as Chat Completions and Gemini write it. */
export const dataStream = (...values: readonly unknown[]): Buffer =>
  Buffer.from(values.map((value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`).join(''))

/** A stream of named events, as Messages and Responses write it. */
export const eventStream = (...values: readonly { readonly type: string }[]): Buffer =>
  Buffer.from(values.map((value) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`).join(''))

export interface SeenBlock {
  readonly type: string
  text: string
  readonly id?: string
  readonly name?: string
}

/** What a client of Messages puts together from a stream; throws when an event is out of its order. */
export const messagesBlocks = (text: string): readonly SeenBlock[] => {
  const blocks: SeenBlock[] = []
  for (const { event, data } of eventsOf(text)) {
    if (event !== data.type) throw new Error(`an event called ${event} of type ${data.type}`)
    if (data.type === 'content_block_start') {
      const { type, id, name } = data.content_block
      blocks.push(type === 'tool_use' ? { type, id, name, text: '' } : { type, text: '' })
    }
    if (data.index !== undefined && data.index !== blocks.length - 1)
      throw new Error(`block ${data.index} is not the open one`)
    const last = blocks.at(-1)
    if (data.type === 'content_block_delta' && last !== undefined) {
      last.text += data.delta.text ?? data.delta.thinking ?? data.delta.partial_json ?? ''
    }
  }
  return blocks
}

/** Why a stream of Messages ended. */
export const messagesStop = (text: string): string | undefined =>
  eventsOf(text).find(({ event }) => event === 'message_delta')?.data.delta.stop_reason
