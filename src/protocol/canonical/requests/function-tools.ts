/** Tools of every kind as functions with named arguments, for upstreams that know no other kind. */
import { RawJson, writeJson } from '../../../codec/json/exact-json.ts'
import type { Losses } from '../loss.ts'
import type { CallKind } from '../part.ts'
import type { ClientTool, CustomTool } from '../tool.ts'

export interface PlainFunction {
  readonly description: string | undefined
  readonly schema: RawJson | undefined
  readonly strict: boolean
}

export const asFunction = (tool: ClientTool, losses: Losses): PlainFunction => {
  if (tool.kind === 'function') {
    return { description: tool.description, schema: tool.schema, strict: tool.strict === true }
  }
  if (tool.kind === 'custom') return customFunction(tool, losses)
  const fixed = FIXED[tool.kind]
  return { description: tool.description ?? fixed.description, schema: fixed.schema, strict: false }
}

const customFunction = (tool: CustomTool, losses: Losses): PlainFunction => {
  if (tool.grammar !== undefined) losses.add('grammar-as-text', `tools.${tool.name}`)
  const rule =
    tool.grammar === undefined ? '' : ` that fits this ${tool.grammar.syntax} grammar:\n${tool.grammar.definition}`
  return {
    description: [tool.description, BARE_INPUT].filter((text) => text !== undefined && text !== '').join('\n\n'),
    schema: schemaOf({ input: { type: 'string', description: `The raw text of the input${rule}` } }, ['input']),
    strict: false,
  }
}

const BARE_INPUT = 'The argument "input" is passed on as raw text: write no JSON and no Markdown fence in it.'

const schemaOf = (properties: Readonly<Record<string, unknown>>, required: readonly string[]): RawJson =>
  new RawJson(writeJson({ type: 'object', properties, required, additionalProperties: false }))

const TEXT = { type: 'string' }
const TEXTS = { type: 'array', items: TEXT }
const NUMBER = { type: 'number' }

/** Forms of OpenAI's tools that the client runs: https://platform.openai.com/docs/guides/tools-shell and tools-apply-patch. */
const FIXED: Readonly<Record<Exclude<CallKind, 'function' | 'custom'>, { description: string; schema: RawJson }>> = {
  local_shell: {
    description: 'Runs a command on the machine of the user.',
    schema: schemaOf(
      {
        command: { ...TEXTS, description: 'The program and its arguments.' },
        workdir: { ...TEXT, description: 'The directory to run in.' },
        timeout_ms: { ...NUMBER, description: 'Milliseconds after which the command is stopped.' },
        env: { type: 'object', additionalProperties: TEXT, description: 'Environment variables.' },
      },
      ['command'],
    ),
  },
  shell: {
    description: 'Runs shell commands on the machine of the user.',
    schema: schemaOf(
      {
        commands: { ...TEXTS, description: 'Shell commands, run one after the other.' },
        timeout_ms: { ...NUMBER, description: 'Milliseconds after which a command is stopped.' },
        max_output_length: { ...NUMBER, description: 'Characters of output that are kept.' },
      },
      ['commands'],
    ),
  },
  apply_patch: {
    description: 'Creates, changes or deletes one file.',
    schema: schemaOf(
      {
        operation: {
          type: 'object',
          properties: {
            type: { type: 'string', enum: ['create_file', 'update_file', 'delete_file'] },
            path: { ...TEXT, description: 'Path of the file.' },
            diff: { ...TEXT, description: 'The change as a V4A diff; left out when the file is deleted.' },
          },
          required: ['type', 'path'],
          additionalProperties: false,
        },
      },
      ['operation'],
    ),
  },
}
