/** Tools and their choice as Gemini has them: https://ai.google.dev/gemini-api/docs/function-calling */
import { type RawJson, readJson } from '../../../codec/json/exact-json.ts'
import { type Fields, objectOf } from '../../canonical/fields.ts'
import type { Generation } from '../../canonical/generation.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import { asFunction } from '../../canonical/requests/function-tools.ts'
import { objectSchema } from '../../canonical/requests/object-schema.ts'
import { selectTools } from '../../canonical/requests/select-tools.ts'
import type { ClientTool, HostedTool, ToolChoice } from '../../canonical/tool.ts'
import type { ToolNames } from '../../canonical/tool-names.ts'
import { simplifiedSchema } from './schema.ts'

/** Throws `Refusal` when only tools are declared that nobody here can run. */
export const writeTools = (generation: Generation, names: ToolNames, context: WriteContext): Fields => {
  const { tools, hosted, choice } = selectTools(
    generation,
    { protocol: 'gemini', profile: context.profile },
    context.losses,
  )
  if (tools.length === 0 && hosted.length === 0) return {}
  if (generation.parallelTools === false) context.losses.add('parameter-dropped', 'parallel_tool_calls')
  const declarations = tools.map((tool) => declaration(tool, names, context))
  return {
    tools: [...(declarations.length > 0 ? [{ functionDeclarations: declarations }] : []), ...hosted.map(writeHosted)],
    toolConfig:
      tools.length === 0 || choice === undefined ? undefined : { functionCallingConfig: calling(choice, names) },
  }
}

const declaration = (tool: ClientTool, names: ToolNames, context: WriteContext): Fields => {
  const plain = asFunction(tool, context.losses)
  if (plain.strict) context.losses.add('strict-dropped', `tools.${tool.name}`)
  return {
    name: names.written(tool),
    description: plain.description,
    parametersJsonSchema: parameters(plain.schema, context),
  }
}

/** A function without arguments has no schema. */
const parameters = (schema: RawJson | undefined, { losses }: WriteContext): RawJson | undefined => {
  const value = schema === undefined ? undefined : objectOf(readJson(schema))
  if (value === undefined || Object.keys(value).length === 0) return undefined
  return simplifiedSchema(objectSchema(schema, { keepsDialect: false, keepsChoices: false }, losses), losses)
}

const writeHosted = (tool: HostedTool): RawJson | Fields =>
  tool.protocol === 'gemini' ? tool.item : { googleSearch: {} }

const calling = (choice: ToolChoice, names: ToolNames): Fields => {
  if (choice.kind === 'tool') return { mode: 'ANY', allowedFunctionNames: [names.written(choice.tool)] }
  return { mode: choice.kind === 'required' ? 'ANY' : choice.kind === 'none' ? 'NONE' : 'AUTO' }
}
