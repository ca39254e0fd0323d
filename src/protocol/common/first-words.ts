/** What a conversation begins with: the system prompt and the first thing a person says, which stay the same as it grows. */
import { isObject } from '../../codec/json/is-object.ts'
import type { Json } from './protocol.ts'

/** Where the protocols put what is said, and the system prompt beside it. */
const TURNS = ['messages', 'input', 'contents']
const SYSTEM = ['system', 'instructions', 'systemInstruction', 'system_instruction']

/** Characters of each part that are looked at: marks for caches and the like stand behind. */
const MOST = 2000

/**
 * The beginning of a request as a list of texts; undefined where a person has not said anything in it. A system prompt counts where it
 * stands before the turns: of a long request only the front is read, and what stands behind would count only while it is short.
 */
export const firstWords = (request: unknown): readonly string[] | undefined => {
  if (!isObject(request)) return undefined
  const names = Object.keys(request)
  const turnsAt = names.findIndex((name) => TURNS.includes(name))
  const said = firstTurns(request[names[turnsAt] ?? ''])
  if (said === undefined) return undefined
  const system = names.slice(0, turnsAt).filter((name) => SYSTEM.includes(name))
  return [...system.map((name) => textsOf(request[name])), ...said].map((text) => text.slice(0, MOST))
}

/** Everything up to the first turn of a person, that one included. */
const firstTurns = (turns: unknown): readonly string[] | undefined => {
  if (typeof turns === 'string') return turns === '' ? undefined : [turns]
  if (!Array.isArray(turns)) return undefined
  const first = turns.findIndex((turn) => isObject(turn) && (turn['role'] ?? 'user') === 'user')
  if (first === -1) return undefined
  const texts = turns
    .slice(0, first + 1)
    .map((turn) => (isObject(turn) ? textsOf(turn['content'] ?? turn['parts']) : ''))
  return texts.at(-1) === '' ? undefined : texts
}

/** The texts of a content: one text, blocks with texts, or an object with parts. */
const textsOf = (content: unknown): string => {
  if (typeof content === 'string') return content
  const blocks = Array.isArray(content) ? content : isObject(content) ? partsOf(content) : []
  return blocks.map((block) => (isObject(block) && typeof block['text'] === 'string' ? block['text'] : '')).join('\n')
}

const partsOf = ({ parts }: Json): readonly unknown[] => (Array.isArray(parts) ? parts : [])
