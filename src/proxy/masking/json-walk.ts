/**
 * Goes through a JSON text once, and tells of some places in which string of the document they lie, and what stands around it. Strings are
 * crossed by their quotes; nothing is built but the levels that are open.
 */
import type { Work } from '../../codec/work/work.ts'

/** An object or array around a string. */
export class Level {
  readonly parent: Level | undefined
  readonly isObject: boolean
  /** Offsets of the name of the member whose value comes next; in an array of nothing. */
  keyFrom = -1
  keyTo = -1
  /** Position of the present element of an array. */
  position = 0
  /** Its own position in an array around it. */
  readonly index: number
  /** The name under which it stands in its parent. */
  readonly nameFrom: number
  readonly nameTo: number
  /** The way to it, once somebody has asked. */
  steps: readonly (string | number)[] | undefined

  constructor(isObject: boolean, parent: Level | undefined) {
    this.isObject = isObject
    this.parent = parent
    this.index = parent?.position ?? 0
    this.nameFrom = parent?.keyFrom ?? -1
    this.nameTo = parent?.keyTo ?? -1
  }
}

/** Where a place lies. */
export interface StringPlace {
  /** Offsets of the content of the string. */
  readonly from: number
  readonly to: number
  /** Whether it is the name of a member. */
  readonly isName: boolean
  /** The object or array in which it stands. */
  readonly holder: Level | undefined
  readonly nameFrom: number
  readonly nameTo: number
  /** Its position in an array. */
  readonly index: number
}

export interface Walked {
  /** Of each place that was asked for; undefined for one in no string. */
  readonly places: readonly (StringPlace | undefined)[]
  /** Whether brackets, names and commas stand as in JSON (RFC 8259), and every string ends. Numbers and escapes are not judged. */
  readonly whole: boolean
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Bytes of a string that are looked at one by one before its quote is searched for. */
const SHORT = 24
/** Steps without a pause. */
const STEPS_A_SLICE = 16_384
/** Levels beyond which no upstream reads. */
const DEEPEST = 10_000

/** `wanted` ascend. */
export function* walkJson(bytes: Buffer, wanted: readonly number[]): Work<Walked> {
  const walk = new Walk(bytes, wanted)
  while (walk.run()) yield
  return walk.result()
}

type Expected = 'value' | 'first-value' | 'first-name' | 'name' | 'colon' | 'after'

class Walk {
  readonly #bytes: Buffer
  readonly #wanted: readonly number[]
  readonly #places: (StringPlace | undefined)[] = []
  #next: number
  #at: number
  #level: Level | undefined
  #depth = 0
  #expected: Expected = 'value'
  #whole = true

  constructor(bytes: Buffer, wanted: readonly number[]) {
    this.#bytes = bytes
    this.#wanted = wanted
    this.#next = wanted[0] ?? Number.POSITIVE_INFINITY
    this.#at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  }

  /** Goes on for a slice; false at the end. */
  run(): boolean {
    const bytes = this.#bytes
    for (let steps = 0; steps < STEPS_A_SLICE; steps += 1) {
      while ((bytes[this.#at] ?? 0xff) <= 0x20) this.#at += 1
      if (this.#at >= bytes.length) return this.#over(this.#expected === 'after' && this.#level === undefined)
      if (!this.#token(bytes[this.#at] ?? 0)) return this.#over(false)
    }
    return true
  }

  result(): Walked {
    while (this.#places.length < this.#wanted.length) this.#places.push(undefined)
    return { places: this.#places, whole: this.#whole }
  }

  #over(whole: boolean): false {
    this.#whole = whole
    return false
  }

  #token(byte: number): boolean {
    switch (this.#expected) {
      case 'after':
        return this.#after(byte)
      case 'first-name':
        return byte === 0x7d ? this.#close() : this.#name(byte)
      case 'name':
        return this.#name(byte)
      case 'colon':
        this.#at += 1
        this.#expected = 'value'
        return byte === 0x3a
      case 'first-value':
        return byte === 0x5d ? this.#close() : this.#value(byte)
      case 'value':
        return this.#value(byte)
    }
  }

  #after(byte: number): boolean {
    const level = this.#level
    if (level === undefined) return false
    if (byte === 0x2c) {
      this.#at += 1
      level.position += 1
      this.#expected = level.isObject ? 'name' : 'value'
      return true
    }
    return byte === (level.isObject ? 0x7d : 0x5d) && this.#close()
  }

  #close(): boolean {
    this.#at += 1
    this.#depth -= 1
    this.#level = this.#level?.parent
    this.#expected = 'after'
    return true
  }

  #open(isObject: boolean): boolean {
    this.#at += 1
    this.#depth += 1
    this.#level = new Level(isObject, this.#level)
    this.#expected = isObject ? 'first-name' : 'first-value'
    return this.#depth <= DEEPEST
  }

  #name(byte: number): boolean {
    const level = this.#level
    if (byte !== QUOTE || level === undefined) return false
    const from = this.#at + 1
    const to = this.#string(true)
    if (to < 0) return false
    level.keyFrom = from
    level.keyTo = to
    this.#expected = 'colon'
    return true
  }

  #value(byte: number): boolean {
    if (byte === 0x7b) return this.#open(true)
    if (byte === 0x5b) return this.#open(false)
    this.#expected = 'after'
    if (byte !== QUOTE) return this.#scalar()
    return this.#string(false) >= 0
  }

  #scalar(): boolean {
    const from = this.#at
    while (SCALAR[this.#bytes[this.#at] ?? 0] === 1) this.#at += 1
    this.#pass(this.#at)
    return this.#at > from
  }

  /** Over the string that begins here; returns where its content ends, -1 where it does not. */
  #string(isName: boolean): number {
    const from = this.#at + 1
    this.#pass(from)
    const to = closingQuote(this.#bytes, from)
    if (to < 0) return -1
    while (this.#next < to) {
      const { keyFrom: nameFrom = -1, keyTo: nameTo = -1, position: index = 0 } = this.#level ?? {}
      this.#places.push({ from, to, isName, holder: this.#level, nameFrom, nameTo, index })
      this.#step()
    }
    this.#at = to + 1
    return to
  }

  /** What was wanted before a place lies in no string. */
  #pass(before: number): void {
    while (this.#next < before) {
      this.#places.push(undefined)
      this.#step()
    }
  }

  #step(): void {
    this.#next = this.#wanted[this.#places.length] ?? Number.POSITIVE_INFINITY
  }
}

/** 1 for the bytes of numbers and of `true`, `false` and `null`. */
const SCALAR = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[-+.0-9A-Za-z]/.test(String.fromCharCode(byte)) && byte < 0x80 ? 1 : 0,
)

