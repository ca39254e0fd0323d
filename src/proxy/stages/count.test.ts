import { describe, expect, it } from 'vitest'
import { received, scriptedSource, sending } from '../../../test/kit/bodies.ts'
import { attemptOf, outgoingOf, requestOf } from '../../../test/kit/exchange.ts'
import { encode } from '../../../test/kit/replies.ts'
import { alone } from '../../../test/kit/stage.ts'
import { jsonReply, replyOf, streamReply } from '../../../test/kit/wire.ts'
import type { Reply } from '../../edge/reply.ts'
import { viewed } from '../../edge/viewed-reply.ts'
import { message, messageStream, text } from '../../protocol/anthropic-messages/sample-answer.ts'
import { count } from './count.ts'

const PLAN = { blocks: [text('hello')], inputTokens: 11, outputTokens: 7 }
const STREAM = messageStream(PLAN)

const counting = async (answer: Reply) => {
  const attempt = attemptOf(requestOf())
  const reply = await alone(count(), answer).ask(outgoingOf(attempt))
  return { trace: attempt.trace, reply }
}

describe('tokens', () => {
  it('are counted of a whole answer', async () => {
    const { reply, trace } = await counting(jsonReply(message(PLAN)))
    await received(reply.body)
    expect(trace.usage).toMatchObject({ usage: { input: 11, output: 7 }, partial: false })
  })

  it('are counted of a stream, which passes unchanged', async () => {
    const { reply, trace } = await counting(streamReply(STREAM))
    expect((await received(reply.body)).bytes.toString()).toBe(STREAM)
    expect(trace.usage).toMatchObject({ usage: { input: 11, output: 7 }, partial: false })
  })

  it.each(['gzip', 'br', 'zstd'] as const)('are counted of a compressed stream: %s', async (coding) => {
    const bytes = encode(coding, STREAM)
    const { reply, trace } = await counting(streamReply(sending([bytes]), ['content-encoding', coding]))
    expect((await received(reply.body)).bytes).toEqual(bytes)
    await trace.usagePending
    expect(trace.usage).toMatchObject({ usage: { input: 11, output: 7 }, partial: false })
  })

  it.each(['fail', 'cancel'])('of a stream that is cut are those that had come: %s', async (how) => {
    const { source, sink } = scriptedSource()
    const { reply, trace } = await counting(streamReply(source))
    const all = received(reply.body)
    sink().write(Buffer.from(STREAM.slice(0, STREAM.indexOf('content_block_delta'))))
    if (how === 'cancel') reply.body?.cancel()
    else {
      sink().fail(new Error('cut'))
      await all
    }
    expect(trace.usage).toMatchObject({ usage: { input: 11 }, partial: true })
  })

  it.each([
    ['delivered', true],
    ['dropped', false],
  ])('are counted of an answer that ended while it was held back, and was %s then', async (_, delivered) => {
    const { reply, trace } = await counting(streamReply(STREAM))
    const { view } = viewed(reply) ?? {}
    view?.hold({ decoded: () => undefined, ended: () => undefined, gaveUp: () => undefined })
    await received(reply.body)
    if (delivered) view?.release()
    expect(trace.usage).toMatchObject({ usage: { input: 11, output: 7 }, partial: false })
  })

  it('are none where nothing was said of them', async () => {
    const { reply, trace } = await counting(jsonReply({ type: 'error' }, 500))
    await received(reply.body)
    expect(trace.usage).toBeUndefined()
  })

  it('are not looked for in an answer without a body', async () => {
    const answer = replyOf({ status: 204 })
    expect((await counting(answer)).reply).toBe(answer)
  })
})

it('counts an answer that is fetched again and again once', async () => {
  const stage = count()
  const answer = { id: 'resp_1', status: 'completed', usage: { input_tokens: 100, output_tokens: 20 } }
  const totals: (number | undefined)[] = []
  for (const operation of ['generate', 'other', 'other'] as const) {
    const attempt = attemptOf(requestOf({ asked: { operation } }))
    const reply = await alone(stage, jsonReply(answer)).ask(outgoingOf(attempt))
    await received(reply.body)
    totals.push(attempt.trace.usage?.usage.total)
  }
  expect(totals).toEqual([120, undefined, undefined])
})
