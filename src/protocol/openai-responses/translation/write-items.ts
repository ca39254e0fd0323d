/** The conversation as items of OpenAI Responses: https://platform.openai.com/docs/api-reference/responses/create */
import { type RawJson, readJson } from '../../../codec/json/exact-json.ts'
import { flatMapped } from '../../../codec/work/lists.ts'
import type { Work } from '../../../codec/work/work.ts'
import type { CallIds } from '../../canonical/call-id.ts'
import { type Fields, listOf, objectOf } from '../../canonical/fields.ts'
import type {
  CallKind,
  CallPart,
  FilePart,
  ImagePart,
  Part,
  ReasoningPart,
  ResultPart,
  Turn,
} from '../../canonical/part.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import { CONTINUED } from '../../canonical/requests/fold-turns.ts'
import { dataUrl, isCommonImage, isReadable, placeholder } from '../../canonical/requests/media.ts'
import { markedText } from '../../canonical/requests/result-text.ts'
import type { ToolNames } from '../../canonical/tool-names.ts'
import { hasRepair } from '../../canonical/upstream-profile.ts'

export interface ItemWriting {
  readonly context: WriteContext
  readonly names: ToolNames
  readonly ids: CallIds
}

export type Item = Fields | RawJson

export const writeItems = (turns: readonly Turn[], writing: ItemWriting): Work<readonly Item[]> =>
  flatMapped<Turn, Item>(turns.length === 0 ? [CONTINUED] : turns, (turn) => writeTurn(turn, writing))

/** Neighbouring contents of a turn are one message; whatever else stands between them is an item of its own. */
const writeTurn = (turn: Turn, writing: ItemWriting): readonly Item[] => {
  const items: Item[] = []
  let content: Fields[] = []
  const finish = (): void => {
    if (content.length > 0) items.push(message(turn, content))
    content = []
  }
  for (const part of turn.parts) {
    const shown = writeContent(part, turn.role, writing.context)
    if (shown !== undefined) content.push(shown)
    else {
      const written = writeItem(part, writing)
      if (written.length > 0) finish()
      items.push(...written)
    }
  }
  finish()
  return items
}

const message = ({ role, phase }: Turn, content: readonly Fields[]): Item => ({
  type: 'message',
  role: role === 'system' ? 'developer' : role,
  content,
  phase: role === 'assistant' ? phase : undefined,
})

/** Undefined for what is no content of a message. */
const writeContent = (part: Part, role: Turn['role'], context: WriteContext): Fields | undefined => {
  switch (part.type) {
    case 'text':
      return { type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text }
    case 'refusal':
      return role === 'assistant' ? { type: 'refusal', refusal: part.text } : { type: 'input_text', text: part.text }
    case 'image':
      return role === 'assistant' ? undefined : imageContent(part, context)
    case 'file':
      return role === 'assistant' ? undefined : fileContent(part, context)
    default:
      return undefined
  }
}

const writeItem = (part: Part, writing: ItemWriting): readonly Item[] => {
  const { losses } = writing.context
  switch (part.type) {
    case 'call':
      return [writeCall(part, writing)]
    case 'result':
      return [writeResult(part, writing)]
    case 'reasoning':
      return writeReasoning(part, writing.context)
    case 'hosted':
      if (part.protocol === 'responses') return [part.item]
      losses.add('parameter-dropped', part.name)
      return []
    case 'image':
      losses.add('image-dropped', 'input')
      return []
    default:
      losses.add('file-dropped', 'input')
      return []
  }
}

/** Encrypted reasoning goes back byte for byte to where it came from, and to nobody else. */
const writeReasoning = (part: ReasoningPart, { losses, profile }: WriteContext): readonly Item[] => {
  if (part.carried?.protocol === 'responses' && !hasRepair(profile, 'without-carried')) return [part.carried.item]
  if (part.text !== '') losses.add('reasoning-dropped', 'input')
  return []
}

const writeCall = (part: CallPart, { ids, names }: ItemWriting): Item => {
  const call_id = ids(part.id)
  if (part.kind === 'custom') return { type: 'custom_tool_call', call_id, name: names.written(part), input: part.args }
  if (part.kind !== 'function') return { ...writeFixed(part.kind, part.args), call_id, status: 'completed' }
  const args = part.args.trim() === '' ? '{}' : part.args
  return { type: 'function_call', call_id, name: names.written(part), arguments: args }
}

/** A call of one of OpenAI's own tools. */
const writeFixed = (kind: Exclude<CallKind, 'function' | 'custom'>, text: string): Fields => {
  const args = objectOf(readJson(text)) ?? {}
  switch (kind) {
    case 'local_shell': {
      const { command, workdir: working_directory, timeout_ms, env } = args
      const action = { type: 'exec', command: listOf(command), env: objectOf(env) ?? {}, working_directory, timeout_ms }
      return { type: 'local_shell_call', action }
    }
    case 'shell': {
      const { commands, timeout_ms, max_output_length } = args
      return { type: 'shell_call', action: { commands: listOf(commands), timeout_ms, max_output_length } }
    }
    case 'apply_patch':
      return { type: 'apply_patch_call', operation: args['operation'] ?? {} }
  }
}

const writeResult = (part: ResultPart, { ids, context }: ItemWriting): Item => {
  const call_id = ids(part.id)
  switch (part.kind) {
    case 'custom':
      return { type: 'custom_tool_call_output', call_id, output: resultOutput(part, context) }
    case 'shell': {
      const outcome = { type: 'exit', exit_code: part.isError === true ? 1 : 0 }
      return { type: 'shell_call_output', call_id, output: [{ stdout: markedText(part), stderr: '', outcome }] }
    }
    case 'apply_patch':
      return {
        type: 'apply_patch_call_output',
        call_id,
        status: part.isError === true ? 'failed' : 'completed',
        output: markedText(part),
      }
    default:
      return { type: 'function_call_output', call_id, output: resultOutput(part, context) }
  }
}

/** A string, or parts when images or files are among them. */
const resultOutput = (part: ResultPart, context: WriteContext): unknown => {
  if (part.parts.every(({ type }) => type === 'text')) return markedText(part)
  return part.parts.map((one) => {
    if (one.type === 'text') return { type: 'input_text', text: one.text }
    return one.type === 'image' ? imageContent(one, context) : fileContent(one, context)
  })
}

const imageContent = ({ source, detail }: ImagePart, context: WriteContext): Fields => {
  if (source.kind === 'url') return { type: 'input_image', image_url: source.url, detail: detail ?? 'auto' }
  if (source.kind === 'id' && isReadable(source, 'responses'))
    return { type: 'input_image', file_id: source.id, detail: detail ?? 'auto' }
  if (source.kind === 'data' && isCommonImage(source.mime)) {
    return { type: 'input_image', image_url: dataUrl(source), detail: detail ?? 'auto' }
  }
  context.losses.add('image-dropped', 'input')
  return { type: 'input_text', text: placeholder('image', source) }
}

const fileContent = ({ source, name }: FilePart, context: WriteContext): Fields => {
  if (source.kind === 'url') return { type: 'input_file', file_url: source.url }
  if (source.kind === 'data')
    return { type: 'input_file', filename: name ?? 'document.pdf', file_data: dataUrl(source) }
  if (isReadable(source, 'responses')) return { type: 'input_file', file_id: source.id }
  context.losses.add('file-dropped', 'input')
  return { type: 'input_text', text: placeholder('file', source) }
}
