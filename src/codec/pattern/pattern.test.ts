import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern, PatternError, patternOrText } from './pattern.ts'
import { requiredText } from './pattern-literal.ts'

const matchesOf = (source: string, text: string | Buffer) =>
  [...compilePattern(source).matches(text)].filter((match) => match !== undefined)

const errorOf = (source: string): PatternError => {
  try {
    compilePattern(source)
  } catch (error) {
    if (error instanceof PatternError) return error
  }
  throw new Error(`compiled: ${source}`)
}

describe('compilePattern', () => {
  it('finds bytes at byte offsets, characters whole', () => {
    const bytes = Buffer.concat([Buffer.from('a密'), Buffer.from([0xff]), Buffer.from('密z')])
    expect(matchesOf('密(.)', bytes)).toEqual([
      {
        start: 1,
        end: 5,
        groups: [
          [1, 5],
          [4, 5],
        ],
      },
      {
        start: 5,
        end: 9,
        groups: [
          [5, 9],
          [8, 9],
        ],
      },
    ])
  })

  it('lets the dot match a newline and keeps case', () => {
    expect(compilePattern('a.b').test('a\nb')).toBe(true)
    expect(compilePattern('ab').test('AB')).toBe(false)
  })

  it.each([
    ['a(?=b)', 1],
    ['ab(cd', 2],
    ['(a)\\1', 3],
    ['x[z-a]', 2],
    ['a{2000}', 1],
  ])('refuses %s and says where', (source, position) => {
    expect(errorOf(source).position).toBe(position)
  })

  it('refuses what is too large to run on every byte', () => {
    expect(errorOf('.{900}').message).toContain('too large')
  })

  it("understands Python's end of text", () => {
    expect(compilePattern('a\\Z').test('ba')).toBe(true)
    expect(compilePattern('a\\\\Z').test('a\\Z')).toBe(true)
  })

  it('answers for a catastrophic pattern over a megabyte', () => {
    expect(compilePattern('(a+)+$').test(`${'a'.repeat(1_000_000)}!`)).toBe(false)
  })
})

describe('patternOrText', () => {
  it.each(['$x(', '*', '(', 'a[', '**'])('takes %s for plain text', (source) => {
    expect(patternOrText(source).kind).toBe('not-a-pattern')
  })
  it.each(['(?<=a)b', '(a)\\1', 'a(?!b)', '(?P<x>a)(?P=x)', 'a++b', '(?>a)'])(
    'does not silently take %s for text',
    (source) => {
      expect(() => patternOrText(source)).toThrow(PatternError)
    },
  )
  it('takes an expression for one', () => {
    expect(patternOrText('a.b').kind).toBe('pattern')
  })
})

describe('requiredText', () => {
  it.each([
    ['secret-[0-9]+', 'secret-'],
    ['[a-z]+@example\\.com', '@example.com'],
    ['(foo|bar)bazz?', 'baz'],
    ['ab+cde', 'cde'],
    ['a|bcd', undefined],
    ['(?i)abc', undefined],
    ['(?:abc)', undefined],
    ['\\d{4}', undefined],
    ['x{0,3}yz', 'yz'],
    ['\\x41bc', 'bc'],
    ['[]abc]de', 'de'],
  ])('of %s is %s', (source, literal) => {
    expect(requiredText(source).anywhere).toBe(literal)
  })

  it('stands in every match', () => {
    const piece = fc.constantFrom(
      ...'ab.'.split(''),
      '\\.',
      '[ab]',
      '(a|b)',
      '(?:ab)',
      'a+',
      'b*',
      'a?',
      'b{2}',
      'a{0,1}',
      '|',
      '^',
    )
    const source = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(source, fc.string({ unit: fc.constantFrom('a', 'b', '.') }), (pattern, text) => {
        const { anywhere = '', first = '' } = requiredText(pattern)
        for (const match of matchesOf(pattern, text)) {
          const found = text.slice(match.start, match.end)
          expect(found).toContain(anywhere)
          expect(found.startsWith(first)).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('is a short cut that finds the same', () => {
    const piece = fc.constantFrom('ab', 'b', '[ab]', '(a|b)', 'a+', 'b?', '(b+)', '$', '\\b')
    const source = fc.array(piece, { maxLength: 5 }).map((pieces) => ['ab', ...pieces].join(''))
    fc.assert(
      fc.property(source, fc.string({ unit: fc.constantFrom('a', 'b', ' ') }), (pattern, text) => {
        expect(matchesOf(pattern, Buffer.from(text))).toEqual(matchesOf(pattern, text))
      }),
      { numRuns: 2000 },
    )
  })
})
