/** Tools and their choice of Anthropic Messages. */
import type { JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import { booleanOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Tool, ToolChoice } from '../../canonical/tool.ts'
import { cacheMark } from './read-blocks.ts'
import { typedTool } from './typed-tools.ts'

/** `loaded`: names of deferred tools that a result has named. */
export const readTools = (body: JsonObject, document: JsonDocument, loaded: ReadonlySet<string>): readonly Tool[] =>
  objectsOf(body['tools']).map((tool) => readTool(tool, document, loaded))

const readTool = (tool: JsonObject, document: JsonDocument, loaded: ReadonlySet<string>): Tool => {
  const type = wordOf(tool['type'])
  const name = textOf(tool['name']) ?? type ?? ''
  if (type !== undefined && type !== 'custom') return readTyped(tool, type, name, document)
  const schema = objectOf(tool['input_schema'])
  return {
    kind: 'function',
    name,
    description: textOf(tool['description']),
    schema: schema === undefined ? undefined : document.raw(schema),
    strict: booleanOf(tool['strict']),
    deferred: tool['defer_loading'] === true && !loaded.has(name) ? true : undefined,
    cache: cacheMark(tool, document),
  }
}

const readTyped = (tool: JsonObject, type: string, name: string, document: JsonDocument): Tool => {
  const known = typedTool(type)
  if (known !== undefined) return { kind: 'function', name, ...known }
  return {
    kind: 'hosted',
    name,
    protocol: 'messages',
    item: document.raw(tool),
    searchesWeb: type.startsWith('web_search_'),
  }
}

export const readChoice = (body: JsonObject): ToolChoice | undefined => {
  const choice = objectOf(body['tool_choice'])
  switch (choice?.['type']) {
    case 'auto':
    case 'none':
      return { kind: choice['type'] }
    case 'any':
      return { kind: 'required' }
    case 'tool':
      return { kind: 'tool', tool: { name: textOf(choice['name']) ?? '' } }
    default:
      return undefined
  }
}

export const readParallel = (body: JsonObject): boolean | undefined =>
  objectOf(body['tool_choice'])?.['disable_parallel_tool_use'] === true ? false : undefined
