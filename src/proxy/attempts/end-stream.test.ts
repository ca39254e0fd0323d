/** A stream that breaks off ends with an event that its client can read, in the encoding it has begun in. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BodyEnding, cutAt, received, sending } from '../../../test/kit/bodies.ts'
import { COMPRESSED_STREAMS } from '../../../test/kit/compressed-streams.ts'
import type { ViewedReply } from '../../edge/viewed-reply.ts'
import { viewed } from '../../edge/viewed-reply.ts'
import { canEndStream, endStream } from './end-stream.ts'

const EVENT = 'event: error\ndata: {"message":"it broke, 密"}\n\n'
const TEXTS = ['event: a\ndata: {"says":"hé"}\n\n', 'event: a\ndata: {"sa'] as const

const replyOf = (
  pieces: readonly Uint8Array[],
  encoding: string,
  ending: BodyEnding = 'fail',
  ...headers: string[]
) => {
  const reply = viewed({
    status: 200,
    statusMessage: '',
    headers: ['content-type', 'text/event-stream', 'content-encoding', encoding, ...headers],
    body: sending(pieces, { ending }),
  })
  if (reply === undefined) throw new Error('A reply of this test has a body')
  return reply
}

const ended = (reply: ViewedReply, event: string | undefined = EVENT) => {
  const heard: Uint8Array[] = []
  reply.view.listen((bytes) => heard.push(bytes))
  return { body: endStream(reply, reply.body, { terminal: () => event }), heard }
}

describe('endStream', () => {
  it('ends a plain stream with the event, behind whatever it broke off in', async () => {
    const { body, heard } = ended(replyOf([Buffer.from(TEXTS.join(''))], ''))
    const got = await received(body)
    expect([got.bytes.toString(), got.ending]).toEqual([`${TEXTS.join('')}\n\n${EVENT}`, 'end'])
    expect(Buffer.concat(heard)).toEqual(got.bytes)
  })

  it.each(COMPRESSED_STREAMS)('ends $name so that it is whole to a strict decoder, for any cut', async (stream) => {
    const bytes = Buffer.concat(await stream.begin(TEXTS))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (points) => {
        const { body, heard } = ended(replyOf(cutAt(bytes, points), stream.coding))
        const got = await received(body)
        expect(got.ending).toBe('end')
        expect(got.bytes.subarray(0, bytes.length)).toEqual(bytes)
        expect(Buffer.from(stream.read(got.bytes)).toString()).toBe(`${TEXTS.join('')}\n\n${EVENT}`)
        expect(Buffer.concat(heard).toString()).toBe(`${TEXTS.join('')}\n\n${EVENT}`)
      }),
      { numRuns: 10 },
    )
  })

  it.each(COMPRESSED_STREAMS)('ends $name, or leaves it as it broke off, wherever that is', async (stream) => {
    const bytes = Buffer.concat(await stream.begin(TEXTS))
    for (let length = 1; length < bytes.length; length += 1) {
      const got = await received(ended(replyOf([bytes.subarray(0, length)], stream.coding)).body)
      if (got.ending === 'end') {
        expect(Buffer.from(stream.read(got.bytes)).toString()).toMatch(new RegExp(`\n\n${EVENT}$`))
      } else {
        expect(got).toMatchObject({ bytes: bytes.subarray(0, length), error: { message: 'cut' } })
      }
    }
  })

  it('ends a stream that has said its error already with nothing more to say', async () => {
    const reply = replyOf([Buffer.from('event: error\n\n')], '')
    const body = endStream(reply, reply.body, { terminal: () => undefined })
    expect(await received(body)).toMatchObject({ bytes: Buffer.from('event: error\n\n'), ending: 'end' })
  })

  it('hands a good end on as it came', async () => {
    const bytes = gzipSync(TEXTS.join(''))
    const got = await received(ended(replyOf([bytes], 'gzip', 'end')).body)
    expect(got).toMatchObject({ bytes, ending: 'end' })
  })

  it('leaves alone what nobody can read on', async () => {
    const junk = Buffer.from('this was never compressed by anyone')
    expect(await received(ended(replyOf([junk], 'gzip')).body)).toMatchObject({ bytes: junk, ending: 'fail' })
  })
})

describe('canEndStream', () => {
  it.each([
    ['plain', '', [], true],
    ['gzip', 'gzip', [], true],
    ['two encodings', 'gzip, br', [], false],
    ['an unknown encoding', 'rot13', [], false],
    ['an announced length', '', ['content-length', '10'], false],
  ] as const)('knows of %s', (_what, encoding, headers, can) => {
    expect(canEndStream(replyOf([], encoding, 'fail', ...headers))).toBe(can)
  })
})
