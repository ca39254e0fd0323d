import fc from 'fast-check'
import { expect, it } from 'vitest'
import { finish } from '../work/work.ts'
import { stringText } from './string-text.ts'

const characters = fc.constantFrom('a', '\\n', '\\"', '\\u00e9', '密', '\\ud83d\\ude00', '\\u0041', 'x'.repeat(2000))

it('tells places from bytes to text and back, in any order', () => {
  fc.assert(
    fc.property(fc.array(characters, { maxLength: 80 }), fc.func(fc.nat()), (parts, order) => {
      const bytes = Buffer.from(`"${parts.join('')}"`)
      const { text, rawOf, placeOf } = finish(stringText(bytes, 1, bytes.length - 1))
      expect(text.toString()).toBe(JSON.parse(bytes.toString()))
      let raw = 1
      let place = 0
      const places = parts.map((part) => {
        const here = { raw, place }
        raw += Buffer.byteLength(part)
        place += Buffer.byteLength(JSON.parse(`"${part}"`))
        return here
      })
      for (const one of [...places, { raw, place }].sort((a, b) => order(a.raw) - order(b.raw))) {
        expect(rawOf(one.place)).toBe(one.raw)
        expect(placeOf(one.raw)).toBe(one.place)
      }
    }),
  )
})

it('never goes through a long run twice', () => {
  const bytes = Buffer.from(`\\n${'a'.repeat(2_000_000)}\\n`)
  const { rawOf } = finish(stringText(bytes, 0, bytes.length))
  // With a search from each place this would read 4,000,000,000,000 bytes.
  for (let place = 1; place < 2_000_000; place += 1) if (rawOf(place) !== place + 1) throw new Error(`at ${place}`)
})
