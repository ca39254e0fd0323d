/**
 * How the strings of answers are read by who replaces texts in them: which of them go on the text of a block from event to event, where such
 * a text ends, and which must stay as they are.
 */
import { isObject } from '../../codec/json/is-object.ts'
import type { Json } from './protocol.ts'
import type { AnswerTexts, TextDelta, ValuePath } from './text-forms.ts'

export const NO_DELTAS: readonly TextDelta[] = []
export const NO_ENDS: readonly string[] = []
/** Every block ends. */
export const ALL_END: readonly string[] = ['']

export interface AnswerPlaces {
  /** Values of `type` whose objects stay: what is signed when its end comes, and what is thought. */
  readonly apart: readonly string[]
  /** Names below which everything belongs to a tool and is text. */
  readonly free: readonly string[]
  /** Names of strings that hold a JSON text. */
  readonly json: readonly string[]
}

/** Names whose values stay: ids, words of the protocol, what is thought or signed, and where something was cited. */
const OWN = new Set([
  'id',
  'type',
  'object',
  'role',
  'model',
  'modelVersion',
  'name',
  'status',
  'call_id',
  'item_id',
  'tool_use_id',
  'response_id',
  'responseId',
  'previous_response_id',
  'system_fingerprint',
  'finish_reason',
  'finishReason',
  'stop_reason',
  'service_tier',
  'prompt_cache_key',
  'safety_identifier',
  'obfuscation',
  'signature',
  'data',
  'encrypted_content',
  'thoughtSignature',
  'thought_signature',
  'citations',
  'annotations',
  'groundingMetadata',
  'citationMetadata',
  'logprobs',
  'reasoning',
  'reasoning_content',
  'reasoning_details',
  'reasoning_text',
])

/** The rule that all protocols share. */
export const textAtOf = ({ apart, free, json }: AnswerPlaces): AnswerTexts['textAt'] => {
  const [types, tools, jsonNames] = [new Set(apart), new Set(free), new Set(json)]
  const isOwn = (name: string | number): boolean => typeof name === 'string' && OWN.has(name)
  const belongsToTool = (name: string | number): boolean => typeof name === 'string' && tools.has(name)
  return (answer, path) => {
    let value: unknown = answer
    for (const [level, name] of path.entries()) {
      if (isObject(value) && isApart(value, types)) return 'own'
      if (belongsToTool(name) && level < path.length - 1) return 'text'
      if (isOwn(name)) return 'own'
      value = memberOf(value, name)
    }
    return jsonNames.has(String(path.at(-1))) ? 'json' : 'text'
  }
}

const memberOf = (value: unknown, name: ValuePath[number]): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string | number, unknown>>)[name] : undefined

const isApart = (value: Json, types: ReadonlySet<string>): boolean =>
  value['thought'] === true ||
  (typeof value['type'] === 'string' && types.has(value['type'])) ||
  (typeof value['encrypted_content'] === 'string' && value['encrypted_content'] !== '')
