/** Secrets without a form of their own, told by the id that stands near them. */

import { type ByteSet, has, membersOf } from './byte-set.ts'
import { entropy, holdsPlaceholder, isExample } from './checks.ts'
import type { KindWords } from './formed.ts'
import { shapeGate } from './gate.ts'
import { type FoundSecret, type Kind, NOTHING, prefixForm, SECRET_FORM } from './kind.ts'
import { matchShape, sampleOf, shape, shapeAhead } from './shape.ts'
import { endsWord, startsWord } from './word-ends.ts'

export interface NearRule {
  /** Of the id. */
  readonly shapes: readonly string[]
  /** What of the id stays; undefined where the id itself is public and stays whole. */
  readonly prefixLength?: number
  /** What the secret is made of, and its length. */
  readonly set: ByteSet
  readonly length: number
  /** Least entropy of the secret, bits a character. */
  readonly bits: number
}

/** Bytes around an id in which its secret is looked for. */
const NEAR = 220

export const withSecretNear = (words: KindWords, rule: NearRule): Kind => {
  const shapes = rule.shapes.map(shape)
  return {
    id: words.id,
    names: { en: words.en, zh: words.zh },
    family: words.family,
    rank: rule.prefixLength === undefined ? 'context' : 'form',
    byDefault: true,
    gates: shapes.map(shapeGate),
    reach: { before: NEAR + 80, after: NEAR + 200 },
    ahead: (bytes, at) => {
      const reached = Math.max(...shapes.map((known) => shapeAhead(known, bytes, at)))
      return reached > 0 ? NEAR + 200 : reached - 1
    },
    find: (text, at) => {
      const ids = shapes.flatMap((known) => matchShape(known, text, at) ?? [])
      const id = ids.find(({ start, end }) => startsWord(text, start) && endsWord(text, end))
      if (id === undefined) return NOTHING
      const written = text.toString('latin1', id.start, id.end)
      if (isExample(written) || holdsPlaceholder(written)) return NOTHING
      return [...idFound(rule, written, id), ...secretsNear(rule, text, id)]
    },
    sample: (random) => {
      const known = shapes[Math.floor(random() * shapes.length)]
      const id = known === undefined ? '' : sampleOf(known, random)
      const members = membersOf(rule.set)
      for (;;) {
        let secret = ''
        while (secret.length < rule.length) secret += members[Math.floor(random() * members.length)]
        if (entropy(secret) >= rule.bits && !secret.includes('=') && !isExample(secret)) return `${id}:${secret}`
      }
    },
  }
}

const idFound = ({ prefixLength }: NearRule, written: string, id: { start: number; end: number }): FoundSecret[] =>
  prefixLength === undefined
    ? []
    : [{ start: id.start, end: id.end, form: prefixForm(written.slice(0, prefixLength)), byContext: false }]

const secretsNear = (rule: NearRule, text: Buffer, id: { start: number; end: number }): FoundSecret[] => {
  const found: FoundSecret[] = []
  const from = Math.max(0, id.start - NEAR)
  const to = Math.min(text.length, id.end + NEAR)
  for (let at = from; at < to; ) {
    let end = at
    while (end < text.length && has(rule.set, text[end])) end += 1
    const start = startOfRun(text, at, end)
    if (end - start === rule.length && (end <= id.start || start >= id.end) && isLikely(rule, text, start, end)) {
      found.push({ start, end, form: SECRET_FORM, byContext: true })
    }
    at = end + 1
  }
  return found
}

/** The letter of an escape before a word is no part of it; the equals sign of a name before it is not, either. */
const startOfRun = (text: Buffer, at: number, end: number): number => {
  const run = text.toString('latin1', at, end)
  const sign = run.search(/=(?=[^=])/)
  const start = sign >= 0 ? at + sign + 1 : at
  return start === at && text[at - 1] === 0x5c && end - at > 1 ? at + 1 : start
}

const isLikely = (rule: NearRule, text: Buffer, start: number, end: number): boolean => {
  const secret = text.toString('latin1', start, end)
  return entropy(secret) >= rule.bits && !isExample(secret) && !holdsPlaceholder(secret)
}
