/** Arguments of a tool call as text and as an object, with all their digits. */
import { type Json, parsingJson, RawJson, readJson, writeJson } from '../../../codec/json/exact-json.ts'
import { ExactJsonError } from '../../../codec/json/exact-parser.ts'
import type { Work } from '../../../codec/work/work.ts'
import { objectOf, wordOf } from '../fields.ts'
import type { Losses } from '../loss.ts'
import type { CallPart } from '../part.ts'

/** What a call that takes an object is given where arguments are JSON: an object in any case, invalid ones under `_raw`. */
export const argumentsObject = (call: CallPart, losses: Losses): RawJson => {
  if (call.kind === 'custom') return new RawJson(writeJson({ input: call.args }))
  if (call.args.trim() === '') return new RawJson('{}')
  if (call.isObject ?? objectOf(readJson(call.args)) !== undefined) return new RawJson(call.args.trim())
  losses.add('arguments-invalid', `call ${call.id}`)
  return new RawJson(writeJson({ _raw: call.args }))
}

/** The arguments of a call as they were written, so that unreadable ones that were wrapped in an earlier turn are themselves again. */
export function* readArguments(raw: RawJson): Work<Pick<CallPart, 'args' | 'isObject'>> {
  const object = objectOf(raw.known ?? (yield* reading(raw.text)))
  const wrapped = object !== undefined && Object.keys(object).length === 1 ? object['_raw'] : undefined
  const isOurs = typeof wrapped === 'string' && objectOf(yield* reading(wrapped)) === undefined
  return isOurs ? { args: wrapped, isObject: false } : { args: raw.text, isObject: object !== undefined }
}

/** What a text says, read in slices; undefined when it is no JSON. */
function* reading(text: string): Work<Json | undefined> {
  try {
    return (yield* parsingJson(text)).value
  } catch (error) {
    if (error instanceof ExactJsonError) return undefined
    throw error
  }
}

/** The bare input of a custom tool that was called as a function: its member `input`, its only text, or all of it. */
export const customInput = (args: string): { readonly input: string; readonly isValid: boolean } => {
  const object = objectOf(readJson(args))
  if (object === undefined) return { input: args, isValid: args.trim() === '' }
  const input = object['input']
  if (typeof input === 'string') return { input, isValid: true }
  const texts = Object.values(object).filter((value) => wordOf(value) !== undefined)
  const [only] = texts
  return typeof only === 'string' && texts.length === 1
    ? { input: only, isValid: true }
    : { input: args, isValid: false }
}

/** Arguments of an answer where an object is due: what is none is kept under `_raw`. */
export const objectText = (args: string): string => {
  if (args.trim() === '') return '{}'
  return objectOf(readJson(args)) === undefined ? writeJson({ _raw: args }) : args
}
