import { describe, expect, test } from 'vitest'
import { releaseBuffers } from './release-buffers.ts'

describe('releaseBuffers', () => {
  test('empties buffers that belong to one chunk alone, at once and again', () => {
    for (let round = 0; round < 3; round += 1) {
      const chunks = [Buffer.alloc(70_000), new Uint8Array(1024)]
      releaseBuffers(chunks)
      expect(chunks.map(({ byteLength }) => byteLength)).toEqual([0, 0])
    }
  })

  test('leaves buffers that others may use', () => {
    const shared = new Uint8Array(4096).fill(7)
    const chunks = [shared.subarray(0, 2048), Buffer.from('a few bytes of a pool')]
    releaseBuffers(chunks)
    expect(shared).toEqual(new Uint8Array(4096).fill(7))
    expect(chunks[1]?.toString()).toBe('a few bytes of a pool')
  })

  test('takes the same buffer twice, and none', () => {
    const chunk = new Uint8Array(2048)
    releaseBuffers([chunk, chunk])
    expect(chunk.byteLength).toBe(0)
    expect(() => releaseBuffers([])).not.toThrow()
  })
})
