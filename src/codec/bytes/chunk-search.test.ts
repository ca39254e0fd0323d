import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chunksInclude, latin1Parts } from './chunk-search.ts'

/** Few different letters, so that needles are found often and nearly found all the time. */
const letters = (maxLength: number) => fc.array(fc.constantFrom('a', 'b'), { maxLength }).map((list) => list.join(''))
const pieces = fc.array(letters(6), { maxLength: 8 })

it('finds a needle wherever the bytes are cut', () => {
  fc.assert(
    fc.property(pieces, letters(5), (texts, needle) => {
      const chunks = texts.map((text) => Buffer.from(text))
      expect(chunksInclude(chunks, Buffer.from(needle))).toBe(texts.join('').includes(needle))
    }),
  )
})

it('gives parts of which one holds each text up to the length', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 5 }), letters(5), (texts, longest, needle) => {
      const wanted = needle.slice(0, longest)
      const parts = latin1Parts(
        texts.map((text) => Buffer.from(text)),
        longest,
      )
      const found = wanted === '' || parts.some((part) => part.includes(wanted))
      expect(found).toBe(texts.join('').includes(wanted))
    }),
  )
})

it('keeps bytes above 0x7f one character each', () => {
  expect(latin1Parts([Buffer.from([0xe4]), Buffer.from([0xff])], 2)).toEqual(['\u00e4', '\u00e4\u00ff', '\u00ff'])
})
