import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zstdFrame } from '../../../test/kit/zstd-frames.ts'
import { canDecode, createDecoders, DecodeError, decodeBody } from './decode.ts'

const text = Buffer.from(JSON.stringify({ words: Array.from({ length: 400 }, (_, index) => `wörd ${index}`) }))
// `zstd` has no encoder on Node 20: made once with `zstdCompressSync(Buffer.from('zstd here, zstd there, zstd everywhere'))`.
const zstdText = 'zstd here, zstd there, zstd everywhere'
const zstd = Buffer.from('KLUv/SAm9QAAsHpzdGQgaGVyZSwgdGV2ZXJ5d2hlcmUCAC8mfBUv', 'base64')

const encodings: readonly (readonly [string, Buffer])[] = [
  ['gzip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['deflate', deflateRawSync(text)],
  ['br', brotliCompressSync(text)],
  ['', text],
  ['identity', text],
  ['gzip, br', brotliCompressSync(gzipSync(text))],
  ['Deflate , identity,GZIP', gzipSync(deflateSync(text))],
]

const cuts = (bytes: Uint8Array, at: readonly number[]): Uint8Array[] => {
  const points = [0, ...[...at].sort((left, right) => left - right), bytes.byteLength]
  return points.slice(1).map((end, index) => bytes.subarray(points[index], end))
}

describe('decodeBody', () => {
  it.each(encodings)('undoes %j, however the bytes are cut', async (encoding, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.byteLength), { maxLength: 8 }), async (at) => {
        expect(Buffer.from(await decodeBody(cuts(bytes, at), encoding, 1e6)).equals(text)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  it('undoes zstd on every Node', async () => {
    expect(Buffer.from(await decodeBody(cuts(zstd, [1, 9]), 'zstd', 1000)).toString()).toBe(zstdText)
    await expect(decodeBody([zstd.subarray(0, 20)], 'zstd', 1000)).rejects.toMatchObject({ problem: 'corrupt' })
    await expect(decodeBody([zstd], 'zstd', 10)).rejects.toMatchObject({ problem: 'too-large' })
  })

  it('reads concatenated gzip members as one body', async () => {
    const both = await decodeBody([gzipSync('one '), gzipSync('two')], 'gzip', 100)
    expect(Buffer.from(both).toString()).toBe('one two')
  })

  it('reads zstd frame after frame as one body, however it is cut', async () => {
    const frames = Buffer.concat([zstd, zstdFrame([', ', 'again ']), zstd])
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(frames.byteLength), { maxLength: 8 }), async (at) => {
        const body = await decodeBody(cuts(frames, at), 'zstd', 1000)
        expect(Buffer.from(body).toString()).toBe(`${zstdText}, again ${zstdText}`)
      }),
      { numRuns: 20 },
    )
    const cut = frames.subarray(0, frames.byteLength - 5)
    await expect(decodeBody([cut], 'zstd', 1000)).rejects.toMatchObject({ problem: 'corrupt' })
  })

  it.each(['gzip', 'deflate', 'br', 'zstd'])('refuses corrupt and cut %s', async (encoding) => {
    const junk = Buffer.from('this was never compressed by anyone')
    await expect(decodeBody([junk], encoding, 1e6)).rejects.toMatchObject({ problem: 'corrupt' })
  })

  it.each(encodings.filter(([name]) => !['', 'identity'].includes(name)))('refuses cut %s', async (encoding, bytes) => {
    const cut = bytes.subarray(0, bytes.byteLength - 20)
    await expect(decodeBody([cut], encoding, 1e6)).rejects.toMatchObject({ problem: 'corrupt' })
  })

  it.each(['gzip', 'deflate', 'br'])('gives the readable part of a cut %s when asked to', async (encoding) => {
    const bytes = encodings.find(([name]) => name === encoding)?.[1] ?? Buffer.alloc(0)
    const part = await decodeBody([bytes.subarray(0, bytes.byteLength - 20)], encoding, 1e6, { partial: true })
    expect(part.byteLength).toBeGreaterThan(0)
    expect(text.subarray(0, part.byteLength).equals(part)).toBe(true)
  })

  it('stops at the limit instead of unpacking a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    await expect(decodeBody([bomb], 'gzip', 100_000)).rejects.toMatchObject({ problem: 'too-large' })
    await expect(decodeBody([text], '', 10)).rejects.toMatchObject({ problem: 'too-large' })
  })

  it('names an unknown encoding and does not mistake names of the language for one', async () => {
    for (const name of ['compress', 'constructor', 'gzip, rot13']) {
      await expect(decodeBody([text], name, 1e6)).rejects.toThrow(DecodeError)
      await expect(decodeBody([text], name, 1e6)).rejects.toMatchObject({ problem: 'unsupported' })
      expect(canDecode(name)).toBe(false)
    }
    expect(canDecode('br, gzip')).toBe(true)
    expect(() => createDecoders('compress')).toThrow('Cannot decode content encoding "compress"')
  })
})
