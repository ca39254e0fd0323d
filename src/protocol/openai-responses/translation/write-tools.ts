/** Tools and their choice as OpenAI Responses has them. */
import type { Generation } from '../../canonical/generation.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import { objectSchema } from '../../canonical/requests/object-schema.ts'
import { selectTools } from '../../canonical/requests/select-tools.ts'
import { isStrictSchema } from '../../canonical/requests/strict-schema.ts'
import type { ClientTool, HostedTool, ToolChoice } from '../../canonical/tool.ts'
import type { ToolNames } from '../../canonical/tool-names.ts'
import { refuses } from '../../canonical/upstream-profile.ts'
import type { Item } from './write-items.ts'

/** Throws `Refusal` when only tools are declared that nobody here can run. */
export const writeTools = (
  generation: Generation,
  names: ToolNames,
  context: WriteContext,
): Readonly<Record<string, unknown>> => {
  const { tools, hosted, choice } = selectTools(
    generation,
    { protocol: 'responses', profile: context.profile },
    context.losses,
  )
  if (tools.length === 0 && hosted.length === 0) return {}
  return {
    tools: [...tools.map((tool) => writeTool(tool, names, context)), ...hosted.map(writeHosted)],
    tool_choice: choice === undefined ? undefined : writeChoice(choice, tools, names),
    parallel_tool_calls: generation.parallelTools === false ? false : undefined,
  }
}

const writeTool = (tool: ClientTool, names: ToolNames, context: WriteContext): Item => {
  const { description } = tool
  if (tool.kind === 'custom') {
    const format = tool.grammar === undefined ? undefined : { type: 'grammar', ...tool.grammar }
    return { type: 'custom', name: names.written(tool), description, format }
  }
  if (tool.kind !== 'function') return { type: tool.kind }
  const parameters = objectSchema(tool.schema, { keepsDialect: false, keepsChoices: false }, context.losses)
  const strict = tool.strict === true && isStrictSchema(tool.schema) && !refuses(context.profile, 'strict')
  if (tool.strict === true && !strict) context.losses.add('strict-dropped', `tools.${tool.name}`)
  // Absent means true there.
  return {
    type: 'function',
    name: names.written(tool),
    description,
    parameters,
    strict: refuses(context.profile, 'strict') ? undefined : strict,
  }
}

const writeHosted = (tool: HostedTool): Item => (tool.protocol === 'responses' ? tool.item : { type: 'web_search' })

const writeChoice = (choice: ToolChoice, tools: readonly ClientTool[], names: ToolNames): unknown => {
  if (choice.kind !== 'tool') return choice.kind
  const name = names.written(choice.tool)
  const kind = tools.find((tool) => names.written(tool) === name)?.kind ?? 'function'
  return kind === 'function' || kind === 'custom' ? { type: kind, name } : { type: kind }
}
