/**
 * Regular expressions as users write them in rules, run by an RE2 engine: time grows with the text, never exponentially.
 * What RE2 cannot do (look-around, back-references) is refused when the rule is read, with the place.
 */
import { RE2JS } from 're2js'
import type { ClaimReason } from '../../contract/reason/document-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { type Automaton, createAutomaton } from './automaton.ts'
import { requiredText } from './pattern-literal.ts'
import { type Program, programOf } from './program.ts'
import { type Match, search, searchAfter } from './search.ts'

export interface Pattern {
  readonly source: string
  /** A text every match contains, if one could be proven: searching it first is a hundred times cheaper. */
  readonly literal: string | undefined
  readonly groupCount: number
  readonly groupNames: Readonly<Record<string, number>>
  /** What it was compiled to. */
  readonly program: Program
  /** Whether it matches anywhere. For short texts: this cannot be paused. */
  readonly test: (text: string) => boolean
  /** Matches from left to right that do not overlap; undefined in between, where the search may be paused. */
  readonly matches: (text: string | Buffer) => Generator<Match | undefined, void, undefined>
}

type PatternCode = 'pattern-unusable' | 'pattern-too-large' | 'group-unknown'

/** Why, with the position from 1. */
export type PatternReason = Extract<ClaimReason, { readonly code: PatternCode }>

/** A pattern cannot be used. */
export class PatternError extends Error {
  /** Offset in the pattern, in UTF-16 units. */
  readonly position: number

  readonly reason: PatternReason

  constructor(reason: PatternReason, position: number) {
    super(inEnglish(reason))
    this.name = 'PatternError'
    this.position = position
    this.reason = reason
  }
}

/** Instructions of a compiled pattern. The engine may touch each one for each byte; beyond this a large body would stall. */
const MAX_PROGRAM = 400

/**
 * Compiles a pattern: case-sensitive, dot matches newline, Python's `\Z` understood. Bytes are read as UTF-8.
 * Throws `PatternError` with the position when RE2 cannot run it, or when it is too large.
 */
export const compilePattern = (source: string): Pattern => {
  const engine = compileEngine(source)
  if (engine.programSize() > MAX_PROGRAM) {
    const params = { steps: engine.programSize(), most: MAX_PROGRAM }
    throw new PatternError({ code: 'pattern-too-large', params }, 0)
  }
  const { anywhere, first } = requiredText(source)
  const start = first === undefined ? undefined : Buffer.from(first, 'utf8')
  const program = programOf(engine)
  // Made when it is first needed: most rules never find anything, and their states would be memory for nothing.
  let made: Automaton | undefined
  const automaton = (): Automaton => (made ??= createAutomaton(program))
  return {
    source,
    literal: anywhere,
    groupCount: engine.groupCount(),
    groupNames: engine.namedGroups(),
    program,
    test: (text) => engine.test(text),
    matches: (text) =>
      start !== undefined && typeof text !== 'string'
        ? searchAfter(automaton(), start, text)
        : search(automaton(), text),
  }
}

/** Why a rule's text is not a regular expression at all (so that it may be meant as plain text), or cannot be run. */
export type PatternCheck =
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'not-a-pattern'; readonly error: PatternError }

/**
 * Reads a source that may be a regular expression or plain text, as the original does. What other engines would take for an
 * expression but RE2 cannot run is no plain text: it throws `PatternError`.
 */
export const patternOrText = (source: string): PatternCheck => {
  try {
    return { kind: 'pattern', pattern: compilePattern(source) }
  } catch (error) {
    if (!(error instanceof PatternError) || isPatternElsewhere(source)) throw error
    return { kind: 'not-a-pattern', error }
  }
}

const compileEngine = (source: string): RE2JS => {
  try {
    return RE2JS.compile(re2Source(source), RE2JS.DOTALL)
  } catch (error) {
    const fragment = fragmentOf(error)
    const fault =
      error instanceof Error
        ? error.message.replace(/^error parsing regexp: /, '').replace('`(?s)', '`')
        : 'unknown error'
    const found = fault.startsWith('missing closing )') ? openParenthesis(source) : source.indexOf(fragment)
    const position = Math.max(0, found)
    throw new PatternError({ code: 'pattern-unusable', params: { position: position + 1, fault } }, position)
  }
}

/** Python's end-of-text escape is spelled `\z` in RE2. */
export const re2Source = (source: string): string =>
  source.replace(/\\(.)/gs, (whole, character: string) => (character === 'Z' ? '\\z' : whole))

/** Syntax of Python that neither RE2 nor JavaScript knows. */
const PYTHON_ONLY = /\(\?(?:P=|#|>|\()|[*+?}]\+/

const isPatternElsewhere = (source: string): boolean => {
  if (PYTHON_ONLY.test(source)) return true
  try {
    new RegExp(source, 's')
    return true
  } catch {
    return false
  }
}

const fragmentOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'input' in error && typeof error.input === 'string' ? error.input : ''

/** RE2 names the whole pattern when a parenthesis was left open. */
const openParenthesis = (source: string): number => {
  const open: number[] = []
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index]
    if (character === '\\') index += 1
    else if (character === '(') open.push(index)
    else if (character === ')') open.pop()
  }
  return open.at(-1) ?? 0
}
