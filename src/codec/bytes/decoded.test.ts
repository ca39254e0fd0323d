/** The decoded view of a body: hears everything once, changes nothing, and gives up what asks for too much. */
import { brotliCompressSync, createGunzip, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  cutAt,
  received,
  recordingSink,
  type SendingOptions,
  scriptedSource,
  sending,
} from '../../../test/kit/bodies.ts'
import { COMPRESSED_STREAMS } from '../../../test/kit/compressed-streams.ts'
import { frameStart, repeatedBlock, zstdFrame } from '../../../test/kit/zstd-frames.ts'
import { decoded, type ViewEnding } from './decoded.ts'
import { DECODING_BUDGET } from './decoding.ts'

const TEXTS = ['one ', 'twö ', 'three, which is longer than the others. '.repeat(20)]
const TEXT = TEXTS.join('')

/** A body of these pieces, its view, and what the view hears. */
const seen = (
  pieces: readonly Uint8Array[],
  encoding: string,
  options: SendingOptions = {},
  budget = DECODING_BUDGET,
) => {
  const { source, view } = decoded(sending(pieces, options), encoding, { budget })
  const heard: Uint8Array[] = []
  view.listen((bytes) => heard.push(bytes))
  return { source, view, heard, text: () => Buffer.concat(heard).toString() }
}

describe.each(COMPRESSED_STREAMS)('the view of $name', ({ coding, begin }) => {
  it('hears the text for any cut, while the bytes pass unchanged, and knows all when the end is told', async () => {
    const bytes = Buffer.concat(await begin(TEXTS))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (points) => {
        const body = seen(cutAt(bytes, points), coding, { trailers: ['x-sum', '1'] })
        expect(await received(body.source)).toMatchObject({ bytes, ending: 'end', trailers: ['x-sum', '1'] })
        expect([body.text(), body.view.gaveUp(), body.view.received()]).toEqual([TEXT, undefined, bytes.length])
        expect(body.view.settled()).toBeUndefined()
      }),
      { numRuns: 15 },
    )
  })

  it('hears what came before a break, and only then is the break told', async () => {
    const parts = await begin(TEXTS)
    const body = seen(parts, coding, { ending: 'fail' })
    expect(await received(body.source)).toMatchObject({ bytes: Buffer.concat(parts), error: { message: 'cut' } })
    expect(body.text()).toBe(TEXT)
  })

  it('hears what had come when the receiver gives up', async () => {
    const { source, sink, calls } = scriptedSource()
    const { source: body, view } = decoded(source, coding)
    const heard: Uint8Array[] = []
    view.listen((bytes) => heard.push(bytes))
    body.start(recordingSink().sink)
    for (const part of await begin(TEXTS)) sink().write(part)
    body.cancel()
    expect(calls).toEqual(['start', 'cancel'])
    await view.settled()
    expect(Buffer.concat(heard).toString()).toBe(TEXT)
  })
})

describe('the view of a body that is held back', () => {
  it('is heard when it is released, or at once by those who want it so', async () => {
    const { source, view } = decoded(sending([Buffer.from(TEXT)]), '')
    const later: Uint8Array[] = []
    const atOnce: Uint8Array[] = []
    view.listen((bytes) => later.push(bytes))
    view.listenAtOnce((bytes) => atOnce.push(bytes))
    view.hold({ decoded: () => undefined, ended: () => undefined, gaveUp: () => undefined })
    await received(source)
    expect([Buffer.concat(later).toString(), Buffer.concat(atOnce).toString()]).toEqual(['', TEXT])
    view.release()
    expect([Buffer.concat(later).toString(), Buffer.concat(atOnce).toString()]).toEqual([TEXT, TEXT])
  })
})

describe('the view of a plain body', () => {
  it('hears the very same chunks, and is done when the body is', () => {
    const { source, sink } = scriptedSource()
    const { source: body, view } = decoded(source, 'identity')
    const heard: Uint8Array[] = []
    view.listen((bytes) => heard.push(bytes))
    const receiver = recordingSink()
    body.start(receiver.sink)
    const chunk = Buffer.from(TEXT)
    sink().write(chunk)
    sink().end()
    expect([heard[0], receiver.chunks[0], receiver.endings]).toEqual([chunk, chunk, ['end']])
    expect(heard[0]).toBe(chunk)
    expect(view.settled()).toBeUndefined()
  })
})

describe('an empty body', () => {
  it.each(['', 'gzip', 'deflate', 'br', 'zstd', 'gzip, br'])('ends as it does, said to be %j', async (encoding) => {
    for (const ending of ['end', 'fail'] as const) {
      const body = seen([], encoding, { ending })
      expect((await received(body.source)).ending).toBe(ending)
      expect([body.heard, body.view.received(), body.view.settled()]).toEqual([[], 0, undefined])
    }
  })
})

describe('a body that is held back', () => {
  it.each(['', 'gzip'])('is heard by its holder at once, by all others from its release on (%j)', async (encoding) => {
    const bytes = encoding === '' ? Buffer.from(TEXT) : gzipSync(TEXT)
    const { source, view } = decoded(sending(cutAt(bytes, [3, 20])), encoding)
    const early: Uint8Array[] = []
    const ending = new Promise<ViewEnding>((resolve) => {
      view.hold({ decoded: (part) => early.push(part), ended: resolve, gaveUp: () => undefined })
    })
    const whole = received(source)
    expect(await ending).toBe('whole')
    const late: Uint8Array[] = []
    view.listen((part) => late.push(part))
    await whole
    expect([Buffer.concat(early).toString(), late]).toEqual([TEXT, []])
    view.release()
    expect(Buffer.concat(late).toString()).toBe(TEXT)
  })
})

