/**
 * Arguments whose values the declared schema refuses, although it is plain what was meant: models write `"5"` for 5, `"true"` for
 * true, a list as a text, and an empty text for what they want to leave out. Only top members are looked at, and only such values
 * are changed; whatever the schema admits passes as it comes, byte for byte.
 */
import { type Json, type RawJson, readJson } from '../../../codec/json/exact-json.ts'
import { listOf, objectOf, textsOf } from '../fields.ts'

/** What a text may stand for in a member that takes no text. */
interface Wanted {
  readonly types: ReadonlySet<string>
  readonly isOptional: boolean
}

/** Undefined when no member of the schema could be mended. */
export const mendedArguments = (schema: RawJson | undefined): MendedArguments | undefined => {
  const object = schema === undefined ? undefined : objectOf(readJson(schema))
  const required = new Set(textsOf(object?.['required']))
  const wanted = new Map<string, Wanted>()
  for (const [name, property] of Object.entries(objectOf(object?.['properties']) ?? {})) {
    const found = wantedOf(property, !required.has(name))
    if (found !== undefined) wanted.set(name, found)
  }
  return wanted.size === 0 ? undefined : new MendedArguments(wanted)
}

const wantedOf = (property: Json | undefined, isOptional: boolean): Wanted | undefined => {
  const value = objectOf(property)
  const type = value?.['type']
  const types = new Set(typeof type === 'string' ? [type] : textsOf(type))
  const choices = listOf(value?.['enum'])
  if (types.has('string'))
    return isOptional && choices.length > 0 && !choices.includes('') ? { types: new Set(), isOptional } : undefined
  return types.size === 0 ? undefined : { types, isOptional }
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** The JSON that a text stands for; an empty text for a member that is to be left out, undefined for a text that is one. */
const meant = (text: string, { types, isOptional }: Wanted): string | undefined => {
  const trimmed = text.trim()
  if (trimmed === '') return isOptional ? '' : undefined
  const isNumber = NUMBER.test(trimmed) && (types.has('number') || (types.has('integer') && /^-?\d+$/.test(trimmed)))
  const isBoolean = types.has('boolean') && (trimmed === 'true' || trimmed === 'false')
  const isNull = types.has('null') && trimmed === 'null'
  const isList = types.has('array') && Array.isArray(readJson(trimmed))
  const isObject = types.has('object') && objectOf(readJson(trimmed)) !== undefined
  return isNumber || isBoolean || isNull || isList || isObject ? trimmed : undefined
}

/** Takes the arguments in pieces, and gives them on with their values mended. */
export class MendedArguments {
  /** Whether anything was changed. */
  isChanged = false
  readonly #wanted: ReadonlyMap<string, Wanted>
  /** `name`: from a member's beginning to its value. `text`: a value that may be mended. `value`: any other. */
  #place: 'start' | 'name' | 'text' | 'value' | 'over' = 'start'
  /** What has come of the member at hand and is not given on yet. */
  #held = ''
  /** Where in it the text begins that may be mended. */
  #from = 0
  #depth = 0
  #inString = false
  #escaped = false
  #hasMembers = false
  #hasDropped = false
  #name = ''
  #nameStart = -1

  constructor(wanted: ReadonlyMap<string, Wanted>) {
    this.#wanted = wanted
  }

  push(delta: string): string {
    if (this.#place === 'over') return delta
    let out = ''
    for (const character of delta) out += this.#take(character)
    return out
  }

  /** What is left where the arguments were no whole object. */
  end(): string {
    return this.#release()
  }

  #take(character: string): string {
    switch (this.#place) {
      case 'start':
        if (character === '{') this.#place = 'name'
        else if (character.trim() !== '') this.#place = 'over'
        return character
      case 'name':
        return this.#takeName(character)
      case 'text':
        return this.#takeText(character)
      case 'value':
        return this.#takeValue(character)
      case 'over':
        return character
    }
  }

  #takeName(character: string): string {
    const wasInString = this.#inString
    this.#held += character
    this.#lookAt(character)
    if (!wasInString && this.#inString && this.#nameStart < 0) {
      this.#nameStart = this.#held.length - 1
      return ''
    }
    if (wasInString && !this.#inString) {
      this.#name = String(readJson(this.#held.slice(this.#nameStart)) ?? '')
      return ''
    }
    if (this.#inString || character === ',' || character === ':' || character.trim() === '') {
      if (character === ':' && !this.#inString) this.#place = 'value'
      return ''
    }
    // The end of the object, or no member at all.
    this.#place = 'over'
    return this.#release()
  }

  /** The first character of a value decides. */
  #takeValue(character: string): string {
    if (this.#held !== '') return this.#beginValue(character)
    const wasInString = this.#inString
    this.#lookAt(character)
    if (wasInString || this.#inString) return character
    if (character === '{' || character === '[') this.#depth += 1
    if (this.#depth > 0) {
      if (character === '}' || character === ']') this.#depth -= 1
      return character
    }
    return this.#endValue(character)
  }

  #beginValue(character: string): string {
    if (character.trim() === '') {
      this.#held += character
      return ''
    }
    if (character === '"' && this.#wanted.has(this.#name)) {
      this.#place = 'text'
      this.#from = this.#held.length
      this.#held += character
      this.#inString = true
      return ''
    }
    const before = this.#release()
    this.#hasMembers = true
    return before + this.#takeValue(character)
  }

  #takeText(character: string): string {
    this.#held += character
    this.#lookAt(character)
    if (this.#inString) return ''
    this.#place = 'value'
    const wanted = this.#wanted.get(this.#name)
    const text = readJson(this.#held.slice(this.#from))
    const mended = typeof text === 'string' && wanted !== undefined ? meant(text, wanted) : undefined
    if (mended === undefined) {
      this.#hasMembers = true
      return this.#release()
    }
    this.isChanged = true
    if (mended === '') {
      this.#hasDropped = true
      this.#held = ''
      return ''
    }
    this.#held = this.#held.slice(0, this.#from) + mended
    this.#hasMembers = true
    return this.#release()
  }

  /** A comma begins the next member, anything else ends the object. */
  #endValue(character: string): string {
    if (character === ',') {
      this.#place = 'name'
      this.#nameStart = -1
      this.#held = ','
      return ''
    }
    if (character === '}') this.#place = 'over'
    return character
  }

  /** Members that were left out at the beginning take the comma after them along. */
  #release(): string {
    const held = this.#held
    this.#held = ''
    return this.#hasDropped && !this.#hasMembers && held.startsWith(',') ? held.slice(1) : held
  }

  #lookAt(character: string): void {
    if (!this.#inString) this.#inString = character === '"'
    else if (this.#escaped) this.#escaped = false
    else if (character === '\\') this.#escaped = true
    else if (character === '"') this.#inString = false
  }
}
