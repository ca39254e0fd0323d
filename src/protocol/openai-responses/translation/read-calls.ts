/** Calls of tools and their results among the items of OpenAI Responses. */
import { type JsonDocument, type JsonObject, RawJson, writeJson } from '../../../codec/json/exact-json.ts'
import { isGiven, numberOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { CallKind, CallPart, ResultContent, ResultPart } from '../../canonical/part.ts'
import { readArguments } from '../../canonical/requests/arguments.ts'
import { type ItemReading, readOutput } from './read-content.ts'

/** Undefined for an item that is no call. */
export const readCall = (item: JsonObject, document: JsonDocument): CallPart | undefined => {
  const id = textOf(item['call_id']) ?? textOf(item['id']) ?? ''
  const name = textOf(item['name']) ?? ''
  const namespace = wordOf(item['namespace'])
  switch (item['type']) {
    case 'function_call': {
      const args = textOf(item['arguments']) ?? ''
      return { type: 'call', id, name, namespace, kind: 'function', ...readArguments(new RawJson(args)) }
    }
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
export const readResult = (item: JsonObject, reading: ItemReading): ResultPart | undefined => {
  const kind = OUTPUTS.get(textOf(item['type']) ?? '')
  if (kind === undefined) return undefined
  const id = textOf(item['call_id']) ?? textOf(item['id']) ?? ''
  if (kind === 'shell') return { type: 'result', id, kind, parts: shellOutput(item) }
  const isError = item['status'] === 'failed' ? true : undefined
  return { type: 'result', id, kind, parts: readOutput(item['output'], reading), isError }
}

const shellOutput = (item: JsonObject): readonly ResultContent[] => {
  const texts = objectsOf(item['output']).map((output) => {
    const outcome = objectOf(output['outcome'])
    const ending = outcome?.['type'] === 'timeout' ? 'timed out' : exitText(outcome)
    return [textOf(output['stdout']), textOf(output['stderr']), ending]
      .filter((text) => wordOf(text) !== undefined)
      .join('\n')
  })
  return [{ type: 'text', text: texts.join('\n') }]
}

const exitText = (outcome: JsonObject | undefined): string | undefined =>
  isGiven(outcome?.['exit_code']) ? `exit code ${numberOf(outcome?.['exit_code'])}` : undefined
