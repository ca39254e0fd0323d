/** The borders of blocks, for any cut of a stream that was made by the reference implementation. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAt } from '../../../test/kit/bodies.ts'
import { rawBlock, zstdFrame } from '../../../test/kit/zstd-frames.ts'
import { ZstdBlocks } from './zstd-blocks.ts'

// Made once with `zstdCompressSync(Buffer.from('zstd here, zstd there, zstd everywhere'))` of Node 24.
const whole = Buffer.from('KLUv/SAm9QAAsHpzdGQgaGVyZSwgdGV2ZXJ5d2hlcmUCAC8mfBUv', 'base64')

const bordersOf = (stream: Buffer, points: readonly number[]): { readonly at: number[]; readonly last: string } => {
  const blocks = new ZstdBlocks()
  const at: number[] = []
  let passed = 0
  for (const chunk of cutAt(stream, points)) {
    for (let from = 0; from < chunk.length; ) {
      const end = blocks.next(chunk, from)
      passed += end - from
      from = end
      if (blocks.border !== 'none') at.push(passed)
    }
  }
  return { at, last: blocks.border }
}

describe('ZstdBlocks', () => {
  it('finds the end of a frame of the reference implementation, for any cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 10 }), (points) => {
        expect(bordersOf(whole, points)).toEqual({ at: expect.arrayContaining([whole.length]), last: 'frame' })
      }),
    )
  })

  it('finds the border behind each block, and knows a frame that is not over', () => {
    const head = zstdFrame([]).subarray(0, 6)
    const stream = Buffer.concat([head, rawBlock('one'), rawBlock('three')])
    expect(bordersOf(stream, [])).toEqual({ at: [12, 20], last: 'block' })
    expect(bordersOf(stream.subarray(0, 15), []).last).toBe('none')
  })

  it('reads frame after frame, also those that are to be skipped', () => {
    const skippable = Buffer.from([0x52, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
    const stream = Buffer.concat([whole, skippable, zstdFrame(['more'], { checksum: true }), whole])
    expect(bordersOf(stream, []).last).toBe('frame')
  })

  it('refuses a window larger than receivers have to keep, and what is no zstd', () => {
    const large = zstdFrame(['a'], { windowLog: 24 })
    expect(() => new ZstdBlocks().next(large, 0)).toThrow('zstd window of 16777216 bytes, more than 8388608')
    expect(() => new ZstdBlocks().next(Buffer.from('junk'), 0)).toThrow('invalid zstd data')
  })
})
