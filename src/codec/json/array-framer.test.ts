import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createArrayFramer } from './array-framer.ts'

const elementsOf = (chunks: readonly Uint8Array[], limit = 10_000): (string | undefined)[] => {
  const elements: (string | undefined)[] = []
  const framer = createArrayFramer(limit, (element) => elements.push(element && Buffer.from(element).toString()))
  for (const chunk of chunks) framer.push(chunk)
  framer.end()
  return elements
}

it('finds the same elements for any cut', () => {
  const element = fc.dictionary(
    fc.string({ unit: fc.constantFrom('a', '"', '\\', '{', ']', 'é') }),
    fc.jsonValue({ maxDepth: 1 }),
  )
  fc.assert(
    fc.property(fc.array(element, { maxLength: 4 }), fc.array(fc.nat(200)), fc.nat(2), (values, cuts, indent) => {
      const bytes = Buffer.from(JSON.stringify(values, null, indent))
      const points = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
      const chunks = points.slice(1).map((point, index) => bytes.subarray(points[index], point))
      expect(elementsOf(chunks).map((text) => JSON.parse(text ?? ''))).toEqual(JSON.parse(bytes.toString()))
    }),
  )
})

it('gives up an element that is too large, and one that was never closed', () => {
  expect(elementsOf([Buffer.from('[{"a":"0123456789"},{"b":1},{"c":')], 12)).toEqual([undefined, '{"b":1}'])
})
