/** Kinds whose secrets have a form of their own: a prefix and so many characters. */
import { type ByteSet, has } from './byte-set.ts'
import { holdsPlaceholder, isExample } from './checks.ts'
import { shapeGate } from './gate.ts'
import {
  type Ahead,
  type Family,
  type FoundSecret,
  type Kind,
  NOTHING,
  type PlaceholderForm,
  prefixForm,
  type Rank,
  SECRET_FORM,
} from './kind.ts'
import { matchShape, mayBeEscaped, type Shape, sampleOf, shape, shapeAhead } from './shape.ts'
import { endsWord, startsWord } from './word-ends.ts'

/** What a kind is called, and where it stands. */
export interface KindWords {
  readonly id: string
  readonly family: Family
  readonly en: string
  readonly zh: string
}

export interface ShapeRule {
  readonly shape: string
  /** What everybody may know of it and stays; absent where there is none. */
  readonly prefix?: string
  /** What stands before the secret in the shape, and stays: its length. */
  readonly from?: number
  /** A last look at the secret. */
  readonly accept?: (secret: string) => boolean
  /** Makes samples where the shape alone does not. */
  readonly sample?: (random: () => number) => string
}

export interface FormedOptions {
  readonly rank?: Rank
  /** Bytes of the longest match. */
  readonly longest?: number
}

interface CompiledRule extends ShapeRule {
  readonly compiled: Shape
  readonly form: PlaceholderForm
}

export const formed = (
  words: KindWords,
  rules: readonly ShapeRule[],
  { rank = 'form', longest: reach = 1200 }: FormedOptions = {},
): Kind => {
  const compiled = rules.map(
    (rule): CompiledRule => ({
      ...rule,
      compiled: shape(rule.shape),
      form: rule.prefix === undefined ? SECRET_FORM : prefixForm(rule.prefix),
    }),
  )
  return {
    id: words.id,
    names: { en: words.en, zh: words.zh },
    family: words.family,
    rank,
    byDefault: true,
    gates: compiled.map((rule) => shapeGate(rule.compiled)),
    reach: { before: 80, after: reach },
    ahead: aheadOf(compiled, reach),
    find: (text, at) => longest(compiled.flatMap((rule) => findIn(rule, text, at))),
    sample: (random) => sampleOfRule(compiled, random),
  }
}

/** Bytes behind a match that tell where it ends. */
const BEHIND = 4

const aheadOf = (rules: readonly CompiledRule[], reach: number): Ahead => {
  const looks = rules.map(({ compiled }) => ({ compiled, isCertain: !mayBeEscaped(compiled) }))
  return (bytes, at) => {
    let most = 0
    let least = 0
    for (const { compiled, isCertain } of looks) {
      const reached = isCertain ? shapeAhead(compiled, bytes, at) : gateAhead(compiled, bytes, at, reach)
      if (reached > most) most = reached
      if (reached < least) least = reached
    }
    return most > 0 ? most + BEHIND : least
  }
}

/** Of a shape that escapes may break, only what stands before them is sure. */
const gateAhead = ({ pieces, anchor }: Shape, bytes: Buffer, at: number, reach: number): number =>
  has(pieces[anchor]?.set as ByteSet, bytes[at]) ? reach : 0

const longest = (found: readonly FoundSecret[]): readonly FoundSecret[] => {
  if (found.length < 2) return found
  const best = found.reduce((long, next) => (next.end - next.start > long.end - long.start ? next : long))
  return [best]
}

const findIn = (rule: CompiledRule, text: Buffer, at: number): readonly FoundSecret[] => {
  const match = matchShape(rule.compiled, text, at)
  if (match === undefined || !startsWord(text, match.start) || !endsWord(text, match.end)) return NOTHING
  const start = match.start + (rule.from ?? 0)
  const secret = text.toString('latin1', start, match.end)
  return isSecret(secret, rule) ? [{ start, end: match.end, form: rule.form, byContext: false }] : NOTHING
}

const isSecret = (secret: string, { prefix = '', accept }: ShapeRule): boolean => {
  if (holdsPlaceholder(secret.slice(0, prefix.length + LONGEST_PLACEHOLDER))) return false
  return !isExample(secret.slice(prefix.length)) && accept?.(secret) !== false
}

/** Characters that a placeholder has behind the prefix. */
const LONGEST_PLACEHOLDER = 24

const sampleOfRule = (rules: readonly CompiledRule[], random: () => number): string => {
  for (;;) {
    const rule = rules[Math.floor(random() * rules.length)]
    const made = rule === undefined ? '' : (rule.sample?.(random) ?? sampleOf(rule.compiled, random))
    if (rule !== undefined && isSecret(made.slice(rule.from ?? 0), rule)) return made
  }
}

/** Whether a text has a digit: words with hyphens have none. */
export const hasDigit = (text: string): boolean => /\d/.test(text)
