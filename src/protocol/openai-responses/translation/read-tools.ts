/** Tools and their choice of OpenAI Responses. */
import type { Json, JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import { booleanOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Tool, ToolChoice, ToolName } from '../../canonical/tool.ts'

/**
 * The tools a model may call, each once. `loaded`: those that stand among the items; a tool that was declared to be loaded later is
 * loaded then, at the place where it was declared.
 */
export const readTools = (
  declared: readonly JsonObject[],
  loaded: readonly JsonObject[],
  document: JsonDocument,
): readonly Tool[] => {
  const tools = new Map<string, Tool>()
  for (const tool of readList(declared, document)) tools.set(keyOf(tool, tools.size), tool)
  for (const tool of readList(loaded, document)) tools.set(keyOf(tool, tools.size), atOnce(tool))
  return [...tools.values()]
}

/** Of tools that run at their maker there may be several of one name. */
const keyOf = (tool: Tool, number: number): string =>
  tool.kind === 'hosted' ? `${number}` : `${tool.namespace ?? ''} ${tool.name}`

const atOnce = (tool: Tool): Tool => (tool.kind === 'function' ? { ...tool, deferred: undefined } : tool)

/** The tools of a list, those of a namespace one by one. */
const readList = (tools: readonly JsonObject[], document: JsonDocument, namespace?: string): readonly Tool[] =>
  tools.flatMap((tool) => readTool(tool, document, namespace))

const readTool = (tool: JsonObject, document: JsonDocument, namespace: string | undefined): readonly Tool[] => {
  const type = textOf(tool['type']) ?? ''
  const name = textOf(tool['name']) ?? type
  const description = textOf(tool['description'])
  switch (type) {
    case 'namespace':
      return readList(objectsOf(tool['tools']), document, name)
    case 'function':
      return [{ kind: 'function', name, namespace, description, ...functionFields(tool, document) }]
    case 'custom':
      return [{ kind: 'custom', name, namespace, description, grammar: grammarOf(objectOf(tool['format'])) }]
    case 'local_shell':
    case 'shell':
    case 'apply_patch':
      return [{ kind: type, name: type, description }]
    default:
      return [
        {
          kind: 'hosted',
          name,
          protocol: 'responses',
          item: document.raw(tool),
          searchesWeb: type.startsWith('web_search'),
        },
      ]
  }
}

const functionFields = (tool: JsonObject, document: JsonDocument) => {
  const schema = objectOf(tool['parameters'])
  return {
    schema: schema === undefined ? undefined : document.raw(schema),
    strict: booleanOf(tool['strict']),
    deferred: tool['defer_loading'] === true ? true : undefined,
  }
}

const grammarOf = (format: JsonObject | undefined): { syntax: string; definition: string } | undefined =>
  format?.['type'] === 'grammar'
    ? { syntax: textOf(format['syntax']) ?? 'lark', definition: textOf(format['definition']) ?? '' }
    : undefined

export const readChoice = (choice: Json | undefined): ToolChoice | undefined => {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { kind: choice }
  const value = objectOf(choice)
  if (value === undefined) return undefined
  if (value['type'] !== 'allowed_tools') return { kind: 'tool', tool: toolName(value) }
  return { kind: 'allowed', required: value['mode'] === 'required', tools: objectsOf(value['tools']).map(toolName) }
}

/** Tools without a name of their own are chosen by their type. */
const toolName = (value: JsonObject): ToolName => ({
  name: textOf(value['name']) ?? textOf(value['type']) ?? '',
  namespace: wordOf(value['namespace']),
})
