/** The conversation as messages of Chat Completions: https://platform.openai.com/docs/api-reference/chat/create */
import { RawJson } from '../../../codec/json/exact-json.ts'
import { flatMapped } from '../../../codec/work/lists.ts'
import type { Work } from '../../../codec/work/work.ts'
import type { CallIds } from '../../canonical/call-id.ts'
import { objectOf } from '../../canonical/fields.ts'
import type { Generation } from '../../canonical/generation.ts'
import type {
  AudioPart,
  CallPart,
  FilePart,
  ImagePart,
  Part,
  ReasoningPart,
  ResultPart,
  TextPart,
  Turn,
} from '../../canonical/part.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import { argumentsObject } from '../../canonical/requests/arguments.ts'
import { asReminder, joinTexts } from '../../canonical/requests/fold-turns.ts'
import { dataUrl, isReadable, placeholder } from '../../canonical/requests/media.ts'
import { markedText, NO_OUTPUT, resultText } from '../../canonical/requests/result-text.ts'
import type { ToolNames } from '../../canonical/tool-names.ts'
import { hasRepair, isOpenAi } from '../../canonical/upstream-profile.ts'

export interface MessageWriting {
  readonly context: WriteContext
  readonly names: ToolNames
  readonly ids: CallIds
  /** Whether custom tools are called as such. */
  readonly customTools: boolean
}

type Message = Readonly<Record<string, unknown>>

/** `instruction`: what has to be said to the model besides the client's own system text. */
export function* writeMessages(
  generation: Generation,
  instruction: string | undefined,
  writing: MessageWriting,
): Work<readonly Message[]> {
  const echoes = echoesReasoning(generation, writing.context)
  yield
  const said = yield* flatMapped(runs(generation.turns), (run) => writeRun(run, echoes, writing))
  return [...systemMessage(generation, instruction, writing.context), ...said]
}

const systemMessage = (
  generation: Generation,
  instruction: string | undefined,
  context: WriteContext,
): readonly Message[] => {
  const parts: readonly TextPart[] =
    instruction === undefined ? generation.system : [...generation.system, { type: 'text', text: instruction }]
  if (parts.length === 0) return []
  if (keepsCacheMarks(context)) return [{ role: 'system', content: parts.map(textPart) }]
  return [{ role: 'system', content: joinTexts(parts.map(({ text }) => text)) }]
}

/** OpenRouter passes the marks of caches on to Anthropic's models. */
const keepsCacheMarks = ({ profile, client }: WriteContext): boolean =>
  client === 'messages' && profile.host === 'openrouter' && profile.model.startsWith('anthropic/')

const textPart = ({ text, cache }: TextPart): Message => ({ type: 'text', text, cache_control: cache })

/** Turns of one assistant that follow each other are one message; every other turn stands alone. */
const runs = (turns: readonly Turn[]): readonly Turn[] => {
  const found: { role: Turn['role']; parts: Part[] }[] = []
  for (const { role, parts } of turns) {
    const last = found.at(-1)
    if (role === 'assistant' && last?.role === 'assistant') for (const part of parts) last.parts.push(part)
    else found.push({ role, parts: [...parts] })
  }
  return found
}

const writeRun = (turn: Turn, echoes: boolean, writing: MessageWriting): readonly Message[] => {
  if (turn.role === 'assistant') return assistantMessage(turn.parts, echoes, writing)
  if (turn.role === 'user') return userMessages(turn.parts, writing)
  writing.context.losses.add('system-moved', 'messages')
  const texts = turn.parts.flatMap((part) => (part.type === 'text' ? part.text : []))
  return texts.length === 0 ? [] : [{ role: 'user', content: asReminder(joinTexts(texts)) }]
}

const assistantMessage = (parts: readonly Part[], echoes: boolean, writing: MessageWriting): readonly Message[] => {
  const text = joinTexts(parts.flatMap((part) => (part.type === 'text' || part.type === 'refusal' ? part.text : [])))
  const calls = writeCalls(parts, writing)
  for (const part of parts) tellUnsaid(part, writing.context)
  const reasoning = reasoningFields(parts, calls.length > 0, echoes, writing.context)
  if (text === '' && calls.length === 0) return []
  return [
    {
      role: 'assistant',
      content: text === '' ? null : text,
      ...reasoning,
      tool_calls: calls.length === 0 ? undefined : calls,
    },
  ]
}

/** A signature that was given with a call goes back with that call. */
const writeCalls = (parts: readonly Part[], writing: MessageWriting): readonly Message[] => {
  let extra: RawJson | undefined
  return parts.flatMap((part) => {
    if (isOwn(part)) extra = new Map(members(part.carried.item)).get(EXTRA) as RawJson | undefined
    if (part.type !== 'call') return []
    const call = { ...writeCall(part, writing), [EXTRA]: extra }
    extra = undefined
    return [call]
  })
}

const EXTRA = 'extra_content'

const writeCall = (call: CallPart, writing: MessageWriting): Message => {
  const id = writing.ids(call.id)
  const name = writing.names.written(call)
  if (call.kind === 'custom' && writing.customTools) return { id, type: 'custom', custom: { name, input: call.args } }
  return { id, type: 'function', function: { name, arguments: argumentsObject(call, writing.context.losses).text } }
}

const tellUnsaid = (part: Part, { losses }: WriteContext): void => {
  if (part.type === 'hosted') losses.add('parameter-dropped', part.name)
  if (part.type === 'image') losses.add('image-dropped', 'assistant')
  if (part.type === 'file' || part.type === 'audio') losses.add('file-dropped', 'assistant')
}

