import { describe, expect, it } from 'vitest'
import { createLineFramer } from '../stream/ndjson.ts'
import { createSseFramer } from '../stream/sse.ts'
import type { FrameHandler, Framer } from './held-bytes.ts'
import { HeldBytes } from './held-bytes.ts'

describe('held bytes', () => {
  it('hold one piece itself', () => {
    const held = new HeldBytes(100)
    const piece = Buffer.from('abc')
    held.push(piece)
    expect(held.take()).toBe(piece)
    expect(held.empty).toBe(true)
  })

  it('hold a million pieces of one byte in order', () => {
    const held = new HeldBytes(2_000_000)
    const received = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    for (let at = 0; at < 1_000_000; at += 1) held.push(received.subarray(at % 256, (at % 256) + 1))
    const bytes = held.take() ?? Buffer.alloc(0)
    expect(bytes.byteLength).toBe(1_000_000)
    expect(bytes.every((byte, at) => byte === at % 256)).toBe(true)
  })

  it('give up what is larger than the limit, and begin anew', () => {
    const held = new HeldBytes(3)
    for (const piece of ['ab', 'cd', 'ef']) held.push(Buffer.from(piece))
    expect(held.take()).toBeUndefined()
    held.push(Buffer.from('xyz'))
    expect(held.take()?.toString()).toBe('xyz')
  })
})

describe.each<[string, (limit: number, each: FrameHandler) => Framer, string]>([
  ['events', createSseFramer, '\n\n'],
  ['lines', createLineFramer, '\n'],
])('a frame without an end among %s', (_title, create, end) => {
  it.each([1, 1000, 64 * 1024])('is given up in pieces of %i, and the next ones are seen', (size) => {
    const frames: (string | undefined)[] = []
    const framer = create(1000, (frame) => frames.push(frame === undefined ? undefined : Buffer.from(frame).toString()))
    const bytes = Buffer.from(`data: a${end}data: ${'z'.repeat(300_000)}${end}data: b${end}data: c`)
    for (let at = 0; at < bytes.length; at += size) framer.push(bytes.subarray(at, at + size))
    framer.end()
    expect(frames).toEqual(
      ['data: a', undefined, 'data: b', 'data: c'].map((text) =>
        text && end === '\n\n' && text !== 'data: c' ? `${text}\n` : text,
      ),
    )
  })
})
