import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Pieces } from './pieces.ts'

it('keeps every byte of any pieces in order, whenever it is asked in between', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(fc.integer({ min: 900, max: 3000 }), fc.nat(255)).map(([size, fill]) => Buffer.alloc(size, fill)),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, fc.boolean())), (list) => {
      const pieces = new Pieces()
      for (const [bytes, ask] of list) {
        pieces.push(bytes)
        if (ask) pieces.list()
      }
      const whole = Buffer.concat(list.map(([bytes]) => bytes))
      expect(pieces.joined()).toEqual(whole)
      expect(pieces.size).toBe(whole.byteLength)
    }),
  )
})

it('holds what is large itself, and copies what is small together', () => {
  const pieces = new Pieces()
  const large = new Uint8Array(5000)
  pieces.push(large)
  const received = Buffer.alloc(64 * 1024)
  for (let at = 0; at < 3_000_000; at += 1) pieces.push(received.subarray(at % 60_000, (at % 60_000) + 1))
  const list = pieces.list()
  expect(list[0]).toBe(large)
  expect(list.length).toBeLessThan(120)
  // What is kept does not keep the buffers it came in.
  expect(list.some(({ buffer }) => buffer === received.buffer)).toBe(false)
  expect(new Set(list.map(({ buffer }) => buffer)).size).toBe(list.length)
})

it('makes no block for more than will come', () => {
  const pieces = new Pieces(100)
  pieces.push(Buffer.from('ab'))
  expect(pieces.list()[0]?.buffer.byteLength).toBe(100)
})
