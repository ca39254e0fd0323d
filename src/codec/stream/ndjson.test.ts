import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLineFramer } from './ndjson.ts'

it('finds the same lines for any cut, the last one without an end too', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'ö', '{', '"'), maxLength: 8 })
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(100)), fc.boolean(), (lines, cuts, terminated) => {
      const bytes = Buffer.from(lines.join('\n') + (terminated ? '\n' : ''))
      const points = [0, ...cuts.map((cut) => Math.min(cut, bytes.byteLength)).sort((a, b) => a - b), bytes.byteLength]
      const seen: string[] = []
      const framer = createLineFramer(1000, (frame) => seen.push(Buffer.from(frame ?? []).toString()))
      for (const [index, point] of points.slice(1).entries()) framer.push(bytes.subarray(points[index], point))
      framer.end()
      expect(seen).toEqual(lines.filter((text) => text !== ''))
    }),
  )
})
