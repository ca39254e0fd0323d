/** Any pipe, behind any cut, before any receiver: the order stays, nothing is lost or doubled, and a body ends once. */
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAt, received, recordingSink, scriptedSource, sending } from '../../../test/kit/bodies.ts'
import type { Pipe, PipeOutput } from './pipe.ts'
import { through } from './through.ts'

const TEXT = Buffer.from('one chunk in, any number out, at once or later, and never twice')

/** Writes every byte as one chunk of its own, twice. */
const doubling = (bytes: Uint8Array, out: PipeOutput): void => {
  for (const byte of bytes) {
    out.write(Uint8Array.of(byte))
    out.write(Uint8Array.of(byte))
  }
}

const doubled = (bytes: Buffer): Buffer => Buffer.from([...bytes].flatMap((byte) => [byte, byte]))

const PIPES: Readonly<Record<string, Pipe>> = {
  'at once': {
    chunk: doubling,
    end: (out) => {
      out.write(Buffer.from('.'))
    },
  },
  later: {
    chunk: async (bytes, out) => {
      await turn()
      doubling(bytes, out)
      await turn()
    },
    end: async (out) => {
      await turn()
      out.write(Buffer.from('.'))
    },
  },
  'waiting for the receiver': {
    chunk: async (bytes, out) => {
      for (const byte of bytes) {
        await out.ready()
        out.write(Uint8Array.of(byte))
        if (!(await out.ready())) return
        out.write(Uint8Array.of(byte))
      }
    },
    end: (out) => {
      out.write(Buffer.from('.'))
    },
  },
}

const cuts = fc.array(fc.nat(), { maxLength: 12 })

describe.each(Object.entries(PIPES))('through a pipe that answers %s', (_name, pipe) => {
  it('gives a slow receiver the same bytes for any cut, and the trailers', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (points) => {
        const body = through(sending(cutAt(TEXT, points), { trailers: ['x-sum', '1'] }), pipe)
        expect(await received(body)).toMatchObject({
          bytes: Buffer.concat([doubled(TEXT), Buffer.from('.')]),
          ending: 'end',
          trailers: ['x-sum', '1'],
        })
      }),
      { numRuns: 30 },
    )
  })

  it('hands an error on behind everything that came before it', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (points) => {
        const got = await received(through(sending(cutAt(TEXT, points), { ending: 'fail' }), pipe))
        expect(got).toMatchObject({ bytes: doubled(TEXT), ending: 'fail', error: { message: 'cut' } })
      }),
      { numRuns: 20 },
    )
  })

  it('is silent from the moment it is cancelled, whenever that is, and lets go of the source once', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, fc.nat(80), async (points, moment) => {
        let letGo = 0
        let pipeLetGo = 0
        const source = sending(cutAt(TEXT, points), { ending: 'never', cancelled: () => (letGo += 1) })
        const body = through(source, { ...pipe, cancel: () => (pipeLetGo += 1) })
        const { sink, chunks, endings } = recordingSink()
        body.start(sink)
        for (let count = 0; count < moment; count += 1) await turn()
        body.cancel()
        body.cancel()
        const seen = chunks.length
        for (let count = 0; count < 5; count += 1) await turn()
        expect([chunks.length, endings, letGo, pipeLetGo]).toEqual([seen, [], 1, 1])
        expect(doubled(TEXT).subarray(0, seen)).toEqual(Buffer.concat(chunks))
      }),
      { numRuns: 30 },
    )
  })

  it('gives a receiver that paused nothing until it goes on', async () => {
    const { source, sink } = scriptedSource()
    const receiver = recordingSink(false)
    const body = through(source, pipe)
    body.start(receiver.sink)
    sink().write(TEXT)
    sink().end()
    for (let count = 1; count <= 4; count += 1) {
      await expect.poll(() => receiver.chunks.length).toBe(count)
      for (let turns = 0; turns < 5; turns += 1) await turn()
      expect([receiver.chunks.length, receiver.endings]).toEqual([count, []])
      body.resume()
    }
  })
})

describe('through', () => {
  it('hands on what a pipe that changes nothing is given, without a copy', () => {
    const { source, sink } = scriptedSource()
    const receiver = recordingSink()
    through(source, { chunk: (bytes, out) => void out.write(bytes) }).start(receiver.sink)
    expect(sink().write(TEXT)).toBe(true)
    expect(receiver.chunks[0]).toBe(TEXT)
    sink().end()
    expect(receiver.endings).toEqual(['end'])
  })

  it('asks the source to pause while the pipe is at work, and to go on afterwards', async () => {
    const { source, sink, calls } = scriptedSource()
    let finish = (): void => undefined
    const body = through(source, { chunk: () => new Promise<void>((resolve) => (finish = resolve)) })
    body.start(recordingSink().sink)
    expect(sink().write(TEXT)).toBe(false)
    expect(calls).toEqual(['start'])
    finish()
    await expect.poll(() => calls).toEqual(['start', 'resume'])
  })

  it("hands the receiver's pause and wish to go on to the source, once each", () => {
    const { source, sink, calls } = scriptedSource()
    const body = through(source, { chunk: (bytes, out) => void out.write(bytes) })
    const receiver = recordingSink(false)
    body.start(receiver.sink)
    expect(sink().write(TEXT)).toBe(false)
    body.resume()
    body.resume()
    body.pause()
    body.pause()
    expect(calls).toEqual(['start', 'resume', 'pause'])
  })

  it('lets a pipe turn a failure into a good end, with bytes before it', async () => {
    const pipe: Pipe = {
      chunk: (bytes, out) => void out.write(bytes),
      fail: async (error, out) => {
        await turn()
        out.write(Buffer.from(`<${error.message}>`))
        return undefined
      },
    }
    const got = await received(through(sending([TEXT], { ending: 'fail' }), pipe))
    expect(got).toMatchObject({ bytes: Buffer.concat([TEXT, Buffer.from('<cut>')]), ending: 'end' })
  })

  it.each([
    ['throws', () => raise()],
    ['rejects', async () => raise()],
  ])('breaks the body when a pipe %s, and lets go of the source', async (_how, chunk) => {
    const { source, sink, calls } = scriptedSource()
    const receiver = recordingSink()
    const body = through(source, { chunk })
    body.start(receiver.sink)
    sink().write(TEXT)
    sink().write(TEXT)
    await expect.poll(() => receiver.endings).toEqual(['fail no'])
    sink().end()
    expect(receiver.endings).toEqual(['fail no'])
    expect(calls).toEqual(['start', 'cancel'])
  })

  it('starts nothing once it was cancelled', () => {
    const { source, calls } = scriptedSource()
    const body = through(source, { chunk: () => undefined })
    body.cancel()
    body.start(recordingSink().sink)
    expect(calls).toEqual(['cancel'])
  })

  it('tells a waiting pipe that nobody wants more', async () => {
    const { source, sink } = scriptedSource()
    let goesOn: boolean | undefined
    const body = through(source, {
      chunk: async (bytes, out) => {
        out.write(bytes)
        goesOn = await out.ready()
      },
    })
    body.start(recordingSink(false).sink)
    sink().write(TEXT)
    body.cancel()
    await expect.poll(() => goesOn).toBe(false)
  })
})

const raise = (): never => {
  throw new Error('no')
}
