import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAt, received, sending } from '../../../test/kit/bodies.ts'
import { COMPRESSED_STREAMS } from '../../../test/kit/compressed-streams.ts'
import type { ByteSource } from '../../codec/bytes/byte-source.ts'
import type { Reply } from '../../edge/reply.ts'
import { anthropicMessages } from '../../protocol/anthropic-messages/anthropic-messages.ts'
import { messageEvents, text, thinking } from '../../protocol/anthropic-messages/sample-answer.ts'
import { sseEvent } from '../../protocol/common/sample-event.ts'
import { openaiResponses } from '../../protocol/openai-responses/openai-responses.ts'
import { responseEvents, says } from '../../protocol/openai-responses/sample-answer.ts'
import { ClientSignal } from '../exchange/client-signal.ts'
import { holdBack } from './hold-back.ts'

const reply = (body: ByteSource | undefined, contentType = 'text/event-stream', encoding = ''): Reply => ({
  status: 200,
  statusMessage: '',
  headers: ['content-type', contentType, ...(encoding === '' ? [] : ['content-encoding', encoding])],
  body,
})

const options = { protocol: anthropicMessages, holdBackMs: 600_000, signal: new ClientSignal() }

const GOOD = messageEvents({ blocks: [thinking('sig', 'hm'), text('hé', ' 密')] }).map((event) => sseEvent(event))
const START = GOOD[0] ?? ''
const ERROR = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n'

describe('holdBack', () => {
  it.each([
    ['a good stream', GOOD.join(''), 'end', undefined],
    ['a good stream that breaks later', GOOD.slice(0, 4).join(''), 'fail', undefined],
    ['an error first', ERROR, 'end', 'error-event-first'],
    [
      'an error after the prelude',
      `: hello\n\n${START}event: ping\ndata: {"type":"ping"}\n\n${ERROR}`,
      'end',
      'error-event-first',
    ],
    ['an error without a name', `data: {"error":{"type":"overloaded_error"}}\n\n`, 'end', 'error-event-first'],
    ['a prelude and nothing more', START, 'end', 'cut-before-content'],
    ['a prelude that breaks off', START, 'fail', 'cut-before-content'],
    ['comments only', ': hello\n\n: again\n\n', 'end', 'empty-200'],
    ['nothing', '', 'end', 'empty-200'],
  ] as const)('judges %s the same for any cut, and loses no byte', async (_title, stream, ending, fault) => {
    const bytes = Buffer.from(stream)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), fc.boolean(), async (points, crlf) => {
        const sent = crlf ? Buffer.from(stream.replaceAll('\n', '\r\n')) : bytes
        const judged = await holdBack(reply(sending(cutAt(sent, points), { ending })), options)
        expect(judged.fault).toBe(fault)
        expect(await received(judged.reply.body)).toMatchObject({ bytes: sent, ending })
      }),
      { numRuns: 30 },
    )
  })

  it.each(COMPRESSED_STREAMS)(
    'judges $name the same for any cut, and passes it on as it came',
    async ({ coding, begin }) => {
      const good = Buffer.concat(await begin(GOOD))
      const bad = Buffer.concat(await begin([START, ERROR]))
      const cut = Buffer.concat(await begin([START]))
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(), { maxLength: 6 }), async (points) => {
          for (const [bytes, ending, fault] of [
            [good, 'end', undefined],
            [bad, 'end', 'error-event-first'],
            [cut, 'fail', 'cut-before-content'],
          ] as const) {
            const judged = await holdBack(reply(sending(cutAt(bytes, points), { ending }), undefined, coding), options)
            expect(judged.fault).toBe(fault)
            expect(await received(judged.reply.body)).toMatchObject({ bytes, ending })
          }
        }),
        { numRuns: 10 },
      )
    },
  )

  it.each(['gzip', 'rot13', 'br, br, br'])(
    'lets what is no %s pass: it is for the client to judge',
    async (encoding) => {
      const bytes = Buffer.from('this was never compressed by anyone')
      const judged = await holdBack(reply(sending([bytes]), undefined, encoding), options)
      expect(judged.fault).toBeUndefined()
      expect((await received(judged.reply.body)).bytes).toEqual(bytes)
    },
  )

  it('lets those who look at an answer later hear all of it', async () => {
    const judged = await holdBack(reply(sending([Buffer.from(GOOD.join(''))])), options)
    const heard: Uint8Array[] = []
    judged.reply.view?.listen((bytes) => heard.push(bytes))
    await received(judged.reply.body)
    expect(Buffer.concat(heard).toString()).toBe(GOOD.join(''))
  })

  it('knows the events of the Responses API', async () => {
    const events = responseEvents({ items: [says('a')] }).map((event) => sseEvent(event))
    const failed = 'event: response.failed\ndata: {"type":"response.failed"}\n\n'
    const judge = async (stream: string) =>
      (await holdBack(reply(sending([Buffer.from(stream)])), { ...options, protocol: openaiResponses })).fault
    expect(await judge(events.join(''))).toBeUndefined()
    expect(await judge(`${events[0]}${failed}`)).toBe('error-event-first')
  })

  it('takes what grows without end for an answer', async () => {
    const endless = sending(Array.from({ length: 200 }, () => Buffer.from(`: ${'x'.repeat(4096)}\n\n`)))
    expect((await holdBack(reply(endless), options)).fault).toBeUndefined()
  })

  it.each([
    ['an error', '{"type":"error","error":{}}', 'error-in-200'],
    ['a message', '{"type":"message","content":[]}', undefined],
    ['no JSON', 'x', 'no-answer-in-200'],
  ])('waits for a small JSON answer: %s', async (_title, json, fault) => {
    const body = sending(cutAt(Buffer.from(json), [3, 5]))
    expect((await holdBack(reply(body, 'application/json'), options)).fault).toBe(fault)
  })

  it('does not wait for a large JSON answer', async () => {
    const large = Buffer.from(JSON.stringify({ type: 'error', x: 'x'.repeat(20_000) }))
    const body = sending(cutAt(large, [18_000]))
    const judged = await holdBack(reply(body, 'application/json'), options)
    expect(judged.fault).toBeUndefined()
    expect((await received(judged.reply.body)).bytes).toEqual(large)
  })

  it('lets go when the client leaves', async () => {
    const gone = new ClientSignal()
    const judged = holdBack(reply(sending([Buffer.from(START), Buffer.from('')])), {
      ...options,
      signal: gone,
    })
    gone.abort()
    await expect(judged).rejects.toMatchObject({ kind: 'abandoned' })
  })
})