const closingQuote = (bytes: Buffer, from: number): number => {
  const near = Math.min(bytes.length, from + SHORT)
  let at = from
  for (; at < near; at += 1) {
    if (bytes[at] === QUOTE) return at
    if (bytes[at] === BACKSLASH) at += 1
  }
  at = bytes.indexOf(QUOTE, at)
  while (at >= 0 && isEscaped(bytes, from, at)) at = bytes.indexOf(QUOTE, at + 1)
  return at
}

const isEscaped = (bytes: Buffer, from: number, place: number): boolean => {
  let run = place
  while (run > from && bytes[run - 1] === BACKSLASH) run -= 1
  return ((place - run) & 1) === 1
}

/** A step on the way to a string: the name of a member, or a position in an array. */
type Step = string | number

/** Steps of a way that are told, from the outside in: no protocol goes as deep. */
const MOST_STEPS = 64

/** The way to what is in a level, remembered there: many strings stand in one. */
const stepsInto = (bytes: Buffer, level: Level | undefined): readonly Step[] => {
  if (level === undefined) return []
  const open: Level[] = []
  let around: Level | undefined = level
  while (around !== undefined && around.steps === undefined) {
    open.push(around)
    around = around.parent
  }
  let steps = around?.steps ?? []
  for (const one of open.reverse()) {
    if (one.parent !== undefined && steps.length < MOST_STEPS) steps = [...steps, stepOf(bytes, one.parent, one)]
    one.steps = steps
  }
  return steps
}

const stepOf = (
  bytes: Buffer,
  { isObject }: Level,
  { nameFrom, nameTo, index }: Pick<StringPlace, 'nameFrom' | 'nameTo' | 'index'>,
): Step => (isObject ? bytes.toString('utf8', nameFrom, nameTo) : index)

/** From the outside in. */
export const stepsTo = (bytes: Buffer, place: StringPlace): readonly Step[] => {
  const { holder, isName, from, to } = place
  const steps = stepsInto(bytes, holder)
  if (holder === undefined || steps.length >= MOST_STEPS) return steps
  return [...steps, isName ? bytes.toString('utf8', from, to) : stepOf(bytes, holder, place)]
}

/** The name under which a string stands; undefined in arrays. */
export const nameOf = (bytes: Buffer, { holder, nameFrom, nameTo }: StringPlace): string | undefined =>
  holder?.isObject === true ? bytes.toString('utf8', nameFrom, nameTo) : undefined

/**
 * The names on the way to a string from the outside in, at most 64; `*` in arrays. A name of a member is on its own way.
 */
export const pathOf = (bytes: Buffer, place: StringPlace): readonly string[] =>
  stepsTo(bytes, place).map((step) => (typeof step === 'number' ? '*' : step))

/** Names that are said: what has digits or other signs in it may itself be a secret. */
const SAID = /^[A-Za-z_]{1,40}$/

/** The way to a string as people read it: `messages[0].content[1].text`. The name of a member is not said, for it may be the secret. */
export const jsonPathOf = (bytes: Buffer, place: StringPlace): string => {
  const steps = stepsTo(bytes, place)
  const said = place.isName ? [...steps.slice(0, -1), '(name)'] : steps
  return said
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${SAID.test(step) ? step : '…'}`))
    .join('')
    .replace(/^\./, '')
}
