import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finish } from '../work/work.ts'
import { decodedText, escapedText, RawPlaces } from './decoded-text.ts'
import { StringWalk } from './string-walk.ts'

const units = fc.constantFrom('a', '"', '\\', '/', '\n', '\t', '\u0000', 'é', '密', '😀', 'u', '0')
const texts = fc.array(units, { maxLength: 20 }).map((list) => list.join(''))
/** A text as JSON, in which some characters that need no escape have one. */
const spelled = (text: string, which: readonly boolean[]): string =>
  Array.from(text, (character, index) =>
    which[index] === true
      ? Array.from(
          { length: character.length },
          (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
        ).join('')
      : escapedText(character),
  ).join('')

describe('decodedText', () => {
  it('says what the parser says, and where it stands', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.boolean()), (text, which) => {
        const bytes = Buffer.from(`"${spelled(text, which)}"`)
        const decoded = finish(decodedText(bytes, 1, bytes.length - 1))
        expect(decoded.toString()).toBe(JSON.parse(bytes.toString()))
        const places = new RawPlaces(bytes, 1, bytes.length - 1)
        let at = 0
        for (const character of text) {
          const start = places.rawOf(at)
          at += Buffer.byteLength(character)
          const end = places.rawOf(at)
          expect(JSON.parse(`"${bytes.toString('utf8', start, end)}"`)).toBe(character)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('looks for the next escape once, however many places there are before it', () => {
    // With a search from each place this would read 4,000,000,000,000 bytes.
    const bytes = Buffer.from(`${'a'.repeat(2_000_000)}\\n`)
    const places = new RawPlaces(bytes, 0, bytes.length)
    for (let place = 0; place <= 2_000_000; place += 1)
      if (places.rawOf(place) !== place) throw new Error(`at ${place}`)
    expect(places.rawOf(2_000_001)).toBe(2_000_002)
  })

  it.each([
    ['half a pair', '\\ud83dx', 'eda0bd78'],
    ['the other half', '\\ude00', 'edb880'],
    ['no escape', '\\x41', '5c783431'],
    ['an escape that is cut off', '\\u00', '5c753030'],
    ['a backslash at the end', 'a\\', '615c'],
    ['capital digits', '\\u00E9\\u00C9', 'c3a9c389'],
  ])('of %s', (_title, raw, hex) => {
    const bytes = Buffer.from(raw)
    expect(finish(decodedText(bytes, 0, bytes.length)).toString('hex')).toBe(hex)
    expect(new RawPlaces(bytes, 0, bytes.length).rawOf(hex.length / 2)).toBe(bytes.length)
  })
})

describe('StringWalk', () => {
  it('finds the strings of any JSON text', () => {
    const collect = (value: unknown): string[] => {
      if (typeof value === 'string') return [value]
      if (Array.isArray(value)) return value.flatMap(collect)
      if (typeof value !== 'object' || value === null) return []
      return Object.entries(value).flatMap(([key, one]) => [key, ...collect(one)])
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const bytes = Buffer.from(JSON.stringify(value))
        const walk = new StringWalk(bytes)
        const found: string[] = []
        while (walk.step() === 'string') found.push(JSON.parse(`"${bytes.toString('utf8', walk.from, walk.to)}"`))
        expect(found).toEqual(collect(JSON.parse(bytes.toString())))
      }),
    )
  })

  it.each([
    ['plain', 'x'.repeat(1_000_000)],
    ['escaped quotes', '\\"'.repeat(500_000)],
    ['backslashes', '\\\\'.repeat(500_001)],
  ])('passes a huge string of %s in slices, whatever is cut in two', (_title, content) => {
    for (const shift of ['', ' ', '  ', '   ']) {
      const walk = new StringWalk(Buffer.from(`["${shift}${content}","b"]`))
      const steps: string[] = []
      for (let step = walk.step(); step !== 'end'; step = walk.step()) {
        steps.push(step)
        if (step === 'string' && steps.filter((one) => one === 'string').length === 1)
          expect([walk.from, walk.to]).toEqual([2, 2 + shift.length + content.length])
      }
      expect(steps.filter((step) => step === 'string')).toHaveLength(2)
      expect(steps.filter((step) => step === 'more').length).toBeGreaterThan(2)
    }
  })

  it('tells in which string a place lies', () => {
    const text = '{"ab":["c\\"d",""],"e'
    const walk = new StringWalk(Buffer.from(text))
    const around = Array.from({ length: text.length }, (_, place) => {
      const span = finish(walk.around(place))
      return span === undefined ? undefined : text.slice(span.from, span.to)
    })
    expect(around).toEqual([
      ...[undefined, undefined, 'ab', 'ab', undefined, undefined, undefined, undefined],
      ...[
        'c\\"d',
        'c\\"d',
        'c\\"d',
        'c\\"d',
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        'e',
      ],
    ])
  })
})
