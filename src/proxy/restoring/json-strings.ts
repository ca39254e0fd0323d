/**
 * The strings of a JSON text that is held as one character a byte (latin1), with the way to each and its place; and what a string says, with
 * the place of each of its characters.
 */
import type { ValuePath } from '../../protocol/common/text-forms.ts'

export interface PlacedString {
  readonly path: ValuePath
  /** Offsets of its content, quotes left out. */
  readonly from: number
  readonly to: number
}

/** An object or array that is open, and where in it the walk is. */
interface Open {
  readonly isObject: boolean
  key: string
  index: number
  /** Whether the next string is the name of a member. */
  atName: boolean
}

/** All strings but names of members. The text must be JSON: whoever asks has parsed it. */
export const stringsOf = (json: string): readonly PlacedString[] => {
  const found: PlacedString[] = []
  const open: Open[] = []
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at]
    if (character !== '"') {
      step(open, character)
      continue
    }
    const to = closingQuote(json, at + 1)
    const holder = open.at(-1)
    if (holder?.atName === true) {
      holder.key = readString(json, at + 1, to).text
      holder.atName = false
    } else found.push({ path: open.map(({ isObject, key, index }) => (isObject ? key : index)), from: at + 1, to })
    at = to
  }
  return found
}

const step = (open: Open[], character: string | undefined): void => {
  if (character === '{' || character === '[') {
    open.push({ isObject: character === '{', key: '', index: 0, atName: character === '{' })
  } else if (character === '}' || character === ']') open.pop()
  else if (character === ',') {
    const holder = open.at(-1)
    if (holder === undefined) return
    holder.index += 1
    holder.atName = holder.isObject
  }
}

const closingQuote = (json: string, from: number): number => {
  let at = json.indexOf('"', from)
  while (at >= 0 && isEscaped(json, from, at)) at = json.indexOf('"', at + 1)
  return at < 0 ? json.length : at
}

const isEscaped = (json: string, from: number, at: number): boolean => {
  let run = at
  while (run > from && json[run - 1] === '\\') run -= 1
  return (at - run) % 2 === 1
}

export interface ReadString {
  readonly text: string
  /** Where a character of the text stands in the JSON; of its length the end. */
  readonly rawOf: (index: number) => number
}

/** What a string says. */
export const readString = (json: string, from: number, to: number): ReadString => {
  let slash = json.indexOf('\\', from)
  if (slash < 0 || slash >= to) return { text: json.slice(from, to), rawOf: (index) => from + index }
  const parts: string[] = []
  /** Behind each escape: where it is in the text, and where in the JSON. */
  const [indexes, raws] = [[0], [from]]
  let at = from
  let length = 0
  while (slash >= 0 && slash < to) {
    const width = json[slash + 1] === 'u' ? 6 : 2
    parts.push(json.slice(at, slash), unescaped(json.slice(slash, slash + width)))
    length += slash - at + 1
    at = slash + width
    indexes.push(length)
    raws.push(at)
    slash = json.indexOf('\\', at)
  }
  parts.push(json.slice(at, to))
  return { text: parts.join(''), rawOf: (index) => rawAt(indexes, raws, index) }
}

/** Counts on from the last escape that ends at or before a character. */
const rawAt = (indexes: readonly number[], raws: readonly number[], index: number): number => {
  let low = 0
  let high = indexes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((indexes[middle] ?? 0) <= index) low = middle + 1
    else high = middle
  }
  return (raws[low - 1] ?? 0) + index - (indexes[low - 1] ?? 0)
}

const SIMPLE: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

const unescaped = (spelled: string): string => {
  const letter = spelled[1] ?? ''
  return letter === 'u' ? String.fromCharCode(Number.parseInt(spelled.slice(2), 16)) : (SIMPLE[letter] ?? letter)
}

/** A text as it is written between the quotes of a string, one character a byte; twice where the string holds a JSON text. */
export const written = (text: string, isJson: boolean): string => {
  const once = JSON.stringify(text).slice(1, -1)
  const twice = isJson ? JSON.stringify(once).slice(1, -1) : once
  return Buffer.from(twice, 'utf8').toString('latin1')
}

/** A part of a text that is written anew. */
export interface TextEdit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** `edits` ascend and are apart. */
export const edited = (text: string, edits: readonly TextEdit[]): string => {
  let made = ''
  let at = 0
  for (const edit of edits) {
    made += text.slice(at, edit.from) + edit.text
    at = edit.to
  }
  return made + text.slice(at)
}
