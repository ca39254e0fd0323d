import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { brotliCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brotliDecoder, isBrotliSafe } from './brotli.ts'

it.each([
  ['20.20.2', false],
  ['22.23.3', false],
  ['22.23.4', true],
  ['22.24.0', true],
  ['23.11.0', false],
  ['24.22.0', false],
  ['24.22.1', true],
  ['26.12.0', false],
  ['26.13.0', true],
  ['27.0.0', true],
])('Node %s decodes brotli itself: %s', (version, safe) => {
  expect(isBrotliSafe(version)).toBe(safe)
})

describe.each([
  ['in WebAssembly', '20.20.2'],
  ['of Node', '22.23.4'],
])('the decoder %s', (_name, version) => {
  const decode = async (chunks: readonly Uint8Array[], partial = false): Promise<string> => {
    const made: Buffer[] = []
    await pipeline(Readable.from(chunks), brotliDecoder(partial, version), async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) made.push(chunk)
    })
    return Buffer.concat(made).toString()
  }

  it('reads what was written, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 2000 }), fc.integer({ min: 1, max: 50 }), async (text, size) => {
        const bytes = brotliCompressSync(text)
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        )
        expect(await decode(chunks)).toBe(text)
      }),
      { numRuns: 50 },
    )
  })

  it('refuses what is cut or none, and gives what can be read of it where that is asked for', async () => {
    const bytes = brotliCompressSync('words and words '.repeat(1000))
    await expect(decode([bytes.subarray(0, bytes.length - 5)])).rejects.toThrow()
    await expect(decode([Buffer.from('never compressed by anybody')])).rejects.toThrow()
    expect('words and words '.repeat(1000)).toContain(await decode([bytes.subarray(0, bytes.length - 5)], true))
  })

  it('lets others have their turn while it unpacks much', async () => {
    const bomb = brotliCompressSync(Buffer.alloc(50_000_000))
    let turns = 0
    const timer = setInterval(() => (turns += 1), 0)
    expect((await decode([bomb])).length).toBe(50_000_000)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })
})
