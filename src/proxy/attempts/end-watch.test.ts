/** What the end of an answer says, in plain bytes and in any encoding. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAt, received, sending } from '../../../test/kit/bodies.ts'
import { COMPRESSED_STREAMS } from '../../../test/kit/compressed-streams.ts'
import { encode } from '../../../test/kit/replies.ts'
import { viewed } from '../../edge/viewed-reply.ts'
import { anthropicMessages } from '../../protocol/anthropic-messages/anthropic-messages.ts'
import { messageEvents, text } from '../../protocol/anthropic-messages/sample-answer.ts'
import { sseEvent } from '../../protocol/common/sample-event.ts'
import { createEndWatch } from './end-watch.ts'

const GOOD = messageEvents({ blocks: [text('hé', ' 密')] }).map((event) => sseEvent(event))
const ERROR = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n'

interface Answer {
  readonly points?: readonly number[]
  readonly contentType?: string
  readonly encoding?: string
}

const faultOf = async (bytes: Uint8Array | string, answer: Answer = {}): Promise<string | undefined> => {
  const { points = [], contentType = 'text/event-stream', encoding = '' } = answer
  const reply = viewed({
    status: 200,
    statusMessage: '',
    headers: ['content-type', contentType, 'content-encoding', encoding],
    body: sending(cutAt(Buffer.from(bytes), points).filter(({ length }) => length > 0)),
  })
  if (reply === undefined) throw new Error('An answer of this test has a body')
  const watch = createEndWatch(reply, anthropicMessages)
  await received(reply.body)
  return watch.fault()
}

const cuts = fc.array(fc.nat(), { maxLength: 12 })

describe('createEndWatch', () => {
  it('sees an error at the end of a long stream, for any cut', async () => {
    const long = GOOD.join('').repeat(20)
    await fc.assert(
      fc.asyncProperty(cuts, async (points) => {
        expect(await faultOf(long + ERROR, { points })).toBe('error-event')
        expect(await faultOf(long, { points })).toBeUndefined()
      }),
      { numRuns: 30 },
    )
  })

  it.each(COMPRESSED_STREAMS)('sees it in $name, for any cut', async ({ coding, begin }) => {
    const bad = Buffer.concat(await begin([...GOOD, ERROR]))
    const good = Buffer.concat(await begin(GOOD))
    await fc.assert(
      fc.asyncProperty(cuts, async (points) => {
        expect(await faultOf(bad, { points, encoding: coding })).toBe('error-event')
        expect(await faultOf(good, { points, encoding: coding })).toBeUndefined()
      }),
      { numRuns: 10 },
    )
  })

  it('does not take words about errors for one', async () => {
    const words = messageEvents({ blocks: [text('event: error\ndata: {"type":"error"}')] })
    expect(await faultOf(words.map((event) => sseEvent(event)).join(''))).toBeUndefined()
  })

  it('sees errors that are no streams', async () => {
    const json = { contentType: 'application/json' }
    expect(await faultOf('{"error":{"message":"no"}}', { ...json, points: [4] })).toBe('error-in-200')
    expect(await faultOf(String.raw`{"\u0065rror":{"message":"no"}}`, json)).toBe('error-in-200')
    const gzip = encode('gzip', '{"error":{"message":"no"}}')
    expect(await faultOf(gzip, { ...json, encoding: 'gzip' })).toBe('error-in-200')
    expect(await faultOf('', json)).toBe('empty-200')
    expect(await faultOf('<html>', { contentType: 'text/html' })).toBe('web-page-in-200')
  })

  it('says nothing about what it cannot read', async () => {
    expect(await faultOf(ERROR, { encoding: 'rot13' })).toBeUndefined()
    expect(await faultOf(ERROR, { encoding: 'gzip' })).toBeUndefined()
  })
})
