/** Calls of tools and their results among the items of OpenAI Responses. */
import { type JsonDocument, type JsonObject, RawJson, writeJson } from '../../../codec/json/exact-json.ts'
import { flatMapped } from '../../../codec/work/lists.ts'
import type { Work } from '../../../codec/work/work.ts'
import { isGiven, numberOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { CallKind, CallPart, ResultContent, ResultPart } from '../../canonical/part.ts'
import { readArguments } from '../../canonical/requests/arguments.ts'
import { type ItemReading, readOutput } from './read-content.ts'

/** A call of a conversation, its arguments as they were before they had to be wrapped; undefined for an item that is no call. */
export function* readCall(item: JsonObject, document: JsonDocument): Work<CallPart | undefined> {
  const call = writtenCall(item, document)
  return call?.kind === 'function' ? { ...call, ...(yield* readArguments(new RawJson(call.args))) } : call
}

/** A call with its arguments as they stand there; undefined for an item that is no call. */
export const writtenCall = (item: JsonObject, document: JsonDocument): CallPart | undefined => {
  const id = textOf(item['call_id']) ?? textOf(item['id']) ?? ''
  const name = textOf(item['name']) ?? ''
  const namespace = wordOf(item['namespace'])
  switch (item['type']) {
    case 'function_call':
      return { type: 'call', id, name, namespace, kind: 'function', args: textOf(item['arguments']) ?? '' }
    case 'custom_tool_call':
      return { type: 'call', id, name, namespace, kind: 'custom', args: textOf(item['input']) ?? '' }
    case 'local_shell_call':
      return { type: 'call', id, name: 'local_shell', kind: 'local_shell', args: writeJson(localShell(item)) }
    case 'shell_call': {
      const { commands, timeout_ms, max_output_length } = objectOf(item['action']) ?? {}
      return {
        type: 'call',
        id,
        name: 'shell',
        kind: 'shell',
        args: writeJson({ commands, timeout_ms, max_output_length }),
      }
    }
    case 'apply_patch_call': {
      const operation = document.raw(item['operation'] ?? null)
      return { type: 'call', id, name: 'apply_patch', kind: 'apply_patch', args: writeJson({ operation }) }
    }
    default:
      return undefined
  }
}

const localShell = (item: JsonObject): Readonly<Record<string, unknown>> => {
  const action = objectOf(item['action']) ?? {}
  const env = objectOf(action['env'])
  return {
    command: action['command'] ?? [],
    workdir: wordOf(action['working_directory']),
    timeout_ms: numberOf(action['timeout_ms']),
    env: env === undefined || Object.keys(env).length === 0 ? undefined : env,
  }
}

const OUTPUTS: ReadonlyMap<string, CallKind> = new Map<string, CallKind>([
  ['function_call_output', 'function'],
  ['custom_tool_call_output', 'custom'],
  ['local_shell_call_output', 'local_shell'],
  ['shell_call_output', 'shell'],
  ['apply_patch_call_output', 'apply_patch'],
])

/** Undefined for an item that is no result. */
export function* readResult(item: JsonObject, reading: ItemReading): Work<ResultPart | undefined> {
  const kind = OUTPUTS.get(textOf(item['type']) ?? '')
  if (kind === undefined) return undefined
  const id = textOf(item['call_id']) ?? textOf(item['id']) ?? ''
  if (kind === 'shell') return { type: 'result', id, kind, parts: yield* shellOutput(item) }
  const isError = item['status'] === 'failed' ? true : undefined
  return { type: 'result', id, kind, parts: yield* readOutput(item['output'], reading), isError }
}

function* shellOutput(item: JsonObject): Work<readonly ResultContent[]> {
  const texts = yield* flatMapped(objectsOf(item['output']), (output) => {
    const outcome = objectOf(output['outcome'])
    const ending = outcome?.['type'] === 'timeout' ? 'timed out' : exitText(outcome)
    const said = [textOf(output['stdout']), textOf(output['stderr']), ending]
    return [said.filter((text) => wordOf(text) !== undefined).join('\n')]
  })
  return [{ type: 'text', text: texts.join('\n') }]
}

const exitText = (outcome: JsonObject | undefined): string | undefined =>
  isGiven(outcome?.['exit_code']) ? `exit code ${numberOf(outcome?.['exit_code'])}` : undefined
