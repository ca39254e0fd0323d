/** How body rules look for what they change: an expression in the bytes or in decoded strings, or bytes as they are. */
import { decodedText, escapedBytes, RawPlaces } from '../../codec/json/decoded-text.ts'
import { type StringSpan, StringWalk } from '../../codec/json/string-walk.ts'
import type { Pattern } from '../../codec/pattern/pattern.ts'
import { compileTemplate, type Template } from '../../codec/pattern/template.ts'
import type { EditedBody, Hit } from './body-edits.ts'
import { spellings } from './spellings.ts'

export interface Finder {
  /** How the rule reads its source. */
  readonly reads: 'text' | 'regex'
  /** Bytes of which every hit contains at least one; undefined when that cannot be said. */
  readonly needles: readonly Buffer[] | undefined
  /** What matches in every body with a hit, for rules without needles; without it every body may have one. */
  readonly pattern?: Pattern
  /** Hits from left to right that do not overlap; an empty match is none. Undefined in between, where the search may be paused. */
  readonly hits: (body: EditedBody) => Iterable<Hit | undefined>
}

/** An expression on the bytes as they stand. Throws `PatternError` for a replacement that refers to no group. */
export const patternFinder = (pattern: Pattern, target: string): Finder => {
  const template = compileTemplate(target, pattern)
  return {
    reads: 'regex',
    needles: pattern.literal === undefined ? undefined : [Buffer.from(pattern.literal, 'utf8')],
    pattern,
    hits: ({ bytes }) => inBytes(pattern, template, bytes),
  }
}

function* inBytes(pattern: Pattern, template: Template, bytes: Buffer): Generator<Hit | undefined> {
  for (const match of pattern.matches(bytes)) {
    if (match === undefined) yield
    else if (match.end > match.start) {
      yield { start: match.start, end: match.end, inserted: template.expand(match, bytes) }
    }
  }
}

/**
 * An expression on what each string of a JSON body says, escapes undone; what it puts there is escaped again. A body that is no JSON is one
 * text. Throws `PatternError` for a replacement that refers to no group.
 */
export const stringsFinder = (pattern: Pattern, target: string): Finder => {
  const template = compileTemplate(target, pattern)
  const literal = pattern.literal === undefined ? undefined : Buffer.from(pattern.literal, 'utf8')
  return {
    reads: 'regex',
    needles: pattern.literal === undefined ? undefined : spellings(pattern.literal).needles,
    *hits(body) {
      const { bytes } = body
      if (!body.looksLikeJson) return yield* inBytes(pattern, template, bytes)
      const walk = new StringWalk(bytes)
      let passed = 0
      for (let step = walk.step(); step !== 'end'; step = walk.step()) {
        passed += 1
        if (step === 'more' || passed % STRINGS_A_PAUSE === 0) yield
        if (step === 'more') continue
        const span = { from: walk.from, to: walk.to }
        const text = yield* decodedText(bytes, span.from, span.to)
        if (literal === undefined || text.includes(literal)) yield* inString({ pattern, template, bytes, span, text })
      }
    },
  }
}

const STRINGS_A_PAUSE = 1024

interface InString {
  readonly pattern: Pattern
  readonly template: Template
  readonly bytes: Buffer
  readonly span: StringSpan
  /** What the string says. */
  readonly text: Buffer
}

function* inString({ pattern, template, bytes, span, text }: InString): Generator<Hit | undefined> {
  const places = new RawPlaces(bytes, span.from, span.to)
  for (const match of pattern.matches(text)) {
    if (match === undefined) yield
    else if (match.end > match.start) {
      const start = places.rawOf(match.start)
      yield { start, end: places.rawOf(match.end), inserted: escapedBytes(template.expand(match, text)) }
    }
  }
}

/** A source that is no expression and says nothing about its meaning: its bytes, wherever they stand, as in the original. */
export const plainFinder = (source: string, target: string): Finder => {
  const needle = Buffer.from(source, 'utf8')
  const inserted = Buffer.from(target, 'utf8')
  return {
    reads: 'text',
    needles: [needle],
    *hits({ bytes }) {
      for (let start = bytes.indexOf(needle); start !== -1; start = bytes.indexOf(needle, start + needle.length)) {
        yield { start, end: start + needle.length, inserted }
      }
    },
  }
}
