import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCapture } from './capture.ts'

const short = fc.uint8Array({ maxLength: 40 })
const long = fc.tuple(fc.integer({ min: 900, max: 3000 }), fc.nat(255)).map(([size, fill]) => Buffer.alloc(size, fill))

it('keeps the first bytes of any sequence of chunks and counts all', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(short, long)), fc.nat(8000), (chunks, limit) => {
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

it('holds a large chunk itself, unless it would pin a much larger buffer', () => {
  const capture = createCapture(10_000)
  const own = new Uint8Array(2000)
  capture.push(own)
  capture.push(new Uint8Array(64 * 1024).subarray(0, 2000))
  capture.push(Buffer.alloc(64 * 1024).subarray(0, 2000))
  const [first, ...others] = capture.captured().chunks
  expect(first).toBe(own)
  expect(others.map(({ buffer }) => buffer.byteLength)).toEqual([2000, 2000])
})

it('copies small chunks together, so that thousands of them are a few blocks', () => {
  const capture = createCapture(1_000_000)
  for (let count = 0; count < 2000; count += 1) capture.push(Buffer.alloc(150, count % 256))
  expect(capture.captured().chunks.length).toBeLessThan(20)
})