const isOwn = (part: Part): part is ReasoningPart & { readonly carried: { readonly item: RawJson } } =>
  part.type === 'reasoning' && part.carried?.protocol === 'chat'

/** Whether every message with calls needs its reasoning back, known or not: DeepSeek and Kimi refuse it otherwise. */
const echoesReasoning = ({ turns }: Generation, { profile }: WriteContext): boolean =>
  hasRepair(profile, 'echo-reasoning') ||
  turns.some(({ parts }) => parts.some((part) => isOwn(part) && part.carried.item.text.includes('"reasoning_content"')))

/** The upstream's own fields, as it wrote them. Without calls only those that do no harm there. */
const reasoningFields = (
  parts: readonly Part[],
  hasCalls: boolean,
  echoes: boolean,
  { losses, profile }: WriteContext,
): Message => {
  const isForeign = (part: Part) => part.type === 'reasoning' && !isOwn(part) && part.text !== ''
  if (parts.some(isForeign)) losses.add('reasoning-dropped', 'messages')
  const own = hasRepair(profile, 'without-carried') ? [] : parts.filter(isOwn)
  const fields: Record<string, unknown> = echoes && hasCalls ? { reasoning_content: '' } : {}
  for (const [name, value] of own.flatMap(({ carried }) => members(carried.item))) {
    if (name === EXTRA) continue
    if (hasCalls || name === 'reasoning_details') fields[name] = added(fields[name], value)
  }
  return fields
}

/** Fields that an upstream may have back; a client could have put any into a carrier. */
const FIELDS: ReadonlySet<string> = new Set(['reasoning_content', 'reasoning', 'reasoning_details', 'extra_content'])

const members = ({ read }: RawJson): readonly (readonly [string, string | RawJson])[] =>
  Object.entries(objectOf(read?.value) ?? {}).flatMap(([name, value]) => {
    if (read === undefined || !FIELDS.has(name) || value === undefined || value === null) return []
    return [[name, typeof value === 'string' ? value : read.raw(value)] as const]
  })

/** Several pieces of reasoning in one message are one field. */
const added = (before: unknown, value: string | RawJson): unknown => {
  if (typeof before === 'string' && typeof value === 'string') return before + value
  if (!(before instanceof RawJson) || !(value instanceof RawJson)) return value
  return new RawJson(`${before.text.trimEnd().slice(0, -1)},${value.text.trimStart().slice(1)}`)
}

const userMessages = (parts: readonly Part[], writing: MessageWriting): readonly Message[] => {
  const shown: (ImagePart | FilePart)[] = []
  const results = parts.filter((part) => part.type === 'result').map((result) => toolMessage(result, shown, writing))
  const rest = [...shown, ...parts.filter((part) => part.type !== 'result')].flatMap((part) =>
    userPart(part, writing.context),
  )
  if (rest.length === 0) return results
  return [...results, { role: 'user', content: userContent(rest) }]
}

/** A string wherever that says everything: many servers take nothing else. */
const userContent = (parts: readonly Message[]): unknown =>
  parts.every(({ type, cache_control: mark }) => type === 'text' && mark === undefined)
    ? joinTexts(parts.map(({ text }) => String(text)))
    : parts

/** Results are text; images and files follow in a message of the user. */
const toolMessage = (result: ResultPart, shown: (ImagePart | FilePart)[], writing: MessageWriting): Message => {
  const marks = result.parts.flatMap((part) => {
    if (part.type === 'text') return []
    shown.push(part)
    return `[${part.type} ${shown.length} follows]`
  })
  const text = resultText(result)
  const content =
    marks.length > 0 && text === NO_OUTPUT ? joinTexts(marks) : joinTexts([...marks, markedText(result, text)])
  return { role: 'tool', tool_call_id: writing.ids(result.id), content }
}

const userPart = (part: Part, context: WriteContext): readonly Message[] => {
  switch (part.type) {
    case 'text':
      return [keepsCacheMarks(context) ? textPart(part) : { type: 'text', text: part.text }]
    case 'refusal':
      return [{ type: 'text', text: part.text }]
    case 'image':
      return [imagePart(part, context)]
    case 'file':
      return [filePart(part, context)]
    case 'audio':
      return [audioPart(part)]
    case 'hosted':
      context.losses.add('parameter-dropped', part.name)
      return []
    default:
      return []
  }
}

const imagePart = ({ source, detail }: ImagePart, context: WriteContext): Message => {
  if (source.kind === 'id') return unreadable('image', source, context)
  const url = source.kind === 'url' ? source.url : dataUrl(source)
  return { type: 'image_url', image_url: { url, detail } }
}

const filePart = ({ source, name }: FilePart, context: WriteContext): Message => {
  if (source.kind === 'data')
    return { type: 'file', file: { filename: name ?? 'document.pdf', file_data: dataUrl(source) } }
  if (source.kind === 'id' && isReadable(source, 'chat') && isOpenAi(context.profile))
    return { type: 'file', file: { file_id: source.id } }
  return unreadable('file', source, context)
}

const unreadable = (what: 'image' | 'file', source: ImagePart['source'], { losses }: WriteContext): Message => {
  losses.add(what === 'image' ? 'image-dropped' : 'file-dropped', 'messages')
  return { type: 'text', text: placeholder(what, source) }
}

const audioPart = ({ data, format }: AudioPart): Message => ({ type: 'input_audio', input_audio: { data, format } })
