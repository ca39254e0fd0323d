/** The conversation as messages of Anthropic Messages: https://docs.anthropic.com/en/api/messages */
import { RawJson, readJson } from '../../../codec/json/exact-json.ts'
import { mapped } from '../../../codec/work/lists.ts'
import type { Work } from '../../../codec/work/work.ts'
import type { CallIds } from '../../canonical/call-id.ts'
import { objectOf } from '../../canonical/fields.ts'
import type {
  CallPart,
  FilePart,
  ImagePart,
  MediaSource,
  Part,
  ReasoningPart,
  ResultPart,
} from '../../canonical/part.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import { argumentsObject } from '../../canonical/requests/arguments.ts'
import type { FoldedTurn } from '../../canonical/requests/fold-turns.ts'
import { isCommonImage, isReadable, placeholder } from '../../canonical/requests/media.ts'
import { NO_OUTPUT } from '../../canonical/requests/result-text.ts'
import type { ToolNames } from '../../canonical/tool-names.ts'
import { hasRepair } from '../../canonical/upstream-profile.ts'

export interface BlockWriting {
  readonly context: WriteContext
  readonly names: ToolNames
  readonly ids: CallIds
}

/** A block, written: its type and cache mark are looked at again, the rest is only passed on. */
export type Block = Readonly<Record<string, unknown>> | RawJson
export interface Message {
  readonly role: 'user' | 'assistant'
  readonly content: readonly Block[]
}

export function* writeMessages(turns: readonly FoldedTurn[], writing: BlockWriting): Work<readonly Message[]> {
  const messages = yield* mapped(turns, ({ role, parts }) => ({
    role,
    content: parts.flatMap((part) => writeBlock(part, role, writing)),
  }))
  return mergeNeighbours(messages)
}

/** A turn of which nothing could be said leaves two neighbours of one role. */
const mergeNeighbours = (messages: readonly Message[]): readonly Message[] => {
  const merged: { role: Message['role']; content: Block[] }[] = []
  for (const { role, content } of messages.filter((message) => message.content.length > 0)) {
    const last = merged.at(-1)
    if (last?.role === role) for (const block of content) last.content.push(block)
    else merged.push({ role, content: [...content] })
  }
  return merged
}

const writeBlock = (part: Part, role: Message['role'], writing: BlockWriting): readonly Block[] => {
  const { context } = writing
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: part.text, cache_control: part.cache }]
    case 'refusal':
      return [{ type: 'text', text: part.text }]
    case 'image':
      return role === 'user' ? [imageBlock(part, context)] : dropped('image-dropped', context)
    case 'file':
      return role === 'user' ? [fileBlock(part, context)] : dropped('file-dropped', context)
    case 'audio':
      return dropped('file-dropped', context)
    case 'reasoning':
      return reasoningBlock(part, context)
    case 'call':
      return [callBlock(part, writing)]
    case 'result':
      return [resultBlock(part, writing)]
    case 'hosted':
      if (part.protocol === 'messages') return [part.item]
      context.losses.add('parameter-dropped', part.name)
      return []
  }
}

const dropped = (what: 'image-dropped' | 'file-dropped', { losses }: WriteContext): readonly Block[] => {
  losses.add(what, 'messages')
  return []
}

/** Thinking goes back byte for byte to where it came from, and to nobody else. */
const reasoningBlock = (part: ReasoningPart, { losses, profile }: WriteContext): readonly Block[] => {
  if (part.carried?.protocol === 'messages' && !hasRepair(profile, 'without-carried')) return [part.carried.item]
  if (part.text !== '') losses.add('reasoning-dropped', 'messages')
  return []
}

const callBlock = (part: CallPart, { names, ids, context }: BlockWriting): Block => ({
  type: 'tool_use',
  id: ids(part.id),
  name: names.written(part),
  input: argumentsObject(part, context.losses),
  cache_control: part.cache,
})

const resultBlock = (part: ResultPart, { ids, context }: BlockWriting): Block => ({
  type: 'tool_result',
  tool_use_id: ids(part.id),
  content: resultContent(part, context),
  is_error: part.isError === true ? true : undefined,
  cache_control: part.cache,
})

/** One text as a string, more than that as blocks; the API refuses an empty text. */
const resultContent = ({ parts }: ResultPart, context: WriteContext): unknown => {
  const said = parts.filter((part) => part.type !== 'text' || part.text.trim() !== '')
  const [first] = said
  if (first === undefined) return NO_OUTPUT
  if (said.length === 1 && first.type === 'text' && first.cache === undefined) return first.text
  return said.map((part) => {
    if (part.type === 'text') return { type: 'text', text: part.text, cache_control: part.cache }
    return part.type === 'image' ? imageBlock(part, context) : fileBlock(part, context)
  })
}

const imageBlock = (part: ImagePart, context: WriteContext): Block => {
  const { source } = part
  const isTaken = isReadable(source, 'messages') && (source.kind !== 'data' || isCommonImage(source.mime))
  if (isTaken) return { type: 'image', source: writeSource(source), cache_control: part.cache }
  context.losses.add('image-dropped', 'messages')
  return { type: 'text', text: placeholder('image', source) }
}

const fileBlock = (part: FilePart, context: WriteContext): Block => {
  const { source, name } = part
  const isTaken = isReadable(source, 'messages') && (source.kind !== 'data' || source.mime === 'application/pdf')
  if (isTaken) return { type: 'document', source: writeSource(source), title: name, cache_control: part.cache }
  context.losses.add('file-dropped', 'messages')
  return { type: 'text', text: placeholder('file', source) }
}

const writeSource = (source: MediaSource): Block => {
  if (source.kind === 'data') return { type: 'base64', media_type: source.mime, data: source.data }
  return source.kind === 'url' ? { type: 'url', url: source.url } : { type: 'file', file_id: source.id }
}

/** Whether a block is thinking, signed or hidden. */
export const isThinking = (block: Block | undefined): boolean => {
  const type = block instanceof RawJson ? objectOf(readJson(block))?.['type'] : undefined
  return type === 'thinking' || type === 'redacted_thinking'
}

export const isCall = (block: Block): boolean => 'type' in block && block['type'] === 'tool_use'