/** 16 KiB that unpack to 512 MiB. */
const zstdBomb = (): Buffer =>
  Buffer.concat([frameStart(), ...Array.from({ length: 4096 }, () => repeatedBlock(97, 128 * 1024))])

/** Blocks that make nothing, each of which has a decoder move its whole window. */
const idleBlocks = (): Buffer =>
  Buffer.concat([frameStart({ windowLog: 23 }), ...Array.from({ length: 200_000 }, () => repeatedBlock(97, 1))])

const zeros = Buffer.alloc(24 * 1024 * 1024)
const BOMBS: readonly (readonly [string, string, () => Buffer])[] = [
  ['gzip', 'gzip', () => gzipSync(zeros)],
  ['deflate', 'deflate', () => deflateSync(zeros)],
  ['brotli', 'br', () => brotliCompressSync(zeros, { params: { 1: 1 } })],
  ['zstd', 'zstd', zstdBomb],
  ['gzip in gzip', 'gzip, gzip', () => gzipSync(gzipSync(zeros))],
]

describe('a view gives up', () => {
  it.each(BOMBS)('a %s bomb, while the bytes go on', async (_name, encoding, make) => {
    const bytes = make()
    const body = seen(cutAt(bytes, [9, 100, 1000]), encoding)
    expect(await received(body.source)).toMatchObject({ bytes, ending: 'end' })
    expect(body.view.gaveUp()).toMatch(/^it unpacks to more than/)
    const heard = body.heard.reduce((sum, { byteLength }) => sum + byteLength, 0)
    expect(heard).toBeLessThan(DECODING_BUDGET.free + DECODING_BUDGET.ratio * bytes.length + 1024 * 1024)
  })

  it('a body that unpacks to more than anybody needs to see, however little at a time', async () => {
    const bytes = gzipSync(Buffer.alloc(100_000, 'what may well be an answer '))
    const body = seen([bytes], 'gzip', {}, { ...DECODING_BUDGET, decoded: 50_000 })
    expect((await received(body.source)).bytes).toEqual(bytes)
    expect(body.view.gaveUp()).toBe('it unpacks to more than 50000 bytes')
  })

  it('a body that comes faster than it can be decoded', async () => {
    const bytes = gzipSync(fc.sample(fc.uint8Array({ minLength: 5000, maxLength: 5000 }), 1)[0] ?? '')
    const body = seen(cutAt(bytes, [1000, 2000, 3000]), 'gzip', {}, { ...DECODING_BUDGET, backlog: 500 })
    expect((await received(body.source)).bytes).toEqual(bytes)
    expect(body.view.gaveUp()).toBe('it came faster than it could be decoded')
  })

  it.each([
    ['rot13', 'Cannot decode content encoding "rot13"'],
    ['gzip', 'it cannot be decoded: incorrect header check'],
    // What is wrong with it each decoder says in its own words.
    ['zstd', 'it cannot be decoded: '],
    ['br, br, br', 'Cannot decode 3 content encodings, at most 2'],
    [Array.from({ length: 5000 }, () => 'br').join(','), 'Cannot decode 5000 content encodings, at most 2'],
  ])('what is no %s', async (encoding, reason) => {
    const bytes = Buffer.from('this was never compressed by anyone')
    const body = seen([bytes], encoding)
    expect((await received(body.source)).bytes).toEqual(bytes)
    expect([body.view.gaveUp(), body.heard]).toEqual([expect.stringContaining(reason), []])
  })

  it('a zstd window larger than receivers have to keep', async () => {
    const body = seen([zstdFrame(['text'], { windowLog: 30 })], 'zstd')
    await received(body.source)
    expect(body.view.gaveUp()).toMatch(/^it cannot be decoded/)
  })

  it('and can end nothing then', async () => {
    const body = seen([Buffer.from('junk that is long enough')], 'gzip', { ending: 'fail' })
    await received(body.source)
    expect(await body.view.close('text')).toBeUndefined()
  })
})

describe('zstd on the main thread', () => {
  it.each([
    ['blocks that unpack to much', zstdBomb],
    ['blocks that make a decoder work for nothing', idleBlocks],
  ])('lets others have their turn between slices: %s', async (_what, make) => {
    let turns = 0
    let over = false
    const count = (): void => {
      turns += 1
      if (!over) setImmediate(count)
    }
    const body = seen([make()], 'zstd', {}, { ...DECODING_BUDGET, ratio: 1e9 })
    count()
    await received(body.source)
    over = true
    expect(turns).toBeGreaterThan(40)
  })
})

describe('what breaks off', () => {
  const destroyed = vi.spyOn(Object.getPrototypeOf(createGunzip()), 'destroy')
  const pieces = [gzipSync(TEXT).subarray(0, 20)]

  it('leaves no decoder behind, and no state to end it with, where nobody will', async () => {
    destroyed.mockClear()
    const { source, view } = decoded(sending(pieces, { ending: 'fail' }), 'gzip', { closable: false })
    await received(source)
    expect(destroyed).toHaveBeenCalled()
    expect([view.closable, await view.close('x')]).toEqual([false, undefined])
  })

  it('leaves none behind where somebody might have, but did not', async () => {
    destroyed.mockClear()
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const { source } = decoded(sending(pieces, { ending: 'fail' }), 'gzip')
    await received(source)
    expect(destroyed).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1000)
    expect(destroyed).toHaveBeenCalled()
    vi.useRealTimers()
  })
})
