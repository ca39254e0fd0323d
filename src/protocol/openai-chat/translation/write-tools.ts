/** Tools and their choice as Chat Completions has them. */

import type { Fields } from '../../canonical/fields.ts'
import type { Generation } from '../../canonical/generation.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import { asFunction } from '../../canonical/requests/function-tools.ts'
import { objectSchema } from '../../canonical/requests/object-schema.ts'
import { calledTools, selectTools } from '../../canonical/requests/select-tools.ts'
import { isStrictSchema } from '../../canonical/requests/strict-schema.ts'
import type { ClientTool, CustomTool, ToolChoice } from '../../canonical/tool.ts'
import type { ToolNames } from '../../canonical/tool-names.ts'
import { isOpenAi, refuses } from '../../canonical/upstream-profile.ts'

/** The most tools that OpenAI and those who follow it take. */
const MOST_TOOLS = 128

/** Throws `Refusal` when only tools are declared that nobody here can run. */
export const writeTools = (generation: Generation, names: ToolNames, context: WriteContext): Fields => {
  const { tools, hosted, choice } = selectTools(
    generation,
    { protocol: 'chat', profile: context.profile, most: MOST_TOOLS },
    context.losses,
  )
  const search = hosted.length > 0 ? { web_search_options: {} } : {}
  if (tools.length === 0) return { ...search, ...seenTools(generation, names, context) }
  return {
    ...search,
    tools: tools.map((tool) => writeTool(tool, names, context)),
    tool_choice: choice === undefined ? undefined : writeChoice(choice, tools, names, context),
    parallel_tool_calls: parallel(generation.parallelTools, context),
  }
}

/** Mistral refuses calls in the conversation when no tools are declared. */
const seenTools = (generation: Generation, names: ToolNames, { profile }: WriteContext): Fields => {
  const called = calledTools(generation)
  if (profile.host !== 'mistral' || called.length === 0) return {}
  const parameters = { type: 'object', properties: {} }
  return {
    tools: called.map((tool) => ({ type: 'function', function: { name: names.written(tool), parameters } })),
    tool_choice: 'none',
  }
}

const writeTool = (tool: ClientTool, names: ToolNames, context: WriteContext): Fields => {
  const name = names.written(tool)
  if (tool.kind === 'custom' && isOpenAi(context.profile)) return { type: 'custom', custom: nativeCustom(tool, name) }
  const plain = asFunction(tool, context.losses)
  const parameters = objectSchema(plain.schema, { keepsDialect: false, keepsChoices: true }, context.losses)
  const strict = plain.strict && takesStrict(tool, context) ? true : undefined
  return { type: 'function', function: { name, description: plain.description, parameters, strict } }
}

const nativeCustom = ({ description, grammar }: CustomTool, name: string): Fields => ({
  name,
  description,
  format: grammar === undefined ? undefined : { type: 'grammar', grammar },
})

const takesStrict = (tool: ClientTool, { profile, losses }: WriteContext): boolean => {
  const isTaken =
    (isOpenAi(profile) || profile.host === 'openrouter') &&
    !refuses(profile, 'strict') &&
    tool.kind === 'function' &&
    isStrictSchema(tool.schema)
  if (!isTaken) losses.add('strict-dropped', `tools.${tool.name}`)
  return isTaken
}

const writeChoice = (
  choice: ToolChoice,
  tools: readonly ClientTool[],
  names: ToolNames,
  { profile }: WriteContext,
): unknown => {
  if (choice.kind !== 'tool') return choice.kind
  const name = names.written(choice.tool)
  const isCustom = tools.some((tool) => tool.kind === 'custom' && names.written(tool) === name)
  return isCustom && isOpenAi(profile) ? { type: 'custom', custom: { name } } : { type: 'function', function: { name } }
}

/** Many servers refuse the key, so it is sent where it changes something. */
const parallel = (wanted: boolean | undefined, { profile }: WriteContext): boolean | undefined =>
  wanted === false || (wanted === true && isOpenAi(profile)) ? wanted : undefined
