import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { FrameReader, frameHead, packMessage, unpackMessage } from './packed-message.ts'

const MESSAGES = [
  {
    call: 1,
    method: 'write',
    args: [{ big: 3n, chunks: [Uint8Array.of(1, 2, 3), new Uint8Array(0)] }, undefined, null],
  },
  { call: 2, method: 'tick', args: [1.5] },
  { text: 'ä𝄞\u0000', list: [Buffer.from('abc').subarray(1), new Uint8Array(70_000).fill(7)] },
]

const framed = (message: unknown): Buffer => {
  const packed = packMessage(message)
  return Buffer.concat([frameHead(packed), packed.values, ...packed.views])
}

/** Bytes as a digest, for Buffers and other views of bytes are the same here. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return createHash('sha1').update(value).digest('hex')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}

it.each([1, 3, 4, 7, 100, 65_536, 1_000_000])('puts messages together from pieces of %i bytes', (size) => {
  const stream = Buffer.concat(MESSAGES.map(framed))
  const messages: unknown[] = []
  const reader = new FrameReader((packed) => messages.push(unpackMessage(packed)))
  for (let start = 0; start < stream.byteLength; start += size) {
    const piece = Buffer.from(stream.subarray(start, start + size))
    reader.push(piece)
    // The pipe reads into the same memory again.
    piece.fill(0xee)
  }
  expect(plain(messages)).toEqual(plain(MESSAGES))
})

it('hands bytes out as they are, without a copy', () => {
  const chunk = new Uint8Array(100)
  expect(packMessage({ chunk }).views[0]).toBe(chunk)
})
