/** A stream that is ended here is whole to a decoder that takes nothing less, and says what came before and the last text. */
import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMPRESSED_STREAMS } from '../../../test/kit/compressed-streams.ts'
import { frameStart, rawBlock } from '../../../test/kit/zstd-frames.ts'
import { createClosing } from './closing.ts'

describe.each(COMPRESSED_STREAMS)('createClosing for $name', ({ coding, begin, read }) => {
  it('says the last text and ends what a decoder takes for whole', async () => {
    const text = fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' })
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 6 }),
        fc.string({ maxLength: 500 }),
        async (texts, last) => {
          const closing = createClosing(coding)
          const encoded = Buffer.concat(await begin(texts))
          closing?.passed(encoded)
          closing?.decoded(Buffer.from(texts.join('')))
          const end = closing?.close(Buffer.from(last)) ?? Buffer.alloc(0)
          expect(Buffer.from(read(Buffer.concat([encoded, end]))).toString()).toBe(texts.join('') + last)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('makes a whole stream where nothing has come yet', () => {
    const end = createClosing(coding)?.close(Buffer.from('all of it'))
    const whole = coding === 'deflate' ? inflateSync(end ?? '') : read(Buffer.from(end ?? ''))
    expect(Buffer.from(whole).toString()).toBe('all of it')
  })
})

describe('createClosing', () => {
  it('has no way to end a zstd stream within a block, or one whose frame wants a checksum', () => {
    const within = createClosing('zstd')
    within?.passed(Buffer.concat([frameStart(), rawBlock('cut short').subarray(0, 6)]))
    expect(within?.close(Buffer.from('x'))).toBeUndefined()
    const summed = createClosing('zstd')
    summed?.passed(Buffer.concat([frameStart({ checksum: true }), rawBlock('a')]))
    expect(summed?.close(Buffer.from('x'))).toBeUndefined()
  })

  it.each(['', 'identity', 'rot13', 'gzip, br'])('knows no way for "%s"', (encoding) => {
    expect(createClosing(encoding)).toBeUndefined()
  })

  it('refuses a text too long for one block', () => {
    expect(createClosing('gzip')?.close(Buffer.alloc(70_000))).toBeUndefined()
  })
})
