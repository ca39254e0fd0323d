/** Content blocks of Anthropic Messages as parts: https://docs.anthropic.com/en/api/messages */
import type { Json, JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import { carriedReasoning, isCarrier } from '../../canonical/carrier.ts'
import { isGiven, listOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Losses } from '../../canonical/loss.ts'
import type { MediaSource, Part, ReasoningPart, ResultContent, ResultPart, TextPart } from '../../canonical/part.ts'
import { readArguments } from '../../canonical/requests/arguments.ts'
import { properMime } from '../../canonical/requests/media.ts'

export interface BlockReading {
  readonly document: JsonDocument
  readonly losses: Losses
  /** Names of tools that a result has loaded. */
  readonly loaded: Set<string>
}

/** A text stands for one block. */
export function* readContent(content: Json | undefined, reading: BlockReading): Work<readonly Part[]> {
  if (typeof content === 'string') return [{ type: 'text', text: content, cache: undefined }]
  const parts: Part[] = []
  for (const block of blocksOf(content)) {
    if (block['type'] === 'tool_use') parts.push(yield* readCall(block, reading))
    else for (const part of readBlock(block, reading)) parts.push(part)
    yield
  }
  return parts
}

export const blocksOf = (content: Json | undefined): readonly JsonObject[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : objectsOf(content)

const readBlock = (block: JsonObject, reading: BlockReading): readonly Part[] => {
  const type = textOf(block['type']) ?? ''
  switch (type) {
    case 'tool_result':
      return [readResult(block, reading)]
    case 'thinking':
    case 'redacted_thinking':
      return readThinking(block, reading)
    case 'tool_search_tool_result':
      for (const found of objectsOf(objectOf(block['content'])?.['tool_references'])) loadedTool(found, reading)
      return [opaqueBlock(block, type, reading)]
    default:
      return readShown(block, reading) ?? [opaqueBlock(block, type, reading)]
  }
}

/** What only Anthropic understands. */
const opaqueBlock = (block: JsonObject, type: string, { document }: BlockReading): Part => ({
  type: 'hosted',
  protocol: 'messages',
  name: type,
  item: document.raw(block),
})

/** What may stand in a result too; undefined for a block that only Anthropic understands. */
const readShown = (block: JsonObject, reading: BlockReading): readonly ResultContent[] | undefined => {
  const cache = cacheMark(block, reading.document)
  switch (block['type']) {
    case 'text':
      if (listOf(block['citations']).length > 0) reading.losses.add('citations-dropped', 'messages')
      return [{ type: 'text', text: textOf(block['text']) ?? '', cache }]
    case 'image': {
      const source = readSource(objectOf(block['source']))
      return source === undefined ? undefined : [{ type: 'image', source, cache }]
    }
    case 'document':
      return readDocument(block, reading)
    case 'search_result':
      return [{ type: 'text', text: titled(block, plainText(block['content'])), cache }]
    case 'tool_reference':
      return [loadedTool(block, reading)]
    case 'compaction':
      return [{ type: 'text', text: textOf(block['content']) ?? '', cache }]
    default:
      return undefined
  }
}

export const cacheMark = (block: JsonObject, document: JsonDocument) => {
  const mark = block['cache_control']
  return isGiven(mark) && mark !== undefined ? document.raw(mark) : undefined
}

const readSource = (source: JsonObject | undefined): MediaSource | undefined => {
  switch (source?.['type']) {
    case 'base64':
      return { kind: 'data', mime: properMime(textOf(source['media_type']) ?? ''), data: textOf(source['data']) ?? '' }
    case 'url':
      return { kind: 'url', url: textOf(source['url']) ?? '' }
    case 'file':
      return { kind: 'id', id: textOf(source['file_id']) ?? '', protocol: 'messages' }
    default:
      return undefined
  }
}

/** A PDF is a file; a document of text is text with its title. */
const readDocument = (block: JsonObject, reading: BlockReading): readonly ResultContent[] | undefined => {
  const source = objectOf(block['source'])
  const cache = cacheMark(block, reading.document)
  if (source?.['type'] === 'text' || source?.['type'] === 'content') {
    reading.losses.add('file-as-text', 'messages')
    return [{ type: 'text', text: titled(block, plainText(source['data'] ?? source['content'])), cache }]
  }
  const media = readSource(source)
  if (media === undefined) return undefined
  const context = wordOf(block['context'])
  const about: readonly TextPart[] = context === undefined ? [] : [{ type: 'text', text: context }]
  return [...about, { type: 'file', source: media, name: wordOf(block['title']), cache }]
}

const titled = (block: JsonObject, text: string): string =>
  [block['title'], block['source'], block['context'], text].filter((line) => wordOf(line) !== undefined).join('\n')

const plainText = (content: Json | undefined): string =>
  blocksOf(content)
    .map((block) => textOf(block['text']) ?? '')
    .join('\n')

const loadedTool = (reference: JsonObject, { loaded }: BlockReading): TextPart => {
  const name = textOf(reference['tool_name']) ?? ''
  loaded.add(name)
  return { type: 'text', text: `The tool ${name} is available now.` }
}

function* readCall(block: JsonObject, { document }: BlockReading): Work<Part> {
  const input = block['input']
  return {
    type: 'call',
    id: textOf(block['id']) ?? '',
    name: textOf(block['name']) ?? '',
    kind: 'function',
    ...(isGiven(input) && input !== undefined ? yield* readArguments(document.raw(input)) : { args: '{}' }),
    cache: cacheMark(block, document),
  }
}

const readResult = (block: JsonObject, reading: BlockReading): ResultPart => ({
  type: 'result',
  id: textOf(block['tool_use_id']) ?? '',
  kind: 'function',
  parts: blocksOf(block['content']).flatMap((inner) => readShown(inner, reading) ?? unknownContent(inner, reading)),
  isError: block['is_error'] === true ? true : undefined,
  cache: cacheMark(block, reading.document),
})

const unknownContent = (block: JsonObject, { losses }: BlockReading): readonly ResultContent[] => {
  const type = textOf(block['type']) ?? ''
  losses.add('parameter-dropped', `tool_result ${type}`)
  return [{ type: 'text', text: `[${type}]` }]
}

const readThinking = (block: JsonObject, { document, losses }: BlockReading): readonly ReasoningPart[] => {
  const text = textOf(block['thinking']) ?? ''
  const sealed = textOf(block['signature']) ?? textOf(block['data'])
  if (isCarrier(sealed)) return [carriedReasoning(sealed, text, losses)]
  return [{ type: 'reasoning', text, carried: { protocol: 'messages', item: document.raw(block) } }]
}
