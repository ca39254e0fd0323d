/** Tools and their choice as Anthropic Messages has them. */
import { RawJson } from '../../../codec/json/exact-json.ts'
import type { Generation } from '../../canonical/generation.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import { asFunction } from '../../canonical/requests/function-tools.ts'
import { objectSchema } from '../../canonical/requests/object-schema.ts'
import { calledTools, selectTools } from '../../canonical/requests/select-tools.ts'
import type { ClientTool, HostedTool, ToolChoice } from '../../canonical/tool.ts'
import type { ToolNames } from '../../canonical/tool-names.ts'
import type { Block } from './write-blocks.ts'

export interface WrittenTools {
  readonly tools: readonly Block[]
  readonly choice: Readonly<Record<string, unknown>> | undefined
  readonly forcesTool: boolean
}

/** Throws `Refusal` when only tools are declared that nobody here can run. */
export const writeTools = (
  generation: Generation,
  names: ToolNames,
  forcesTools: boolean,
  context: WriteContext,
): WrittenTools => {
  const selected = selectTools(generation, { protocol: 'messages', profile: context.profile }, context.losses)
  const tools = [...selected.tools.map((tool) => writeTool(tool, names, context)), ...selected.hosted.map(writeHosted)]
  if (tools.length === 0) return seenTools(generation, names)
  const choice = possibleChoice(selected.choice, forcesTools, context)
  return {
    tools,
    choice: writeChoice(choice, generation.parallelTools, names),
    forcesTool: choice?.kind === 'required' || choice?.kind === 'tool',
  }
}

/** The API refuses calls in the conversation when no tools are declared: titles and summaries are asked for in that way. */
const seenTools = (generation: Generation, names: ToolNames): WrittenTools => {
  const called = calledTools(generation)
  const tools = called.map((tool) => ({
    name: names.written(tool),
    input_schema: new RawJson('{"type":"object","properties":{}}'),
  }))
  return { tools, choice: called.length === 0 ? undefined : { type: 'none' }, forcesTool: false }
}

const writeTool = (tool: ClientTool, names: ToolNames, context: WriteContext): Block => {
  const plain = asFunction(tool, context.losses)
  if (plain.strict) context.losses.add('strict-dropped', `tools.${tool.name}`)
  const schema = objectSchema(plain.schema, { keepsDialect: true, keepsChoices: false }, context.losses)
  const cache = tool.kind === 'function' ? tool.cache : undefined
  return { name: names.written(tool), description: plain.description, input_schema: schema, cache_control: cache }
}

const writeHosted = (tool: HostedTool): Block =>
  tool.protocol === 'messages' ? tool.item : { type: 'web_search_20250305', name: 'web_search' }

const possibleChoice = (
  choice: ToolChoice | undefined,
  forcesTools: boolean,
  { losses }: WriteContext,
): ToolChoice | undefined => {
  if (forcesTools || (choice?.kind !== 'required' && choice?.kind !== 'tool')) return choice
  losses.add('parameter-dropped', 'tool_choice')
  return { kind: 'auto' }
}

const writeChoice = (
  choice: ToolChoice | undefined,
  parallel: boolean | undefined,
  names: ToolNames,
): WrittenTools['choice'] => {
  const alone = parallel === false && choice?.kind !== 'none' ? true : undefined
  if (choice?.kind === 'tool')
    return { type: 'tool', name: names.written(choice.tool), disable_parallel_tool_use: alone }
  if (choice === undefined && alone === undefined) return undefined
  const type = choice?.kind === 'required' ? 'any' : (choice?.kind ?? 'auto')
  return { type, disable_parallel_tool_use: alone }
}
