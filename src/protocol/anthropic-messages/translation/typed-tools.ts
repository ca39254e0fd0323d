/**
 * Arguments of the tools whose form Anthropic has fixed and the client runs, as functions for other upstreams:
 * https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/overview
 */
import { RawJson, writeJson } from '../../../codec/json/exact-json.ts'

export interface TypedTool {
  readonly description: string
  readonly schema: RawJson
}

const TEXT = { type: 'string' }
const WHOLE = { type: 'integer' }
const PLACE = { type: 'array', items: WHOLE, minItems: 2, maxItems: 2 }

const tool = (
  description: string,
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[],
): TypedTool => ({ description, schema: new RawJson(writeJson({ type: 'object', properties, required })) })

const edits = (commands: readonly string[]): Readonly<Record<string, unknown>> => ({
  command: { type: 'string', enum: commands },
  path: TEXT,
  file_text: TEXT,
  old_str: TEXT,
  new_str: TEXT,
  insert_line: WHOLE,
  view_range: { type: 'array', items: WHOLE },
})

const TOOLS: readonly (readonly [RegExp, TypedTool])[] = [
  [
    /^bash_/,
    tool('Runs a command in a shell that lives on between calls.', { command: TEXT, restart: { type: 'boolean' } }, []),
  ],
  [
    /^text_editor_/,
    tool('Views and changes files.', edits(['view', 'create', 'str_replace', 'insert', 'undo_edit']), [
      'command',
      'path',
    ]),
  ],
  [
    /^memory_/,
    tool(
      'Keeps notes as files between conversations.',
      {
        ...edits(['view', 'create', 'str_replace', 'insert', 'delete', 'rename']),
        insert_text: TEXT,
        old_path: TEXT,
        new_path: TEXT,
      },
      ['command'],
    ),
  ],
  [
    /^computer_/,
    tool(
      'Looks at the screen, moves the mouse and types.',
      {
        action: TEXT,
        coordinate: PLACE,
        start_coordinate: PLACE,
        text: TEXT,
        duration: { type: 'number' },
        scroll_direction: { type: 'string', enum: ['up', 'down', 'left', 'right'] },
        scroll_amount: WHOLE,
        region: { type: 'array', items: WHOLE },
      },
      ['action'],
    ),
  ],
]

/** The form of a typed tool that the client runs; undefined for one that Anthropic runs. */
export const typedTool = (type: string): TypedTool | undefined => TOOLS.find(([pattern]) => pattern.test(type))?.[1]
