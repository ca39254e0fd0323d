/** Writes JSON in slices, for values of any size. */
import type { Work } from '../work/work.ts'
import { RawJson, writeJson } from './exact-json.ts'
import { isLongText, writeLongText } from './long-string.ts'

/** Levels that may hold many members; what lies deeper in a request is small, or a text that stands as it was. */
const LEVELS = 7
/** Members that are written in one go. */
const SLICE = 500

/** What `writeJson` writes. */
export function* writingJson(value: unknown): Work<string> {
  return yield* new Writing().write(value, 0)
}

class Writing {
  #members = 0;

  *#rest(): Work<void> {
    this.#members += 1
    if (this.#members % SLICE === 0) yield
  }

  *write(value: unknown, level: number): Work<string> {
    if (isSmall(value) || level === LEVELS) return writeJson(value)
    if (typeof value === 'string') return yield* writeLongText(value)
    return Array.isArray(value) ? yield* this.#list(value, level + 1) : yield* this.#object(Object(value), level + 1)
  }

  *#list(list: readonly unknown[], level: number): Work<string> {
    let written = ''
    let texts: string[] = []
    for (const item of list) {
      texts.push(item === undefined ? 'null' : isSmall(item) ? writeJson(item) : yield* this.write(item, level))
      // A text that is put together of a hundred thousand takes twenty times its length until it is read; a few are not worth a copy.
      if (texts.length === SLICE) {
        written = added(written, texts.join(','))
        texts = []
      }
      yield* this.#rest()
    }
    return `[${texts.reduce(added, written)}]`
  }

  *#object(object: object, level: number): Work<string> {
    let written = ''
    for (const [name, member] of Object.entries(object)) {
      if (member === undefined) continue
      const text = isSmall(member) ? writeJson(member) : yield* this.write(member, level)
      written += `${written === '' ? '' : ','}${JSON.stringify(name)}:${text}`
      yield* this.#rest()
    }
    return `{${written}}`
  }
}

const added = (written: string, text: string): string => (written === '' ? text : `${written},${text}`)

/** Objects, lists and their members that are written in one go. */
const FEW = 200

/** What is written in one go. */
const isSmall = (value: unknown): boolean => left(value, FEW) > 0

/** What is left of a number of values once those of this one are taken from it; nothing where it holds more, or a long text. */
const left = (value: unknown, few: number): number => {
  if (typeof value === 'string') return isLongText(value) ? 0 : few - 1
  if (typeof value !== 'object' || value === null || value instanceof RawJson) return few - 1
  let rest = few - 1
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (rest <= 0) return 0
    rest = left(member, rest)
  }
  return rest
}
