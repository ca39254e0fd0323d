import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTail } from './tail.ts'

it('keeps the last bytes of any sequence of chunks', () => {
  const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(fc.integer({ min: 300, max: 3000 }), fc.nat(255)).map(([size, fill]) => Buffer.alloc(size, fill)),
  )
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 60 }), fc.integer({ min: 1, max: 2000 }), (chunks, limit) => {
      const tail = createTail(limit)
      for (const one of chunks) tail.push(one)
      expect(tail.bytes().equals(Buffer.concat(chunks).subarray(-limit))).toBe(true)
    }),
  )
})
