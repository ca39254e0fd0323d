import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCapture } from './capture.ts'

it('keeps the first bytes of any sequence of chunks and counts all', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.nat(100), (chunks, limit) => {
      const capture = createCapture(limit)
      for (const chunk of chunks) capture.push(chunk)
      const whole = Buffer.concat(chunks)
      const captured = capture.captured()
      expect(Buffer.concat(captured.chunks)).toEqual(whole.subarray(0, limit))
      expect(captured.size).toBe(whole.byteLength)
      expect(captured.truncated).toBe(whole.byteLength > limit)
    }),
  )
})

it('holds the chunk itself, but copies a few bytes rather than pinning a large buffer', () => {
  const capture = createCapture(10_000)
  const own = new Uint8Array(1000)
  const small = new Uint8Array(64 * 1024).subarray(0, 50)
  capture.push(own)
  capture.push(small)
  const [first, second] = capture.captured().chunks
  expect(first).toBe(own)
  expect(second?.buffer.byteLength).toBe(50)
})
