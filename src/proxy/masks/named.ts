/** Secrets without a form of their own, told by the name they are given to: `CF_API_TOKEN=…`. */
import { holdsPlaceholder, isExample } from './checks.ts'
import type { KindWords } from './formed.ts'
import { literalGate } from './gate.ts'
import { type FoundSecret, type Kind, NOTHING, SECRET_FORM } from './kind.ts'
import { endOf, type Shape, sampleOf, shape } from './shape.ts'
import { endsWord } from './word-ends.ts'

export interface NamedRule {
  /** What stands before the secret, in any case. */
  readonly names: readonly string[]
  /** Shapes of the secret. */
  readonly values: readonly string[]
}

/** Bytes that may stand between a name and its value: quotes, signs, blanks, and the escapes of another text. */
const BETWEEN = 24

export const named = (words: KindWords, { names, values }: NamedRule): Kind => {
  const shapes = values.map(anyShape)
  return {
    id: words.id,
    names: { en: words.en, zh: words.zh },
    family: words.family,
    rank: 'context',
    byDefault: true,
    gates: names.map((name) => literalGate(name, { anyCase: true })),
    reach: { before: 8, after: 240 },
    find: (text, at) => {
      const name = names.find((known) => isAt(text, at, known))
      return name === undefined ? NOTHING : valueBehind(shapes, text, at + name.length)
    },
    sample: (random) => {
      const name = names[Math.floor(random() * names.length)]
      for (;;) {
        const known = shapes[Math.floor(random() * shapes.length)]
        const value = known === undefined ? '' : sampleOf(known, random)
        if (!isExample(value)) return `${name}=${value}`
      }
    },
  }
}

/** Shapes of values need no literal: they are held against one place only. */
const anyShape = (source: string): Shape => {
  const { pieces } = shape(`${source}\u0000`)
  return { pieces: pieces.slice(0, -1), anchor: 0 }
}

const isAt = (text: Buffer, at: number, name: string): boolean =>
  text.toString('latin1', at, at + name.length).toLowerCase() === name.toLowerCase()

const SIGN = new Set(Buffer.from('=:'))
const BLANK = new Set(Buffer.from(' \t"\'`\\>=:'))

const valueBehind = (shapes: readonly Shape[], text: Buffer, from: number): readonly FoundSecret[] => {
  let start = from
  let signs = 0
  while (start < from + BETWEEN && BLANK.has(text[start] ?? 0)) {
    if (SIGN.has(text[start] ?? 0)) signs += 1
    start += 1
  }
  if (signs === 0) return NOTHING
  for (const { pieces } of shapes) {
    const end = endOf(pieces, text, start)
    if (end === undefined || !endsWord(text, end) || text[end] === 0x2d) continue
    const secret = text.toString('latin1', start, end)
    if (!isExample(secret) && !holdsPlaceholder(secret)) return [{ start, end, form: SECRET_FORM, byContext: true }]
  }
  return NOTHING
}
