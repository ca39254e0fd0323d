/** Members of Gemini's objects, which may be written in camel case or with underscores, as JSON of protocol buffers may. */
import type { Json, JsonObject } from '../../../codec/json/exact-json.ts'

export const member = (value: JsonObject | undefined, name: string): Json | undefined =>
  value?.[name] ?? value?.[name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]
