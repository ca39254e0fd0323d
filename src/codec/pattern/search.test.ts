import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import { finish } from '../work/work.ts'
import { compilePattern } from './pattern.ts'
import { createPatternSet } from './pattern-set.ts'
import type { Match } from './search.ts'

/** What the library's own search finds, one match after the other. */
const byLibrary = (source: string, text: string | Uint8Array): Match[] => {
  const matcher = RE2JS.compile(source, RE2JS.DOTALL).matcher(text)
  const matches: Match[] = []
  while (matcher.find()) {
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => {
      const start = matcher.start(group)
      return start < 0 ? undefined : ([start, matcher.end(group)] as const)
    })
    matches.push({ start: matcher.start(), end: matcher.end(), groups })
  }
  return matches
}

const found = (source: string, text: string | Buffer): Match[] =>
  [...compilePattern(source).matches(text)].filter((match) => match !== undefined)

const PIECES = [
  ...[
    'a',
    'b',
    'ab',
    '.',
    '[ab]',
    '[^a]',
    '密',
    '\\d',
    '\\w',
    '\\s',
    '(a|ab)',
    '(b)?',
    '(a*)',
    '(?:ab)+',
    '(|a)+',
    '(a*)*',
  ],
  ...[
    'a+?',
    'b*?',
    '(?i:K)',
    'a{2,3}',
    'b{0,2}',
    '^',
    '$',
    '\\b',
    '\\B',
    '(?m:^)',
    '(?m:$)',
    '\\z',
    '|',
    '(b)',
    '\\pL',
  ],
]
const sources = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''))
const words = fc.constantFrom('a', 'b', 'ab', 'k', 'K', '\u212a', '密', '😀', ' ', '\n', '1')
const texts = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(''))

describe('search', () => {
  it('finds in strings what the library finds', () => {
    fc.assert(
      fc.property(sources, texts, (source, text) => {
        expect(found(source, text)).toEqual(byLibrary(source, text))
      }),
      { numRuns: 2000 },
    )
  })

  it('finds in bytes what the library finds, broken UTF-8 included', () => {
    const broken = fc
      .constantFrom('c3', 'e5af', 'ff', '80', 'f09f98', 'eda080', 'c080')
      .map((hex) => Buffer.from(hex, 'hex'))
    const bytes = fc
      .array(fc.oneof({ weight: 4, arbitrary: words.map((word) => Buffer.from(word)) }, broken), { maxLength: 30 })
      .map((parts) => Buffer.concat(parts))
    fc.assert(
      fc.property(sources, bytes, (source, text) => {
        expect(found(source, text)).toEqual(byLibrary(source, text))
      }),
      { numRuns: 2000 },
    )
  })

  it('finds the same over the borders of blocks', () => {
    const many = fc.tuple(texts, fc.integer({ min: 100, max: 400 })).map(([text, times]) => text.repeat(times))
    const long = fc.constantFrom('a', 'b', 'ab', '密').map((text) => text.repeat(4000))
    const parts = fc.array(fc.oneof(many, long, texts), { maxLength: 3 }).map((list) => Buffer.from(list.join('')))
    fc.assert(
      fc.property(sources, parts, (source, text) => {
        // The library needs the square of the time for some of these, so the texts are short: a few blocks.
        const short = text.subarray(0, 5000)
        expect(found(source, short)).toEqual(byLibrary(source, short))
      }),
      { numRuns: 200 },
    )
  })

  it('finds a match that is longer than many blocks', () => {
    const text = Buffer.from(`x<${'密'.repeat(20_000)}>y<>`)
    expect(found('<[^>]*>', text).map(({ start, end }) => [start, end])).toEqual([
      [1, 60_003],
      [60_004, 60_006],
    ])
    expect(found('<<?[^>]*>', text)).toHaveLength(2)
  })

  describe('takes time that grows with the text alone', () => {
    /** How often the search could be paused, which it can at least once for each 2 KB that it reads. */
    const pauses = (source: string, text: Buffer): number => {
      let count = 0
      for (const match of compilePattern(source).matches(text)) if (match === undefined) count += 1
      return count
    }
    const bound = (size: number): number => 5 * Math.ceil(size / 2000) + 10

    it.each([
      ['sk-[a-z-]+Q', 'sk-'],
      ['eyJ[A-Za-z0-9_-]*.', 'eyJ'],
      ['mailto:[^s]+@', 'mailto:'],
      ['password: .*!', 'password: '],
      ['a.*z|a', 'a'],
      ['(?:a|ab)(?:c|bcd)*d*x', 'abcd'],
      ['(a+)+b', 'a'],
      ['(x+x+)+y', 'x'],
      ['[ab]*a[ab]{12}c', 'ab'],
      ['.{12}a.*b', 'ac'],
      ['-----BEGIN.*-----END', '-----BEGIN'],
      ['"key": *"[^"]*\\$', '"key": "x" '],
      ['(?:\r?\n)+Q', '\n'],
      ['\bab\b.*\bcd$', 'ab cd '],
    ])('%s on many times %s', (source, unit) => {
      const text = (size: number): Buffer => Buffer.from(unit.repeat(Math.ceil(size / unit.length)))
      for (const size of [50_000, 100_000, 200_000]) expect(pauses(source, text(size))).toBeLessThan(bound(size))
    })

    it('for any expression and any text that repeats', () => {
      fc.assert(
        fc.property(fc.constantFrom('', 'ab', 'sk-'), sources, texts, (beginning, source, unit) => {
          const text = Buffer.from((beginning + unit).repeat(3000).slice(0, 40_000))
          expect(pauses(beginning + source, text)).toBeLessThan(bound(text.length))
        }),
        { numRuns: 300 },
      )
    })
  })

  it('tells of many expressions which of them match', () => {
    fc.assert(
      fc.property(fc.array(sources, { minLength: 1, maxLength: 30 }), texts, (list, text) => {
        const bytes = Buffer.from(text)
        const expected = list.flatMap((source, index) => (byLibrary(source, bytes).length > 0 ? [index] : []))
        expect(finish(createPatternSet(list.map(compilePattern)).matching(bytes))).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })
})
