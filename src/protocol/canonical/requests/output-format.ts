/** Structured output where a protocol wants a name for it, or where the model has to be told in words. */
import type { RawJson } from '../../../codec/json/exact-json.ts'
import type { Generation } from '../generation.ts'
import type { Part } from '../part.ts'

/** Whether the conversation speaks of JSON anywhere; OpenAI refuses to answer with it otherwise. */
export const mentionsJson = ({ system, turns }: Generation): boolean =>
  [...system, ...turns.flatMap(({ parts }) => parts)].some((part) => textsIn(part).some((text) => /json/i.test(text)))

const textsIn = (part: Part): readonly string[] =>
  part.type === 'result' ? part.parts.flatMap(textsIn) : part.type === 'text' ? [part.text] : []

/** A name that every protocol takes. */
export const schemaName = (name: string | undefined): string => {
  const kept = (name ?? '').replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64)
  return kept === '' ? 'output' : kept
}

export const schemaInstruction = (schema: RawJson): string =>
  `Answer only with JSON that fits this schema, without Markdown:\n${schema.text}`

export const JSON_INSTRUCTION = 'Answer only with JSON, without Markdown.'
